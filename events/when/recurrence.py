"""The days of a recurrence rule (RFC 5545, 3.3.10), within bounds.

This is own code, although python-dateutil supports more rules: for a rule that never comes true, python-dateutil tries
every day until the year 9999 (measured: 8 s for one line). This module tries each day of ten years once, whatever the
rule. The tests compare the results of both.
"""

import calendar
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache, partial
from itertools import count, islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HORIZON = timedelta(days=3653)
"""Days are searched for at most ten years after the first, because a rule without an end goes on for ever."""

MOST_EXCEPTIONS = 170
"""Most exceptions of a series: their column has room for this many."""

MOST = 500
"""Most occurrences of one event: a daily series for more than a year, a weekly one for nine years."""

LOOKED_AT = MOST + MOST_EXCEPTIONS + 1
"""Days of a series that are needed: its occurrences, its exceptions, and one more to see that it goes on."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RANGES = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
"""The largest number of each part. The smallest is 1, or the negative of the largest where numbers may count from the
end."""

LOT = 64
"""Days of a daily rule that are tried together."""

_DAY = timedelta(days=1)
_DAYS_CHOSEN = ("BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")


def days_of(text: str, starts: date, clock: datetime | None = None) -> Iterator[date]:
    """Yields the days from ``starts`` on that the rule gives, in order, none later than ``HORIZON``.

    ``starts`` itself is the first occurrence, whether the rule names it or not, and counts in a COUNT. ``clock`` is the
    moment at which the first occurrence starts, in the time zone of the event; None for whole days. An UNTIL with a
    time excludes the occurrences that start after it. ``text`` has the shape that ``validators.recurrence_shape``
    requires. Raises ValidationError if its parts contradict each other.
    """
    rule = _parsed(text, starts, clock)
    last = min(rule.get("UNTIL", date.max), starts + HORIZON)
    tests = [partial(test, rule) for name, test in TESTS.items() if name in rule]
    chosen = (day for days in _periods(rule, starts, last) for day in _of_period(rule, tests, days) if day > starts)
    found = takewhile(lambda day: day <= last, chosen)
    yield starts
    yield from islice(found, int(rule["COUNT"]) - 1) if "COUNT" in rule else found


def first_days(text: str, starts: date, clock: datetime | None = None) -> tuple[date, ...]:
    """Returns the first ``LOOKED_AT`` days of ``days_of``, cached. Raises ValidationError."""
    # The clock alone is no cache key: 09:00 in Copenhagen equals 07:00 in UTC, but an UNTIL treats them differently
    return _first_days(text, starts, clock.replace(tzinfo=None) if clock else None, clock.tzinfo if clock else None)


@lru_cache(maxsize=512)
def _first_days(text: str, starts: date, clock: datetime | None, zone: tzinfo | None) -> tuple[date, ...]:
    return tuple(islice(days_of(text, starts, clock.replace(tzinfo=zone) if clock else None), LOOKED_AT))


def last_day(until: str, clock: datetime | None) -> date:
    """Returns the last day on which an occurrence may start, from an UNTIL (RFC 5545, 3.3.10): a day, or a moment in
    UTC.

    ``clock`` as in ``days_of``. Whole days have no time zone, so a moment counts as a day in the site's time zone.
    Raises ValueError for an invalid date.
    """
    day = date.fromisoformat(until[:8])
    if "T" not in until:
        return day
    moment = datetime.strptime(until.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    if until.endswith("Z"):
        zone = clock.tzinfo if clock else ZoneInfo(settings.TIME_ZONE)
        moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    # The occurrence of that day may start after the moment
    return moment.date() - _DAY if clock and moment.time() < clock.time() else moment.date()


def check_recurrence(rule: str, starts: date, clock: datetime | None = None) -> None:
    """Refuses a rule that gives no other day, or that ends but gives more than ``MOST`` days.

    The work is bounded, whatever the rule. Raises ValidationError with a sentence.
    """
    days = len(first_days(rule, starts, clock))
    if days == 1:
        raise ValidationError(_("The rule gives no other day within ten years."), "empty")
    if days > MOST and ("COUNT=" in rule or "UNTIL=" in rule):
        raise ValidationError(_("The rule gives more than %(most)d occurrences."), "many", {"most": MOST})


def _parsed(text: str, starts: date, clock: datetime | None) -> dict[str, Any]:
    rule: dict[str, Any] = dict(part.split("=", 1) for part in text.split(";"))
    try:
        for name, most in RANGES.items():
            if name in rule:
                rule[name] = _numbers(rule[name], most, negative=name != "BYMONTH")
        if "UNTIL" in rule:
            rule["UNTIL"] = last_day(rule["UNTIL"], clock)
        if "BYDAY" in rule:
            rule["BYDAY"] = _weekdays(rule["BYDAY"])
        _refuse_contradictions(rule)
    except ValueError:
        raise ValidationError(_("The recurrence rule makes no sense: %(rule)s"), "rule", {"rule": text}) from None
    return rule | _defaults(rule, starts)


def _weekdays(text: str) -> dict[int, set[int]]:
    """Returns weekday → its numbers in the month or year; 0 stands for each of them."""
    found: dict[int, set[int]] = {}
    for weekday in text.split(","):
        found.setdefault(WEEKDAYS.index(weekday[-2:]), set()).add(int(weekday[:-2] or 0))
    return found


def _numbers(text: str, most: int, negative: bool) -> set[int]:
    numbers = {int(number) for number in text.split(",")}
    if not all((1 <= abs(number) <= most) and (negative or number > 0) for number in numbers):
        raise ValueError(text)
    return numbers


def _refuse_contradictions(rule: dict[str, Any]) -> None:
    ordinal = any(number for numbers in rule.get("BYDAY", {}).values() for number in numbers)
    if ordinal and rule["FREQ"] not in ("MONTHLY", "YEARLY"):
        raise ValueError("Only a month or a year has a second Monday.")
    if "BYWEEKNO" in rule and (rule["FREQ"] != "YEARLY" or ordinal or rule.get("WKST", "MO") != "MO"):
        raise ValueError("Only years have numbered weeks, and these are those of ISO 8601.")
    if "BYSETPOS" in rule and not any(name in rule for name in (*_DAYS_CHOSEN, "BYMONTH")):
        raise ValueError("A position needs a set.")


def _defaults(rule: dict[str, Any], starts: date) -> dict[str, Any]:
    """Returns the parts that a rule without chosen days takes from the first occurrence."""
    if any(name in rule for name in _DAYS_CHOSEN) or rule["FREQ"] == "DAILY":
        return {}
    if rule["FREQ"] == "WEEKLY":
        return {"BYDAY": {starts.weekday(): {0}}}
    month = {"BYMONTH": {starts.month}} if rule["FREQ"] == "YEARLY" and "BYMONTH" not in rule else {}
    return {"BYMONTHDAY": {starts.day}} | month


def _periods(rule: dict[str, Any], starts: date, last: date) -> Iterator[list[date]]:
    """Yields the days of every ``INTERVAL``-th period of the rule's frequency, until the last day is passed."""
    interval = int(rule.get("INTERVAL", 1))
    if rule["FREQ"] == "DAILY" and "BYSETPOS" not in rule:
        # Tries many days at once: otherwise each day would be a period of its own
        days = range(starts.toordinal(), last.toordinal() + 1, interval)
        yield from ([*map(date.fromordinal, days[place : place + LOT])] for place in range(0, len(days), LOT))
        return
    begin = PERIODS[rule["FREQ"]](starts, WEEKDAYS.index(rule.get("WKST", "MO")))
    for number in count(step=interval):
        try:
            first, following = begin(number), begin(number + 1)
        except (ValueError, OverflowError):
            return
        if first > last:
            return
        yield [date.fromordinal(day) for day in range(first.toordinal(), following.toordinal())]


