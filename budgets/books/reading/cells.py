"""The cells of a ledger file before anybody knows what they mean."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.books.reading.limits import LONGEST_CELL, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS

Cell = str | Decimal | date
"""A text (empty: nothing), or a number or a day that the file itself marks as such. Numbers are never floats."""


class UnreadableLedger(ValueError):
    """The file cannot be read as a ledger. The message says why, in the reader's language."""


@dataclass
class Line:
    """A line of the file that is not empty, with its number."""

    number: int
    cells: list[Cell]


@dataclass
class Sheet:
    """The lines of a CSV file, or of one sheet of an Excel file."""

    name: str = ""
    lines: list[Line] = field(default_factory=list)
    letters: int = 0

    def add(self, number: int, cells: Iterable[Cell]) -> None:
        """Adds a line unless it is empty. Raises UnreadableLedger if the sheet exceeds the bounds."""
        kept = [cell[:LONGEST_CELL].strip() if isinstance(cell, str) else cell for cell in list(cells)[:MOST_COLUMNS]]
        while kept and kept[-1] == "":
            kept.pop()
        if not kept:
            return
        self.lines.append(Line(number, kept))
        self.letters += sum(len(cell) for cell in kept if isinstance(cell, str))
        if len(self.lines) > MOST_ROWS:
            raise UnreadableLedger(
                _("The file has more than %(most)d rows. Send a shorter period.") % {"most": MOST_ROWS}
            )
        if self.letters > MOST_LETTERS:
            raise UnreadableLedger(
                _("The cells of the file hold too much text. Send fewer columns, or a shorter period.")
            )


def packed(sheet: Sheet) -> bytes:
    """Returns the sheet as compressed JSON: a text as text, a number and a day as a list with their kind."""
    lines = [[line.number, *(_packed(cell) for cell in line.cells)] for line in sheet.lines]
    return zlib.compress(json.dumps([sheet.name, lines], ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(data: bytes) -> Sheet:
    """Returns the sheet that ``packed`` wrote."""
    name, lines = json.loads(zlib.decompress(data))
    return Sheet(name, [Line(number, [_unpacked(cell) for cell in cells]) for number, *cells in lines])


def _packed(cell: Cell) -> Any:
    if isinstance(cell, str):
        return cell
    return ["d", cell.isoformat()] if isinstance(cell, date) else ["n", str(cell)]


def _unpacked(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell
    kind, value = cell
    return date.fromisoformat(value) if kind == "d" else Decimal(value)
