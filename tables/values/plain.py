"""Reads single values: texts, numbers, amounts, dates, truths and choices, as people of six languages write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from budgets.books.reading.values import SLASHES, Amounts
from projects.language.amounts import parse_amount
from projects.language.folding import fold
from projects.language.typed_dates import TwoReadings, parse_date
from projects.partial_date import FIRST_YEAR, LAST_YEAR
from tables.reading.cells import Broken, Cell
from tables.values.names import closest
from tables.values.wrong import Wrong

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
ESCAPED = re.compile(r"'(?= *[=+\-@\t\r\n＝＋－＠])")
"""The apostrophe that our CSV files write before a text that a spreadsheet would take for a formula."""
MOMENT = re.compile(r"(?P<day>.*[0-9])[T ]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(:[0-9]{2})?")
TRUTHS = {
    **dict.fromkeys(("true", "1", "x", "yes", "ja", "j", "y", "kylla", "k", "ja da", "sann", "tosi", "satt"), True),
    **dict.fromkeys(("false", "0", "no", "nej", "n", "nei", "ei", "falsk", "epatosi", "osatt"), False),
}


def text_of(cell: Cell) -> str:
    """Returns the text of a cell. Raises Wrong for a cell without a value."""
    if isinstance(cell, Broken):
        if cell == "=":
            sentence = _("The formula has no computed value. Open the file in your program, save it and send it again.")
            raise Wrong(sentence)
        raise Wrong(_("The cell holds an error: %(error)s.") % {"error": str(cell)[:20]})
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.replace("\r\n", "\n")


def unescaped(text: str) -> str:
    """Returns a text of our CSV files as the register has it."""
    return text[1:] if ESCAPED.match(text) else text


class Dates:
    """Reads the dates of a column. ``3/4/2009`` has two readings: other cells of the column may decide."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        texts = [found for cell in cells if isinstance(cell, str) and (found := SLASHES.fullmatch(cell.strip()))]
        first = any(int(match[1]) > 12 for match in texts)
        second = any(int(match[2]) > 12 for match in texts)
        self.order = "" if first == second else "day first" if first else "month first"

    def date(self, cell: Cell) -> str:
        """Returns a year, a month or a day in ISO 8601. Raises Wrong."""
        if isinstance(cell, date):
            self._check_year(cell.year, cell.isoformat())
            return cell.isoformat()[:10]
        text = text_of(cell)
        if isinstance(cell, Decimal) and not (cell == cell.to_integral_value() and FIRST_YEAR <= cell <= LAST_YEAR):
            raise Wrong(_("“%(text)s” is a number and no date. Format the cell as a date.") % {"text": text})
        slashes = SLASHES.fullmatch(text)
        if slashes and self.order:
            first, second, year = slashes.groups()
            text = f"{year}-{second}-{first}" if self.order == "day first" else f"{year}-{first}-{second}"
        try:
            return str(parse_date(text))
        except TwoReadings as error:
            raise Wrong(str(error)) from error
        except ValueError as error:
            raise Wrong(str(error)) from error

    def day(self, cell: Cell) -> str:
        """Returns a whole day in ISO 8601. Raises Wrong."""
        found = self.date(cell)
        if len(found) != len("2009-12-31"):
            raise Wrong(_("“%(text)s” is not a day.") % {"text": text_of(cell)})
        return found

    def moment(self, cell: Cell) -> str:
        """Returns a date, or a moment without its offset: ``2009-12-08T09:00``. Raises Wrong."""
        if isinstance(cell, datetime):
            self._check_year(cell.year, cell.isoformat())
            return cell.isoformat(timespec="minutes")
        text = text_of(cell)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+([+-][0-9:]+|Z)", text):
            return text
        found = MOMENT.fullmatch(text)
        if found and int(found["hour"]) < 24 and int(found["minute"]) < 60:
            return f"{self.day(found['day'])}T{int(found['hour']):02d}:{found['minute']}"
        return self.date(cell)

    @staticmethod
    def _check_year(year: int, text: str) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Wrong(_("There is no such date: %(date)s.") % {"date": text[:10]})


class Money:
    """Reads the amounts of a column."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.amounts = Amounts(cell for cell in cells if isinstance(cell, str) and not isinstance(cell, Broken))

    def amount(self, cell: Cell) -> str:
        """Returns an amount with two decimals. Raises Wrong."""
        text = text_of(cell)
        if isinstance(cell, bool | date):
            raise Wrong(_("“%(text)s” is no amount.") % {"text": text})
        try:
            ore = self.amounts.ore(cell if isinstance(cell, Decimal) else text)
        except ValueError as error:
            raise Wrong(str(error)) from error
        if ore is None:
            raise Wrong(_("“%(text)s” is no amount.") % {"text": text})
        return f"{Decimal(ore) / 100:.2f}"


def number(cell: Cell, decimals: int) -> str:
    """Returns a number with at most so many decimals, as a plain decimal. Raises Wrong."""
    text = text_of(cell)
    if isinstance(cell, bool | date):
        raise Wrong(_("“%(text)s” is not a number.") % {"text": text})
    try:
        found = cell if isinstance(cell, Decimal) else parse_amount(text, decimals or 1, grouped=False)
    except ValueError as error:
        raise Wrong(_("“%(text)s” is not a number.") % {"text": text[:60]}) from error
    if not decimals and found != found.to_integral_value():
        raise Wrong(_("“%(text)s” is not a whole number.") % {"text": text[:60]})
    if round(found, decimals) != found:
        raise Wrong(_("No more than %(decimals)d decimals.") % {"decimals": decimals})
    return f"{found:.{decimals}f}" if decimals else str(int(found))


def truth(cell: Cell) -> bool:
    """Returns yes or no. Raises Wrong."""
    if isinstance(cell, bool):
        return cell
    found = _truths().get(fold(text_of(cell)))
    if found is None:
        raise Wrong(_("“%(text)s” is neither yes nor no.") % {"text": text_of(cell)[:60]}, _("yes"))
    return found


@cache
def _truths() -> dict[str, bool]:
    found = dict(TRUTHS)
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(_("yes")): True, fold(_("no")): False}
    return found


def choice(cell: Cell, choices: Any, language: str) -> str:
    """Returns the value of a closed list whose label in any language, or whose value, the cell holds. Raises Wrong."""
    text = text_of(cell)
    known = labels_of(choices)
    folded = fold(text)
    for names in (known.get(language, {}), *known.values()):
        if folded in names:
            return names[folded]
    here = {str(label): value for value, label in choices.choices}
    sentence = _("“%(text)s” is not one of the possible values.") % {"text": text[:60]}
    every = {name: value for names in known.values() for name, value in names.items()}
    near = closest(text, every)
    label = next((label for label, value in here.items() if near and value == every[near]), "")
    raise Wrong(sentence, label or ", ".join(list(here)[:8]), text, label)


@cache
def labels_of(choices: Any) -> dict[str, dict[str, str]]:
    """Returns by language the folded labels of a closed list, each with its value; under ``codes`` the values."""
    found: dict[str, dict[str, str]] = {"codes": {fold(value): value for value in choices.values}}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = {fold(str(label)): value for value, label in choices.choices}
    return found