def _days(starts: date, _weekday: int) -> Callable[[int], date]:
    return lambda number: starts + number * _DAY


def _weeks(starts: date, weekday: int) -> Callable[[int], date]:
    monday = starts - ((starts.weekday() - weekday) % 7) * _DAY
    return lambda number: monday + 7 * number * _DAY


def _months(starts: date, _weekday: int) -> Callable[[int], date]:
    months = starts.year * 12 + starts.month - 1
    return lambda number: date((months + number) // 12, (months + number) % 12 + 1, 1)


def _years(starts: date, _weekday: int) -> Callable[[int], date]:
    return lambda number: date(starts.year + number, 1, 1)


PERIODS = {"DAILY": _days, "WEEKLY": _weeks, "MONTHLY": _months, "YEARLY": _years}
"""Frequency → function of the first day and the weekday on which weeks begin; it returns a function: n → the first day
of the nth period."""


def _of_period(rule: dict[str, Any], tests: Sequence[Callable[[date], bool]], days: list[date]) -> list[date]:
    chosen = days
    for test in tests:
        chosen = [day for day in chosen if test(day)]
    if "BYSETPOS" not in rule:
        return chosen
    places = {place - 1 if place > 0 else len(chosen) + place for place in rule["BYSETPOS"]}
    return [day for place, day in enumerate(chosen) if place in places]


def _from_both_ends(numbers: set[int], number: int, most: int) -> bool:
    return number in numbers or number - most - 1 in numbers


def _by_month_day(rule: dict[str, Any], day: date) -> bool:
    return _from_both_ends(rule["BYMONTHDAY"], day.day, _month_length(day))


def _by_year_day(rule: dict[str, Any], day: date) -> bool:
    return _from_both_ends(rule["BYYEARDAY"], day.timetuple().tm_yday, _year_length(day))


def _by_week(rule: dict[str, Any], day: date) -> bool:
    year, week, _weekday = day.isocalendar()
    return _from_both_ends(rule["BYWEEKNO"], week, date(year, 12, 28).isocalendar().week)


def _by_weekday(rule: dict[str, Any], day: date) -> bool:
    numbers = rule["BYDAY"].get(day.weekday(), ())
    if not numbers or 0 in numbers:
        return bool(numbers)
    in_year = rule["FREQ"] == "YEARLY" and "BYMONTH" not in rule
    place, length = (day.timetuple().tm_yday, _year_length(day)) if in_year else (day.day, _month_length(day))
    # The second Monday has one Monday before it; the last one has none after it
    return (place - 1) // 7 + 1 in numbers or -((length - place) // 7 + 1) in numbers


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_length(day: date) -> int:
    return 366 if calendar.isleap(day.year) else 365


TESTS: dict[str, Callable[[dict[str, Any], date], bool]] = {
    "BYMONTH": lambda rule, day: day.month in rule["BYMONTH"],
    "BYMONTHDAY": _by_month_day,
    "BYYEARDAY": _by_year_day,
    "BYWEEKNO": _by_week,
    "BYDAY": _by_weekday,
}
"""Part of a rule → whether a day satisfies it."""
