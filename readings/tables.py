"""Tables in a text, divided by tabs or bars: each row becomes a list of "heading: cell", as a row of Word does."""

import re

from readings.words.labels import field_of

LEAST = 3
"""Columns from which rows with tabs or bars are a table."""
MOST = 60
"""Columns of a table, and letters of a heading: a heading is written again for each row."""
RULE = re.compile(r"[\s|:+=-]*")


def listed(page: str) -> str:
    """Returns the text with each table written as blocks of labelled lines. A text without a table stays as it is."""
    found: list[str] = []
    headings: list[str] = []
    for line in page.split("\n"):
        cells = _cells(line)
        if len(cells) < LEAST:
            if not (headings and "|" in line and RULE.fullmatch(line)):
                headings = headings if headings and not line.strip() else []
                found.append(line)
        elif not headings and _are_headings(cells):
            headings = cells
        elif headings and RULE.fullmatch(line):
            continue
        elif headings:
            pairs = zip(headings, cells, strict=False)
            found += ["", *(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell), ""]
        else:
            found.append(line)
    return "\n".join(found)


def _cells(line: str) -> list[str]:
    bare = line.strip().strip("|") if "|" in line else line.strip("\n")
    return [" ".join(cell.split()) for cell in re.split(r"\||\t", bare)] if "|" in line or "\t" in line else []


def _are_headings(cells: list[str]) -> bool:
    """Returns whether a row names fields that the reader knows: the title, and another one."""
    if len(cells) > MOST or any(len(cell) > MOST for cell in cells):
        return False
    fields = {field_of(cell) for cell in cells}
    return "title" in fields and len(fields - {"other"}) >= 2
