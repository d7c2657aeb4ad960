"""A text that was put together from pieces of pages, and the way back from its letters to theirs."""

from bisect import bisect_right
from dataclasses import dataclass, field

from readings.rules.facts import Span


@dataclass(frozen=True)
class Line:
    """A line of a page: its text without the blanks around it, and the letter of the page at which that begins."""

    page: int
    start: int
    text: str
    indent: int = 0
    """The blanks before it on the page. Parts of a line have none."""

    @property
    def end(self) -> int:
        """Returns the letter of the page after the last one of the line."""
        return self.start + len(self.text)


APART = 40
"""Letters between two lines from which the text between them is no part of the passage: a note stands below a table."""
NARROW = 20
"""Letters of the longest line of a column that is too narrow for whole words."""


def is_narrow(lines: list[str]) -> bool:
    """Returns whether a text stands in several very short lines: the cell of a narrow column, whose words are broken
    without a sign, or mixed with those of the columns beside it."""
    short = [line for line in lines[:-1] if len(line) <= NARROW]
    return len(lines) > 1 and bool(short)


@dataclass
class Passage:
    """Text made of pieces of lines. ``span`` says where its letters are on the pages."""

    text: str = ""
    divided: list[int] = field(default_factory=list)
    """The letters before which a hyphen was dropped: it may belong to the word."""
    _starts: list[int] = field(default_factory=list)
    _pieces: list[Line] = field(default_factory=list)

    def add(self, line: Line, joint: str) -> None:
        """Adds a line after ``joint`` (a blank, a line break or nothing)."""
        if self.text:
            self.text += joint
        self._starts.append(len(self.text))
        self._pieces.append(line)
        self.text += line.text

    def drop_hyphen(self) -> None:
        """Removes the hyphen at the end, before the rest of a divided word is added."""
        last = self._pieces[-1]
        self._pieces[-1] = Line(last.page, last.start, last.text[:-1])
        self.text = self.text[:-1]

    def span(self, start: int, end: int) -> Span:
        """Returns where these letters of the passage are. If they go over a page break: those on the first page."""
        first = self._piece_at(start)
        last = self._piece_at(max(start, end - 1))
        while last > first and self._pieces[last].page != self._pieces[first].page:
            last -= 1
        begin = self._pieces[first]
        close = self._pieces[last]
        begins = begin.start + min(start - self._starts[first], len(begin.text))
        ends = close.start + min(end - self._starts[last], len(close.text))
        return Span(begin.page, begins, max(begins, ends))

    def letter(self, span: Span) -> int:
        """Returns the letter of the passage at which a span begins; -1 if it is not of this passage."""
        for start, piece in zip(self._starts, self._pieces, strict=True):
            if piece.page == span.page and piece.start <= span.start <= piece.end:
                return start + span.start - piece.start
        return -1

    def lines(self, start: int, end: int) -> list[str]:
        """Returns the lines, as printed, to which these letters belong."""
        return [piece.text for piece in self._pieces[self._piece_at(start) : self._piece_at(max(start, end - 1)) + 1]]

    def spans(self) -> list[Span]:
        """Returns the letters of the whole passage: a span for each page, and for each part that stands apart on it."""
        found: list[Span] = []
        for piece in self._pieces:
            last = found[-1] if found else None
            if last and last.page == piece.page and -APART <= piece.start - last.end <= APART:
                found[-1] = Span(piece.page, last.start, piece.end)
            else:
                found.append(Span(piece.page, piece.start, piece.end))
        return found

    def _piece_at(self, letter: int) -> int:
        return max(0, bisect_right(self._starts, letter) - 1)

    def __bool__(self) -> bool:
        return bool(self.text)
