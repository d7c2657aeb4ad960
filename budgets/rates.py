"""Reads the euro foreign exchange reference rates of the European Central Bank from its history file.

The file is ``eurofxref-hist.csv``, or the zip in which the bank offers it. It has a line for each working day
since 4 January 1999 and a column for each currency. A cell holds the units of the currency for 1 EUR, or ``N/A``
if the bank published no rate. Each line ends with a comma. https://www.ecb.europa.eu/stats/eurofxref/
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

from projects.choices import Currency
from projects.fields import RateField

SOURCE = "European Central Bank, euro foreign exchange reference rates"
FIRST_DAY = date(1999, 1, 4)
NOT_PUBLISHED = "N/A"
# The file has 2 MB today; ten times as much is enough for the next two hundred years
HIGHEST_SIZE = 20_000_000
CSV_IN_ZIP = "eurofxref-hist.csv"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
CODE = re.compile(r"[A-Z]{3}", re.ASCII)


class RatesError(Exception):
    """Raised for a file that is not a history of reference rates. The message names the line and the reason."""


@dataclass(frozen=True)
class ReferenceRates:
    """The published rates of the currencies that the register knows."""

    currencies: frozenset[str]
    """All currencies that have a column in the file, and EUR."""
    units: dict[date, dict[str, Decimal]]
    """Units of each currency for 1 EUR, by day. A currency without a rate on that day is missing."""

    def in_dkk(self, currency: str, day: date) -> Decimal | None:
        """Returns the DKK for one unit of the currency on exactly that day, rounded half up to eight decimals.

        Converts through the euro, because the bank quotes no other pair. Returns None if the bank published no
        rate that day: a neighbouring day or a value in between is never used (rule 4 of docs/data.md).
        """
        published = {**self.units.get(day, {}), "EUR": Decimal(1)}
        if Currency.DKK not in published or currency not in published:
            return None
        # Computes with fractions: a quotient that is first cut to some digits would be rounded twice
        exact = Fraction(published[Currency.DKK]) / Fraction(published[currency])
        whole = floor(exact * 10**RateField.decimals + Fraction(1, 2))
        return Decimal(whole).scaleb(-RateField.decimals)


def read_rates(path: Path, *, today: date) -> ReferenceRates:
    """Returns the rates of the bank's CSV, or of the zip around it. A day after ``today`` is an error.

    Raises RatesError with the line and the reason if the file is not a history of reference rates.
    """
    try:
        content = _unpacked(path) if zipfile.is_zipfile(path) else _bounded(path)
    except OSError as error:
        raise RatesError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise RatesError(f"{path.name} is a zip that cannot be opened: {error}.") from error
    return parse_rates(_text(content), today=today)


def parse_rates(text: str, *, today: date) -> ReferenceRates:
    """Returns the rates in the text of the bank's CSV; see ``read_rates``."""
    lines = _lines(text)
    header = next(lines, None)
    if header is None:
        raise RatesError("The file is empty.")
    codes = _codes(*header)
    units: dict[date, dict[str, Decimal]] = {}
    for number, cells in lines:
        day, rates = _day_of_rates(number, cells, codes, today)
        if day in units:
            raise RatesError(f"Line {number}: {day} stands in the file twice.")
        units[day] = rates
    if not units:
        raise RatesError("The file holds no rates, only a header.")
    return ReferenceRates(frozenset({"EUR", *codes}), units)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return _at_most(file.read(HIGHEST_SIZE + 1))


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        tables = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        chosen = [name for name in tables if Path(name).name == CSV_IN_ZIP] or tables
        if len(chosen) != 1:
            raise RatesError(f"{path.name} holds {len(chosen)} CSV files; one is expected, {CSV_IN_ZIP}.")
        # Measures the unpacked content: the size that a zip states may be too small
        with archive.open(chosen[0]) as file:
            return _at_most(file.read(HIGHEST_SIZE + 1))


def _at_most(content: bytes) -> bytes:
    if len(content) > HIGHEST_SIZE:
        raise RatesError(f"The file is larger than {HIGHEST_SIZE // 1_000_000} MB: not the bank's history of rates.")
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RatesError(f"Line {line}: this is not text in UTF-8, so not the bank's CSV.") from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yields each line that is not empty: its number and its cells, without the empty cell after the last comma."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if stripped and not stripped[-1]:
                stripped.pop()
            if stripped:
                yield reader.line_num, stripped
    except csv.Error as error:
        raise RatesError(f"Line {reader.line_num}: not CSV: {error}.") from error


def _codes(line: int, header: list[str]) -> list[str]:
    first, *codes = header
    if first != "Date" or not all(CODE.fullmatch(code) for code in codes):
        raise RatesError(f"Line {line}: the header is “Date” and currency codes of three capital letters.")
    if Currency.DKK not in codes:
        raise RatesError(f"Line {line}: there is no column DKK, so no rate to it can be reckoned.")
    if double := _twice(codes):
        raise RatesError(f"Line {line}: the column {double} stands there twice.")
    if "EUR" in codes:
        raise RatesError(f"Line {line}: a column EUR; rates for 1 EUR have none.")
    return codes


def _twice(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    return next((value for value in values if value in seen or seen.add(value)), None)  # type: ignore[func-returns-value]


def _day_of_rates(line: int, cells: list[str], codes: list[str], today: date) -> tuple[date, dict[str, Decimal]]:
    if len(cells) != len(codes) + 1:
        raise RatesError(f"Line {line}: {len(cells)} cells under a header of {len(codes) + 1}.")
    day = _day(line, cells[0], today)
    known = set(Currency.values)
    rates = {code: _units(line, code, cell) for code, cell in zip(codes, cells[1:], strict=True)}
    return day, {code: rate for code, rate in rates.items() if rate is not None and code in known}


def _day(line: int, cell: str, today: date) -> date:
    try:
        day = date.fromisoformat(cell) if DAY.fullmatch(cell) else None
    except ValueError:
        day = None
    if day is None:
        raise RatesError(f"Line {line}: “{cell[:40]}” is no date such as 2009-03-04.")
    if not FIRST_DAY <= day <= today:
        raise RatesError(f"Line {line}: {day} lies before {FIRST_DAY}, the first day of these rates, or after today.")
    return day


def _units(line: int, code: str, cell: str) -> Decimal | None:
    if cell == NOT_PUBLISHED:
        return None
    if not NUMBER.fullmatch(cell) or not (units := Decimal(cell)):
        raise RatesError(f"Line {line}: “{cell[:40]}” under {code} is no rate above 0, and not {NOT_PUBLISHED}.")
    return units
