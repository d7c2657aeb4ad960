"""Marks found words in a text in any spelling: it compares folded letters, and escapes all text."""

import re
from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from projects.language.folding import fold

BEFORE, AFTER = 8, 20
"""The number of words of a long text that an excerpt shows before and after the first found word."""

CORE = re.compile(r"\A(\W*)(.*?)(\W*)\Z", re.DOTALL)


def holds(text: object, words: Sequence[str]) -> int:
    """Returns how many of the folded words occur in the text."""
    folded = fold(str(text))
    return sum(word in folded for word in words)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """Returns the text, escaped, with each word that contains one of the folded words in ``<mark>``."""
    return format_html_join(" ", "{}", ((_marked(word, words),) for word in text.split()))


def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """Returns the part of the text around the first found word, marked; the whole text if it is short."""
    tokens = text.split()
    found = next((place for place, token in enumerate(tokens) if holds(token, words)), 0)
    first, last = max(0, found - BEFORE), found + AFTER
    shown = marked(" ".join(tokens[first:last]), words)
    return format_html("{}{}{}", "… " if first else "", shown, " …" if last < len(tokens) else "")


def _marked(word: str, words: Sequence[str]) -> SafeString:
    if not holds(word, words):
        return conditional_escape(word)
    match = CORE.match(word)
    before, core, after = match.groups() if match and match[2] else ("", word, "")
    return format_html("{}<mark>{}</mark>{}", before, core, after)
