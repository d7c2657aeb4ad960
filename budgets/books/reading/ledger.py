"""Reads the rows of a ledger, once it is known which column holds what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from budgets.books.reading.cells import Cell, Line, Sheet, UnreadableLedger
from budgets.books.reading.csv_file import read_csv
from budgets.books.reading.headings import Columns, Field, headings_of, knows
from budgets.books.reading.limits import MOST_BYTES
from budgets.books.reading.values import Amounts, Days
from budgets.books.rows import BookRow
from projects.choices import Currency

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""How old Excel files (.xls) begin, and files with a password."""
NEEDED = (Field.DAY, Field.GRANT)
AMOUNTS = (Field.AMOUNT, Field.DEBIT, Field.CREDIT)
KRONER = {"", "kr", "dkk"}


@dataclass(frozen=True)
class LeftOut:
    """A row of the file that is not compared, and why."""

    number: int
    reason: str
    ore: int | None = None


@dataclass
class Ledger:
    """The rows of a ledger that can be compared, and those that cannot."""

    rows: list[BookRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """The number of a row → its text."""
    without: frozenset[str] = frozenset()
    """The columns that the file lacks."""


def read_sheet(data: bytes) -> Sheet:
    """Returns the cells of a CSV or Excel file. Raises UnreadableLedger with a sentence."""
    if len(data) > MOST_BYTES:
        raise UnreadableLedger(_("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    if data.startswith(OLD_EXCEL):
        raise UnreadableLedger(
            _("This is an old Excel file (.xls), or it has a password. Save it as .xlsx without a password.")
        )
    if data.startswith(b"PK"):
        from budgets.books.reading.xlsx_file import read_xlsx

        sheet = read_xlsx(data, knows)
    else:
        sheet = read_csv(data)
    if len(sheet.lines) < 2:
        raise UnreadableLedger(_("The file has no rows below its headings."))
    return sheet


def problems_of(columns: Columns) -> list[str]:
    """Returns why these columns are not enough to compare; empty if they are."""
    problems = []
    if Field.DAY not in columns:
        problems.append(_("Choose the column with the day."))
    if Field.GRANT not in columns:
        problems.append(_("Choose the column with the grant or the project."))
    if not any(name in columns for name in AMOUNTS):
        problems.append(_("Choose the column with the amount, or those with debit and credit."))
    if len(set(columns.values())) < len(columns):
        problems.append(_("A column can hold only one thing."))
    return problems


def read_rows(
    sheet: Sheet, columns: Columns, period_of: Callable[[date], str], *, reversed_signs: bool = False
) -> Ledger:
    """Returns the rows of the ledger.

    ``period_of``: a day → the code of its period. ``reversed_signs``: payments are negative in the file.
    """
    begins, _headings = headings_of(sheet)
    above, lines = [line.cells for line in sheet.lines[:begins]], sheet.lines[begins:]
    read = _Reader(lines, columns, period_of, -1 if reversed_signs else 1)
    ledger = Ledger(without=frozenset(name for name in ("post", "voucher") if Field(name) not in columns))
    for line in lines:
        if line.cells in above:
            continue  # The headings again, at the top of the next printed page
        found = read.row(line)
        if isinstance(found, LeftOut):
            ledger.left_out.append(found)
        elif found:
            ledger.rows.append(found)
            if text := read.text(line, Field.TEXT):
                ledger.texts[found.key] = text
    return ledger


class _Reader:
    """Reads lines into rows."""

    def __init__(self, lines: list[Line], columns: Columns, period_of: Callable[[date], str], sign: int) -> None:
        self.columns, self.sign = columns, sign
        amounts = Amounts(cell for name in (*AMOUNTS, Field.FOREIGN) for cell in self._column(lines, name))
        days = Days(self._column(lines, Field.DAY))
        # The same days and amounts come again and again
        self.ore, self.day = lru_cache(50_000)(amounts.ore), lru_cache(50_000)(days.day)
        self.period_of = lru_cache(5_000)(period_of)

    def _column(self, lines: list[Line], name: Field) -> Iterator[Cell]:
        return (self.cell(line, name) for line in lines)

    def cell(self, line: Line, name: Field) -> Cell:
        place = self.columns.get(name)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def text(self, line: Line, name: Field) -> str:
        cell = self.cell(line, name)
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)

    def row(self, line: Line) -> BookRow | LeftOut | None:
        """Returns the row, or why it is left out; None for a line without an amount and a day."""
        try:
            ore = self._amount(line)
            day = self.day(self.cell(line, Field.DAY))
        except ValueError as error:
            return LeftOut(line.number, str(error))
        if ore is None or day is None:
            if ore is None:
                return LeftOut(line.number, _("The row has no amount.")) if day else None
            return LeftOut(line.number, _("The row has no day."), ore)
        grant = self.text(line, Field.GRANT)
        if not grant:
            return LeftOut(line.number, _("The row names no grant."), ore)
        return self._in_currency(
            line,
            BookRow(
                grant,
                self.text(line, Field.POST),
                self.period_of(day),
                day,
                self.text(line, Field.VOUCHER),
                ore,
                str(line.number),
            ),
        )

    def _amount(self, line: Line) -> int | None:
        single = self.ore(self.cell(line, Field.AMOUNT))
        debit, credit = (self.ore(self.cell(line, name)) for name in (Field.DEBIT, Field.CREDIT))
        if single is None and debit is None and credit is None:
            return None
        return self.sign * (single if single is not None else (debit or 0) - (credit or 0))

    def _in_currency(self, line: Line, row: BookRow) -> BookRow | LeftOut:
        currency = self.text(line, Field.CURRENCY).strip(" .").upper()
        if currency.lower() in KRONER:
            return row
        if currency not in Currency.values:
            return LeftOut(
                line.number, _("The currency “%(currency)s” is not known.") % {"currency": currency}, row.ore
            )
        if Field.FOREIGN not in self.columns:
            sentence = _("The amount is in %(currency)s, and the file has no amount in DKK.")
            return LeftOut(line.number, sentence % {"currency": currency})
        try:
            foreign = self.ore(self.cell(line, Field.FOREIGN))
        except ValueError as error:
            return LeftOut(line.number, str(error), row.ore)
        # Many systems write the amount in the other currency without a sign
        signed = None if foreign is None else abs(foreign) * (-1 if row.ore < 0 else 1)
        return BookRow(row.grant, row.post, row.period, row.day, row.voucher, row.ore, row.key, currency, signed)
