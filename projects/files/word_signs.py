"""The signs before paragraphs of Word that the file does not keep as text: headings, bullets with their level, and the
numbers of numbered lists. And the cells of tables, of which some may be merged.

It is loaded by ``extract.py``, which may import nothing of the site.
"""

import re
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STEP = "  "
"""The blanks before a point of a list, for each level above it."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
DITTO = "\u3003"
"""The sign for the same as in the row above."""
MOST_COLUMNS = 60
"""Columns above which one cell may stand."""
MOST_LEVELS = 9
"""Levels of a list in Word."""
COUNTED = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
"""How the points of a list are counted, if not by words."""
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
PLACE = re.compile(r"%(\d)")
"""Where the number of a level stands in the text of a numbered list: "%1.%2"."""
STYLE = re.compile(r"heading ([1-6])|list (?:bullet|paragraph|number)\s?(\d?).*", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """A style of paragraphs: its sign, how many levels are above it, and the list and the level of its points."""

    sign: str = ""
    depth: int = 0
    listed: str = ""
    level: int = 0


@dataclass(frozen=True)
class Level:
    """How the points of a level are counted, the text of their number ("%1.%2"), and the first number."""

    kind: str = ""
    text: str = ""
    first: int = 1


@dataclass(frozen=True)
class Numbering:
    """A list: its levels, the numbers with which it begins anew, and the name that lists share which count on."""

    levels: dict[int, Level]
    begins: dict[int, int]
    shared: str


class Signs:
    """The signs of one file. It counts the points of numbered lists, so each paragraph is asked for once, in order."""

    def __init__(self, package: ZipFile, parser: Any) -> None:
        self._styles = _styles(_part(package, parser, "word/styles.xml"))
        self._lists = _lists(_part(package, parser, "word/numbering.xml"))
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def before(self, paragraph: Any) -> str:
        """Returns the sign of a paragraph: "## " for a heading of level 2, "• " or "2. " for a point of a list with
        two blanks for each level above it; "" for any other paragraph."""
        style = self._styles.get(_value(paragraph.find(f"{WORD}pPr/{WORD}pStyle")), Style())
        own = paragraph.find(f"{WORD}pPr/{WORD}numPr")
        listed, level, depth = style.listed, style.level, style.depth
        if style.sign.startswith("#"):
            return style.sign
        if own is not None:
            listed = _value(own.find(f"{WORD}numId")) or listed
            level = _number(own.find(f"{WORD}ilvl"), level)
            depth = max(depth, level)
        if not style.sign and (own is None or listed == "0"):
            return ""
        return STEP * min(depth, MOST_LEVELS) + (self._number_of(listed, level) or "• ")

    def _number_of(self, listed: str, level: int) -> str:
        """Returns the number of the next point of a list, such as "2.1 "; "" if its points have bullets."""
        known = self._lists.get(listed)
        kind = known.levels.get(level, Level()) if known else Level()
        if known is None or kind.kind not in COUNTED or not PLACE.search(kind.text):
            return ""
        numbers = self._counted.setdefault(known.shared, {})
        if listed not in self._begun and known.begins:
            numbers.clear()
        self._begun.add(listed)
        first = known.begins.get(level, kind.first)
        numbers[level] = numbers[level] + 1 if level in numbers else first
        for deeper in [one for one in numbers if one > level]:
            del numbers[deeper]
        return PLACE.sub(lambda match: _counted(known, numbers, int(match[1]) - 1), kind.text).strip() + " "


def words_of(part: Any) -> str:
    """Returns the text of a part of a run. Raised numbers, which lead to notes, stay raised: "400 000 DKK¹"."""
    text = part.text or ""
    raised = _value(part.getparent().find(f"{WORD}rPr/{WORD}vertAlign")) == "superscript"
    return text.translate(RAISED) if raised and text.strip().isdigit() else text


def cells_of(table: Any) -> list[list[str]]:
    """Returns the rows of a table. A cell beside several rows has the sign ``DITTO`` in all but the first. A cell above
    several columns is followed by empty ones, so that the others stay below their headings; a row of one cell has no
    other."""
    rows: list[list[str]] = []
    for row in table.iterfind(f"{WORD}tr"):
        found: list[str] = []
        for cell in row.iterfind(f"{WORD}tc"):
            text = " ".join("".join(map(words_of, cell.iter(f"{WORD}t"))).split())
            merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
            if merged is not None and _value(merged) != "restart" and not text and rows:
                text = DITTO
            wide = min(_number(cell.find(f"{WORD}tcPr/{WORD}gridSpan"), 1), MOST_COLUMNS)
            found += [text, *[""] * (wide - 1)]
        rows.append(found if any(found[1:]) else found[:1])
    return rows


def _counted(known: Numbering, numbers: dict[int, int], level: int) -> str:
    """Returns the number of a level as the list prints it."""
    kind = known.levels.get(level, Level("decimal"))
    return _printed(kind.kind, numbers.get(level, kind.first))


def _printed(shape: str, number: int) -> str:
    if shape in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman"):
        letters = ""
        for value, roman in ROMAN:
            letters += roman * (number // value)
            number %= value
        return letters.upper() if shape == "upperRoman" else letters
    return str(number)


def _part(package: ZipFile, parser: Any, name: str) -> Any:
    """Returns the root of a part of the file; None if the file does not have it."""
    from lxml import etree  # type: ignore[import-untyped]

    if name not in package.namelist():
        return None
    with package.open(name) as part:
        return etree.parse(part, parser).getroot()


def _styles(root: Any) -> dict[str, Style]:
    """Returns the styles that are a heading or a list. Their names are English in the file, in whatever language Word
    runs."""
    found: dict[str, Style] = {}
    for style in () if root is None else root.iterfind(f"{WORD}style[@{WORD}type='paragraph']"):
        match = STYLE.fullmatch(_value(style.find(f"{WORD}name")))
        if match:
            numbered = f"{WORD}pPr/{WORD}numPr/{WORD}"
            listed, level = _value(style.find(f"{numbered}numId")), _number(style.find(f"{numbered}ilvl"), 0)
            sign = "#" * int(match[1]) + " " if match[1] else "• "
            found[style.get(f"{WORD}styleId")] = Style(sign, max(level, int(match[2] or 1) - 1), listed, level)
    return found


def _lists(root: Any) -> dict[str, Numbering]:
    """Returns the lists of a file by their keys."""
    if root is None:
        return {}
    levels = {one.get(f"{WORD}abstractNumId"): _levels(one) for one in root.iterfind(f"{WORD}abstractNum")}
    found: dict[str, Numbering] = {}
    for one in root.iterfind(f"{WORD}num"):
        shared = _value(one.find(f"{WORD}abstractNumId"))
        begins = {
            _whole(level.get(f"{WORD}ilvl")): _number(level.find(f"{WORD}startOverride"), 1)
            for level in one.iterfind(f"{WORD}lvlOverride")
        }
        found[one.get(f"{WORD}numId")] = Numbering(levels.get(shared, {}), begins, shared)
    return found


def _levels(abstract: Any) -> dict[int, Level]:
    return {
        _whole(level.get(f"{WORD}ilvl")): Level(
            _value(level.find(f"{WORD}numFmt")),
            _value(level.find(f"{WORD}lvlText")),
            _number(level.find(f"{WORD}start"), 1),
        )
        for level in abstract.iterfind(f"{WORD}lvl")
    }


def _value(element: Any) -> str:
    return element.get(f"{WORD}val") or "" if element is not None else ""


def _number(element: Any, without: int) -> int:
    return _whole(_value(element), without)


def _whole(text: str | None, without: int = 0) -> int:
    """Returns a number of a file: it is small and whole, or does not count."""
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) else without
