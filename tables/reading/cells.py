"""The cells of a file before anybody knows what they mean."""

import json
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tables.reading.limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_NAMED,
    MOST_ROWS,
    MOST_SECONDS,
)


class Broken(str):
    """The text of a cell that has no value: an error such as ``#REF!``, or a formula that was never computed."""


Cell = str | Decimal | date | datetime | bool
"""A text (empty: nothing), or a number, a truth, a day or a moment that the file itself marks as such. Numbers are
never floats."""


class UnreadableTable(ValueError):
    """The file cannot be read as a table. The message says why, in the reader's language."""


@dataclass
class Line:
    """A line of the file that is not empty, with its number."""

    number: int
    cells: list[Cell]

    def at(self, place: int) -> Cell:
        """Returns the cell of a column; an empty text where the line is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass
class Sheet:
    """The lines of a CSV file, or of one sheet of a workbook."""

    name: str = ""
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences about the file that the person should read: hidden rows, formulas, other sheets."""
    letters: int = 0
    filled: int = 0
    """Cells of all lines."""
    ends: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def add(self, number: int, cells: Iterable[Cell]) -> None:
        """Adds a line unless it is empty. Raises UnreadableTable if the sheet exceeds the bounds."""
        kept = [_tidy(cell) if type(cell) is str else cell for cell in cells]
        while kept and kept[-1] == "":
            kept.pop()
        if not kept:
            return
        if len(kept) > MOST_COLUMNS:
            words = {"most": MOST_COLUMNS}
            raise UnreadableTable(_("The sheet has more than %(most)d columns. Send only those that you need.") % words)
        self.lines.append(Line(number, kept))
        self.filled += len(kept)
        for cell in kept:
            if isinstance(cell, str):
                self.letters += len(cell)
                if len(cell) > LONGEST_CELL:
                    words = {"row": number, "most": LONGEST_CELL}
                    raise UnreadableTable(_("A cell of row %(row)d has more than %(most)d letters.") % words)
        self._check_bounds()

    def _check_bounds(self) -> None:
        if len(self.lines) > MOST_ROWS:
            words = {"most": MOST_ROWS}
            raise UnreadableTable(_("The sheet has more than %(most)d rows. Send it in several files.") % words)
        if self.letters > MOST_LETTERS or self.filled > MOST_CELLS:
            raise UnreadableTable(_("The cells of the sheet hold too much text. Send it in several files."))
        if len(self.lines) % 500 == 0 and time.monotonic() > self.ends:
            raise UnreadableTable(_("The file takes too long to read. Send it in several files."))


ERRORS = frozenset(
    {
        *("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"),
        *("#REFERENCE!", "#VÆRDI!", "#NAVN?", "#I/T", "#REFERENS!", "#VÄRDEFEL!", "#NAMN?", "#SAKNAS!"),
    }
)
"""What spreadsheets write into a cell that they cannot compute, also into CSV."""


def _tidy(text: str) -> str:
    text = text.strip()
    return Broken(text) if text in ERRORS else text


def letters_of(place: int) -> str:
    """Returns the name of a column as spreadsheets write it: A, B, … Z, AA."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


def place_of(reference: str) -> tuple[int, int]:
    """Returns the column (from 0) and the line (from 1) of a cell by its name: "C5" → (2, 5). Raises ValueError."""
    letters = reference.rstrip("0123456789")
    place = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(reference)
        place = place * 26 + ord(letter) - 64
    return place - 1, int(reference[len(letters) :])


def first_of(names: Sequence[str]) -> str:
    """Returns the first names, and how many more there are: "C5, C6, …"."""
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown}, …" if len(names) > MOST_NAMED else shown


def packed(sheet: Sheet) -> bytes:
    """Returns the sheet as compressed JSON: a text as text, every other value as a list with its kind."""
    lines = [[line.number, *(_packed(cell) for cell in line.cells)] for line in sheet.lines]
    content = json.dumps([sheet.name, sheet.notes, lines], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(content.encode(), 3)


def unpacked(data: bytes) -> Sheet:
    """Returns the sheet that ``packed`` wrote."""
    name, notes, lines = json.loads(zlib.decompress(data))
    return Sheet(name, [Line(number, [_unpacked(cell) for cell in cells]) for number, *cells in lines], notes)


def _packed(cell: Cell) -> Any:
    if isinstance(cell, Broken):
        return ["x", str(cell)]
    if isinstance(cell, str | bool):
        return cell
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    return ["d", cell.isoformat()] if isinstance(cell, date) else ["n", str(cell)]


READERS: dict[str, Any] = {"x": Broken, "t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}


def _unpacked(cell: Any) -> Cell:
    if isinstance(cell, str | bool):
        return cell
    kind, value = cell
    read: Cell = READERS[kind](value)
    return read
