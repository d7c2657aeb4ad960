"""Converts typed values of a page into the values that filters take: ``1.250.000`` into ``1250000``.

Pages convert the whole query string first, so that their links, files and saved views contain plain values. The
API never converts: its amounts are plain decimals and its dates are ISO 8601.
"""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from projects.language.amounts import parse_amount
from projects.language.typed_dates import TwoReadings, parse_date


def _amount(text: str) -> str:
    number = parse_amount(text)
    return str(int(number) if number == number.to_integral_value() else number)


def _date(text: str) -> str:
    return str(parse_date(text))


READ: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("budget_min", "budget_max"), _amount),
    **dict.fromkeys(
        (
            *("starts_after", "starts_before", "ends_after", "ends_before"),
            *("since", "until", "from", "to", "on", "after"),
        ),
        _date,
    ),
}
"""The parameters of pages in which people type an amount or a date."""


def read(data: QueryDict) -> Any:
    """Returns the query string with plain values. Unreadable values stay, and the filter reports the error."""
    typed = [name for name in data if name in READ]
    if not typed:
        return data
    plain = data.copy()
    for name in typed:
        plain.setlist(name, [_read(READ[name], value) for value in data.getlist(name)])
    plain._mutable = False
    return plain


def whole_day(text: str) -> str:
    """Returns a day that a person typed as ISO 8601; every other text unchanged, such as the number of a change.

    Raises TwoReadings for a text that means different days to different readers.
    """
    try:
        typed = parse_date(text)
    except TwoReadings:
        raise
    except ValueError:
        return text
    return str(typed) if typed.precision == "day" else text


def _read(parse: Callable[[str], str], value: str) -> str:
    try:
        return parse(value) if value.strip() else value
    except ValueError:
        return value
