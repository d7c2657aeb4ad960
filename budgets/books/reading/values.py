"""Reads the amounts and days of a ledger, as accounting systems write them.

A text such as ``1.250`` or ``3/4/2026`` has two readings. Other cells of the same column often have only one, and
then they decide for all. If the column shows nothing, the person's own format does (``projects/language/``), or the
text is refused.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from budgets.books.reading.cells import Cell
from projects.fields import HIGHEST_AMOUNT
from projects.language.amounts import THREE_DIGITS, parse_amount, two_readings, without_kroner
from projects.language.typed_dates import TwoReadings, parse_date
from projects.partial_date import FIRST_YEAR, LAST_YEAR

ORE = Decimal("0.01")
NEARLY = Decimal("0.000001")
"""Excel computes with floating-point numbers, whose results are this near to whole øre."""
DECIMALS = re.compile(r"[0-9]([.,])[0-9]{1,2}(?![0-9.,])")
MARKS = re.compile(r"[.,]")
AROUND = re.compile(r"\((.*)\)|(.*[0-9])\s*-")
"""How accountants write negative amounts: (100,00) and 100,00-."""
DATE_AND_TIME = re.compile(r"(.*?[0-9])[T ]+[0-9]{1,2}[:.][0-9]{2}([:.][0-9.]+)?Z?")
EIGHT_DIGITS = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
SLASHES = re.compile(r"([0-9]{1,2})\s*[/-]\s*([0-9]{1,2})\s*[/-]\s*([0-9]{4})")
EXCEL_BEGINS = date(1899, 12, 30)
SERIAL = range(20_000, 80_000)
"""The numbers of days that Excel uses for 1954 to 2119."""
NOTHING = {"", "-", "–", "—"}


class Amounts:
    """Reads the amounts of a column."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        marks = {mark for cell in cells if isinstance(cell, str) and (mark := _decimal_mark(cell))}
        self.mark = marks.pop() if len(marks) == 1 else ""
        """The decimal mark of the file; empty if its texts do not show it."""
        self.has_both = len(marks) > 1
        """Whether the texts show both marks, so that none of them decides for others."""

    def ore(self, cell: Cell) -> int | None:
        """Returns the amount in øre; None for an empty cell. Raises ValueError with a sentence."""
        if isinstance(cell, date):
            raise ValueError(_("A date is no amount."))
        number = cell if isinstance(cell, Decimal) else self._typed(cell)
        if number is None:
            return None
        rounded = number.quantize(ORE, ROUND_HALF_UP)
        if abs(number - rounded) > NEARLY:
            raise ValueError(_("No more than %(decimals)d decimals.") % {"decimals": 2})
        if abs(rounded) > HIGHEST_AMOUNT:
            raise ValueError(_("An amount is below ten billion."))
        return int(rounded * 100)

    def _typed(self, text: str) -> Decimal | None:
        text = " ".join(text.split()).lstrip("'")
        if text in NOTHING:
            return None
        negative = AROUND.fullmatch(text)
        written = without_kroner(next(part for part in negative.groups() if part) if negative else text)
        match = THREE_DIGITS.fullmatch(written)
        if match and (self.has_both or match[2] == self.mark):
            # By the column these are decimals, and an amount has two: the person's own format must not decide
            raise two_readings(written, match[1], match[3])
        number = Decimal(match[1] + match[3]) if match and self.mark else parse_amount(written)
        return -number if negative else number


def _decimal_mark(text: str) -> str:
    """Returns the decimal mark if the text shows it: a mark before the last one or two digits, or the mark that does
    not separate the thousands of "1.250.000"."""
    text = without_kroner(text)  # the point of "kr." is no mark
    marks = MARKS.findall(text)
    found = DECIMALS.search(text)
    if found and found[1] not in marks[:-1]:
        return found[1]
    if len(marks) > 1 and len(set(marks)) == 1 and not found:
        return "." if marks[0] == "," else ","
    return ""


class Days:
    """Reads the days of a column."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        texts = [match for cell in cells if isinstance(cell, str) and (match := SLASHES.fullmatch(_day_of(cell)))]
        first = any(int(match[1]) > 12 for match in texts)
        second = any(int(match[2]) > 12 for match in texts)
        self.order = "" if first == second else "day first" if first else "month first"
        """The order of days and months with slashes; empty if the file does not show it."""

    def day(self, cell: Cell) -> date | None:
        """Returns the day; None for an empty cell. Raises ValueError with a sentence."""
        if isinstance(cell, date):
            if not FIRST_YEAR <= cell.year <= LAST_YEAR:
                raise ValueError(_("“%(text)s” is not a day.") % {"text": cell.isoformat()})
            return cell
        if isinstance(cell, Decimal):
            return _of_number(cell)
        text = _day_of(cell)
        return self._typed(text) if text else None

    def _typed(self, text: str) -> date:
        slashes, digits = SLASHES.fullmatch(text), EIGHT_DIGITS.fullmatch(text)
        if digits:
            text = "-".join(digits.groups())
        elif slashes and self.order:
            first, second, year = slashes.groups()
            text = f"{year}-{second}-{first}" if self.order == "day first" else f"{year}-{first}-{second}"
        try:
            read = parse_date(text)
        except TwoReadings as error:
            raise ValueError(_("%(problem)s Or send the days as 2026-03-31.") % {"problem": error}) from error
        if read.day is None:
            raise ValueError(_("“%(text)s” is not a day.") % {"text": text})
        day: date = read.first
        return day


def _day_of(text: str) -> str:
    """Returns the day of a text, without the time that follows it."""
    text = " ".join(text.split())
    match = DATE_AND_TIME.fullmatch(text)
    return match[1] if match else text


def _of_number(number: Decimal) -> date:
    if EIGHT_DIGITS.fullmatch(str(number.to_integral_value())) and number == number.to_integral_value():
        return Days([]).day(f"{number:.0f}") or EXCEL_BEGINS
    if int(number) not in SERIAL:
        raise ValueError(_("“%(text)s” is not a day.") % {"text": f"{number:f}"})
    return EXCEL_BEGINS + timedelta(days=int(number))
