"""Forms as a browser without scripts sends them."""

import html
import re


def fields_of(page: str, form: str = "data-keeping") -> dict[str, list[str]]:
    """Returns what the form with this attribute sends: name → values."""
    start = page.index(form)
    body = re.sub(r"<template>.*?</template>", "", page[start : page.index("</form>", start)], flags=re.S)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", body):
        name, kind = re.search(r'\bname="([^"]*)"', tag), re.search(r'\btype="([^"]*)"', tag)
        value = re.search(r'\bvalue="([^"]*)"', tag)
        ticks = bool(kind) and kind[1] in ("checkbox", "radio")  # type: ignore[index]
        if name and not (ticks and not re.search(r"\schecked", tag)):
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "on" if ticks else "")
    for name_of_list, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        values = re.findall(r'<option value="([^"]*)"( selected)?', options)
        found[name_of_list] = [next((value for value, selected in values if selected), values[0][0])]
    for name_of_text, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', body, re.S):
        found[name_of_text] = [html.unescape(text)]
    return found
