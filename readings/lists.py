"""Lists of several levels: a point of a deeper level gets a bullet of its own, so that it begins no item."""

import re
from bisect import bisect_right

SIGNS = "◦▪‣⁃"
"""The bullets of the second level and below."""
LETTER_O = re.compile(r"(?m)^([ \t]+)o(?=[ \t]+\S)")
"""The bullet of the second level that Word writes as a letter."""
POINT = re.compile(r"(?m)^(?P<blanks>[ \t]*)(?P<sign>[•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8*–-])(?=[ \t]+\S)")
TAB = 4
"""Blanks of a tab."""


def leveled(pages: list[str]) -> list[str]:
    """Returns the pages with another bullet before the points of deeper levels. Letters stay where they are.

    Levels with bullets of their own keep them: only a bullet that stands at several distances from the margin is
    changed. The distances count for the whole text, because a page may begin inside a list.
    """
    pages = [LETTER_O.sub(r"\1◦", page) for page in pages]
    places: dict[str, set[int]] = {}
    for match in (one for page in pages for one in POINT.finditer(page)):
        places.setdefault(match["sign"], set()).add(_width(match["blanks"]))
    levels = {sign: _levels(widths) for sign, widths in places.items()}
    free = [sign for sign in SIGNS if sign not in places]

    def changed(match: re.Match[str]) -> str:
        level = bisect_right(levels[match["sign"]], _width(match["blanks"])) - 1
        return match["blanks"] + (match["sign"] if level < 1 else free[min(level, len(free)) - 1])

    return [POINT.sub(changed, page) for page in pages] if free else pages


def _width(blanks: str) -> int:
    return len(blanks.expandtabs(TAB))


def _levels(widths: set[int]) -> list[int]:
    """Returns the distances of the levels: those that differ by one blank only are one level."""
    found: list[int] = []
    for width in sorted(widths):
        if not found or width > found[-1] + 1:
            found.append(width)
    return found
