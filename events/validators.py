"""Validators of the calendar: time zones, recurrence rules, lists of days."""

import re
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.partial_date import FIRST_YEAR, LAST_YEAR

DAYS_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Hours, minutes and seconds are left out: no conference recurs within a day
FREQUENCIES = "DAILY|WEEKLY|MONTHLY|YEARLY"
_NUMBERS = r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*"
_WEEKDAYS = "(?:MO|TU|WE|TH|FR|SA|SU)"
RULE_PARTS = {
    "FREQ": FREQUENCIES,
    "INTERVAL": r"[1-9]\d{0,3}",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": rf"(?:[+-]?\d{{1,2}})?{_WEEKDAYS}(?:,(?:[+-]?\d{{1,2}})?{_WEEKDAYS})*",
    "BYMONTHDAY": _NUMBERS,
    "BYMONTH": _NUMBERS,
    "BYWEEKNO": _NUMBERS,
    "BYYEARDAY": _NUMBERS,
    "BYSETPOS": _NUMBERS,
    "WKST": _WEEKDAYS,
}
"""The parts of a recurrence rule (RFC 5545, 3.3.10) that make sense for days, and the shape of each value."""


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether a time zone with this IANA name exists."""
    return name in _known_zones()


def zone(name: str) -> ZoneInfo:
    """Returns the time zone with this IANA name. Raises ValidationError if there is none."""
    if not is_zone(name):
        raise ValidationError(_("There is no time zone “%(name)s”."), "zone", {"name": name})
    return ZoneInfo(name)


def known_zone(name: str) -> None:
    """Refuses a text that is not the IANA name of a time zone. Raises ValidationError."""
    zone(name)


def within_known_years(moment: datetime) -> None:
    """Refuses a moment outside the years of partial dates. Such a year is a typing error, and a time zone cannot be
    computed at the limits of datetime. Raises ValidationError."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        words = {"year": moment.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("The year %(year)04d lies outside %(first)d–%(last)d."), "year", words)


def recurrence_shape(text: str) -> None:
    """Refuses a text that is not a recurrence rule (RFC 5545, 3.3.10) or repeats a part. Raises ValidationError.

    Checks the shape only; ``events/when/recurrence.py`` works out the days.
    """
    names: list[str] = []
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        if name not in RULE_PARTS or name in names or not re.fullmatch(RULE_PARTS[name], value, re.ASCII):
            raise ValidationError(
                _("“%(part)s” is no part of a recurrence rule, or stands twice."), "part", {"part": part}
            )
        names.append(name)
    if "FREQ" not in names or {"COUNT", "UNTIL"} <= {*names}:
        raise ValidationError(_("A recurrence rule has a FREQ, and no more than one of COUNT and UNTIL."), "rule")


def days_shape(text: str) -> None:
    """Refuses a text that is not a list of ISO 8601 days separated by spaces. Raises ValidationError."""
    for word in text.split():
        try:
            date.fromisoformat(word if DAYS_ONLY.fullmatch(word) else "")
        except ValueError:
            raise ValidationError(
                _("“%(word)s” is no day. Write days as 2009-12-08, with a space between."), "day", {"word": word}
            ) from None
