"""Numbered lists of several levels: the points of an item are numbered too, and begin no items."""

import re
from bisect import bisect_right

from readings.rules.money.amounts import amounts
from readings.rules.paper.pages import Block
from readings.rules.paper.signs import LONGEST_TITLE, NUMBER
from readings.rules.passage import Line

POINT = re.compile(r"\(?(?P<number>[a-z]|\d{1,2}(?:\.\d{1,2})*)(?:[.)]|(?<=\d\.\d))\s+(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ\"“”«»])")
"""The mark of a point inside an item: "a) ", "2. ", "1.2 "."""
FIRST_POINT = re.compile(r"(?:\d{1,2}\.)*1|a")
Row = list[tuple[int, Line]]
"""Lines with the same shape of number, in their order, each with its number."""
LEAST = 2
DEEPER = 2
"""Blanks before a line by which it is on a deeper level."""
LEAST_LETTERS = 80
"""Letters of a point that may be a whole project."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def numbered_lines(blocks: list[Block]) -> list[Line]:
    """Returns the numbered lines of the longest row that counts up, without the points of its items."""
    return [line for _number, line in _outer(_rows(without_deeper(blocks)), blocks)]


def outer_lines(blocks: list[Block]) -> list[Line]:
    """Returns the numbered lines that begin items whose points are numbered too: none of them is a heading."""
    kept = without_deeper(blocks)
    rows = _rows(kept)
    row = _outer(rows, blocks)
    inner = kept is not blocks or row is not max(rows, key=len, default=row)
    return [line for _number, line in row] if inner else []


def _rows(blocks: list[Block]) -> list[Row]:
    """Returns the numbered lines, a row for each shape of number that counts up."""
    rows: dict[str, Row] = {}
    for block in blocks:
        for place, line in enumerate(block.lines):
            found = NUMBER.match(line.text)
            if not found or not found.group("number"):
                continue
            style, number = _style(found.group("number"))
            if number is None or (style == "#" and place and not _title_like(line, found.end())):
                continue
            if not _begins(line.text, found.end()):
                continue
            row = rows.setdefault(style, [])
            if not row or number == row[-1][0] + 1 or (number == 1 and row[-1][0] != 1):
                row.append((number, line))
    return list(rows.values())


def _begins(text: str, start: int) -> bool:
    """Returns whether a capital or a digit follows the number, also in quotation marks."""
    if not text[start : start + 1].strip("\"“”«»*‘'("):
        start += 1
    after = text[start : start + 1]
    return after.isupper() or after.isdigit()


def _style(printed: str) -> tuple[str, int | None]:
    """Returns the shape of a printed number ("#.#)") and the number that counts up."""
    digits = re.findall(r"\d+", printed)
    if not digits:
        letter = re.sub(r"\W", "", printed)
        single = len(letter) == 1 and letter.upper() in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return re.sub(r"\w+", "A" if letter.isupper() else "a", printed), (ord(letter.upper()) - 64 if single else None)
    style = re.sub(r"\d+", "#", printed)
    return style, int(digits[-1])


def _title_like(line: Line, start: int) -> bool:
    rest = line.text[start:]
    return len(rest) <= LONGEST_TITLE and not rest.endswith((".", ",")) and rest[:1].isupper()


def without_deeper(blocks: list[Block]) -> list[Block]:
    """Returns the paragraphs without the numbered lines that stand farther from the margin than two others."""
    lines = [line for block in blocks for line in block.lines if _number(line)]
    indents = sorted(line.indent for line in lines)
    if len(indents) <= LEAST or indents[LEAST - 1] >= indents[0] + DEEPER:
        return blocks
    deeper = {(line.page, line.start) for line in lines if line.indent >= indents[0] + DEEPER}
    if not deeper:
        return blocks
    kept = [[line for line in block.lines if (line.page, line.start) not in deeper] for block in blocks]
    return [Block(left, block.after_break) for left, block in zip(kept, blocks, strict=True) if left]


def unmarked(lines: list[Line]) -> list[Line]:
    """Returns the lines of an item with those that are numbered points as paragraphs of their own, without their
    marks. They are points only if they are two at least, and the first one is 1 or a."""
    marks = {place: found for place, line in enumerate(lines) if place and (found := POINT.match(line.text))}
    if len(marks) < LEAST or not FIRST_POINT.fullmatch(next(iter(marks.values()))["number"]):
        return lines
    kept: list[Line] = []
    for place, line in enumerate(lines):
        mark = marks.get(place)
        if mark:
            kept += [
                Line(line.page, line.start, ""),
                Line(line.page, line.start + mark.end(), line.text[mark.end() :]),
            ]
        else:
            kept.append(line)
    return kept


def _number(line: Line) -> str:
    found = NUMBER.match(line.text)
    return (found["number"] or "") if found else ""


def _outer(rows: list[Row], blocks: list[Block]) -> Row:
    """Returns the row of numbers that counts the items: the longest one, unless it begins again and again inside the
    items of another one, and its points are too short for projects."""
    best = max(rows, key=len, default=[])
    around = [row for row in rows if row is not best and len(row) >= LEAST and _is_around(row, best)]
    if not around or _are_projects(best, blocks):
        return best
    return max(around, key=len)


def _is_around(row: Row, inner: Row) -> bool:
    """Returns whether each run of the inner row, which begins at 1, is inside an item of its own of the other row."""
    begins = [_place(line) for _number, line in row]
    runs = [_place(line) for place, (number, line) in enumerate(inner) if not place or number <= inner[place - 1][0]]
    items = [sum(begin < run for begin in begins) for run in runs]
    last = [_place(line) for _number, line in inner]
    inside = all(sum(begin < place for begin in begins) for place in last)
    return inside and len(runs) >= LEAST and len(set(items)) == len(items)


def are_long(points: list[Line], blocks: list[Block]) -> bool:
    """Returns whether most points of a list have so much text that they may be projects."""
    texts = _texts(points, blocks)
    return sum(len(text) >= LEAST_LETTERS for text in texts) * 2 > len(texts)


def _are_projects(row: Row, blocks: list[Block]) -> bool:
    """Returns whether most points of a row are long, and have a year or an amount."""
    texts = _texts([line for _number, line in row], blocks)
    return sum(map(may_be_project, texts)) * 2 > len(texts)


def may_be_project(text: str) -> bool:
    """Returns whether a text is long enough for a whole project, and has a year or an amount."""
    return len(text) >= LEAST_LETTERS and bool(YEAR.search(text) or amounts(text))


def _texts(points: list[Line], blocks: list[Block]) -> list[str]:
    """Returns the text of each point, up to the next one."""
    begins = sorted(map(_place, points))
    texts = [""] * (len(begins) + 1)
    for line in (line for block in blocks for line in block.lines):
        texts[bisect_right(begins, _place(line))] += " " + line.text
    return texts[1:]


def _place(line: Line) -> tuple[int, int]:
    return line.page, line.start
