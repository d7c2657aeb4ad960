"""Pages, their lines, and the paragraphs without page furniture: running headers, page numbers, repeated lines."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from readings.rules.paper.footnotes import without_footnotes
from readings.rules.passage import Line
from readings.words.labels import LABEL, alone
from readings.words.states import CLOSED, ONGOING

PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:(?:side|sida|sivu|page|blaðsíða|bls|s|p)\b\.?\s*)?\d{1,4}(?:\s*(?:/|av|af|of|\(|:)\s*\d{1,4}\)?)?[-–—\s|]*",
    re.IGNORECASE,
)
PAGED = re.compile(
    r"(?<!\w)(?:(?:side|sida|sivu|page|blaðsíða|bls|s|p)\b\.?\s*\d{1,4}(?:\s*(?:/|av|af|of|\()\s*\d{1,4}\)?)?|"
    r"(?<=\s)\d{1,3}\s?(?:\(\d{1,3}\)|/\s?\d{1,3}))$",
    re.IGNORECASE,
)
"""The number of the page at the end of a running header."""
NUMBERED = re.compile(r"\W*(?:\d{1,2}|[a-z]|[ivx]+)[.)]\s", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d:?")
"""A heading of a list by year: printed once."""
EDGE = 4
"""Lines at the top and at the bottom of a page in which running headers are looked for."""
SHORT = 120
AT_EDGES = 2
"""On how many pages a line has to appear there to count as a running header."""
REPEATED = 3
"""How often a short line has to appear elsewhere: a text that was pasted has lost its page breaks."""


@dataclass
class Block:
    """A paragraph: lines without a blank line between them."""

    lines: list[Line]
    after_break: bool = False
    """Whether page furniture or a page break is right before it."""

    @property
    def text(self) -> str:
        """Returns its lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


def lines_of(pages: list[str]) -> list[list[Line]]:
    """Returns the lines of each page."""
    return [_lines(number, page) for number, page in enumerate(pages, 1)]


def blocks_of(pages: list[str], apart: Collection[tuple[int, int]] = (), footnotes: bool = False) -> list[Block]:
    """Returns the paragraphs of the pages in order, without page furniture, and without footnotes unless they are asked
    for. ``apart``: lines that are left out, by page and first letter."""
    lined = [[_blank(line) if (line.page, line.start) in apart else line for line in page] for page in lines_of(pages)]
    if not footnotes:
        lined = [without_footnotes(page) for page in lined]
    furniture = _furniture(lined)
    blocks: list[Block] = []
    fresh, broken = True, False
    for lines in lined:
        if blocks:
            fresh = broken = True
        for line in lines:
            if not line.text:
                fresh = True
            elif (line.page, line.start) in furniture:
                fresh = broken = True
            elif fresh:
                blocks.append(Block([line], broken))
                fresh = broken = False
            else:
                blocks[-1].lines.append(line)
    return blocks


def _blank(line: Line) -> Line:
    return Line(line.page, line.start, "")


def _lines(number: int, page: str) -> list[Line]:
    found, start = [], 0
    for raw in page.splitlines(keepends=True):
        text = raw.strip()
        indent = len(raw) - len(raw.lstrip()) if text else 0
        found.append(Line(number, start + indent, text, indent))
        start += len(raw)
    return found


def _furniture(pages: list[list[Line]]) -> set[tuple[int, int]]:
    """Returns the lines that are no content, by page and first letter."""
    written = [[line for line in lines if line.text] for lines in pages]
    everywhere = Counter(_shape(line) for lines in written for line in lines)
    years = Counter(line.text for lines in written for line in lines if YEAR.fullmatch(line.text))
    at_edges = Counter(shape for lines in written for shape in {_shape(line) for line in _edges(lines)})
    paged = len(pages) > 1
    heads = _heads(written)
    found = set()
    for lines in written:
        edges = {line.start for line in _edges(lines)} if paged else set()
        for place, line in enumerate(lines):
            if place > 0 and alone(lines[place - 1].text):
                continue
            at_edge = (line.start in edges and at_edges[_shape(line)] >= AT_EDGES) or line.text in heads
            year = bool(YEAR.fullmatch(line.text)) and years[line.text] == 1
            repeated = (at_edge or everywhere[_shape(line)] >= REPEATED) and not (year or _is_content(line))
            if (repeated and len(line.text) <= SHORT) or ((line.start in edges or not paged) and _is_page_number(line)):
                found.add((line.page, line.start))
    return found


def _heads(written: list[list[Line]]) -> set[str]:
    """Returns the lines at the top of the text that are printed again in it: the running header of a text that was
    pasted, of which not one page break is left."""
    lines = [line.text for page in written for line in page]
    shapes = [_unpaged(text) for text in lines]
    heads = takewhile(lambda text: shapes.count(_unpaged(text)) > 1 and not _begins_list(text), lines[:EDGE])
    known = {_unpaged(text) for text in heads}
    # A line with the number of its page that is printed again with another one, at the foot of a page
    feet = Counter(_unpaged(text) for text in set(lines) if PAGED.search(text) and len(text) <= SHORT)
    known |= {shape for shape, number in feet.items() if number > 1 and shape}
    return {text for text, shape in zip(lines, shapes, strict=True) if shape in known}


def _unpaged(text: str) -> str:
    """Returns a line without the number of the page at its end."""
    return " ".join(PAGED.sub("", text).split()).strip(" ·|–-")


def _begins_list(text: str) -> bool:
    """Returns whether a line may be the heading of a section, or its first item."""
    return bool(ONGOING.search(text) or CLOSED.search(text) or NUMBERED.match(text)) or len(text) > SHORT


def _is_page_number(line: Line) -> bool:
    return bool(PAGE_NUMBER.fullmatch(line.text)) and not re.fullmatch(r"(?:19|20)\d\d|[IVX]+", line.text)


def _edges(written: list[Line]) -> list[Line]:
    chosen = {line.start: line for line in written[:EDGE] + written[-EDGE:]}
    return list(chosen.values())


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split())).casefold()


def _is_content(line: Line) -> bool:
    """Returns whether a line says something of a project even if it is repeated, such as "Status: closed"."""
    return bool(LABEL.match(line.text) or alone(line.text))
