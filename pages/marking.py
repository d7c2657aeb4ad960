"""Found words marked in a text, however they are spelled: folded letters are compared, and nothing is trusted."""

import re
from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from projects.language.folding import fold

BEFORE, AFTER = 8, 20
"""So many words of a long text stand before and after the first that was found."""

CORE = re.compile(r"\A(\W*)(.*?)(\W*)\Z", re.DOTALL)


def holds(text: object, words: Sequence[str]) -> int:
    """How many of the folded words occur in the text."""
    folded = fold(str(text))
    return sum(word in folded for word in words)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text, escaped, with each word that holds one of the folded words in ``<mark>``."""
    return format_html_join(" ", "{}", ((_marked(word, words),) for word in text.split()))


def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """The part of the text around the first word that was found, marked; the whole of a short one."""
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
