"""The calendar laid out by month and by year, as plain data for the templates.

An event known to the day is on its days. An event known to the month or the year is listed beside them, on no day.
Deadlines of grants are on their days too, after the events.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from events.clash.holidays import countries_of
from events.models import Engagement, Event
from events.when.public_holidays import Holiday, holidays_in
from projects.deadlines import Deadline
from projects.partial_date import PartialDate

NORDIC = ("DK", "FI", "IS", "NO", "SE")
A_DAY = 8
"""Most events named on one day; the list has the others."""

VAGUE = 100
"""Most events without a day that are named beside a month or a year."""


@dataclass(frozen=True)
class Entry:
    """An occurrence of an event on one of its days."""

    event: Event
    number: int
    day: date
    first: date
    last: date

    @property
    def goes_on(self) -> bool:
        """Whether it began on an earlier day."""
        return self.day > self.first

    @property
    def time(self) -> str:
        """Returns when it begins, on the clock at the event; empty on later days and if no time is known."""
        event = self.event
        if self.goes_on or not event.starts_at:
            return ""
        return f"{event.local(event.starts_at):%H:%M}"


@dataclass
class Day:
    """A day of the calendar, with its events and holidays."""

    day: date
    inside: bool
    """Whether the day belongs to the month that is shown."""
    today: bool
    entries: list[Entry] = field(default_factory=list)
    holidays: list[Holiday] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def named_deadlines(self) -> list[Deadline]:
        return self.deadlines[:A_DAY]

    @property
    def more_deadlines(self) -> int:
        """Returns the number of deadlines that are not named."""
        return max(0, len(self.deadlines) - A_DAY)

    @property
    def named(self) -> list[Entry]:
        return self.entries[:A_DAY]

    @property
    def holidays_by_name(self) -> dict[str, list[str]]:
        """Returns name of the holiday → countries that have it."""
        found: dict[str, list[str]] = {}
        for holiday in self.holidays:
            found.setdefault(holiday.name, []).append(holiday.country)
        return found

    @property
    def more(self) -> int:
        """Returns the number of events that are not named."""
        return max(0, len(self.entries) - A_DAY)


@dataclass(frozen=True)
class Week:
    """Seven days from Monday, and the number of the week (ISO 8601)."""

    number: int
    days: list[Day]


@dataclass(frozen=True)
class Month:
    """A month with its weeks, and the events that may lie in it although their day is unknown."""

    at: PartialDate
    weeks: list[Week]
    vague: list[Event]
    vague_number: int
    number: int
    """Number of occurrences with a day in the month."""
    deadlines: int = 0
    """Number of deadlines in the month."""

    @property
    def first(self) -> date:
        return self.at.first

    @property
    def empty(self) -> bool:
        return not (self.number or self.vague_number or self.deadlines)


@dataclass(frozen=True)
class Year:
    """Twelve months, each with its weeks, and the events known to the year only."""

    at: PartialDate
    months: list[Month]
    vague: list[Event]
    vague_number: int


def month_of(events: Any, at: PartialDate, today: date, deadlines: Sequence[Deadline] = ()) -> Month:
    """Returns the month with these events (a queryset) and deadlines. The number of queries does not grow with the
    events.
    """
    weeks = calendar.Calendar().monthdatescalendar(at.year, at.month or 1)
    first, last = weeks[0][0], weeks[-1][-1]
    rows = _occurrences(events, first, last)
    days = _days((day for week in weeks for day in week), at, today)
    shown = _whole(events, rows)
    _fill(days, [row for row in rows if row.has_days], shown)
    for holiday in (found for country in _countries(shown.values()) for found in holidays_in(country, days)):
        days[holiday.day].holidays.append(holiday)
    _place(deadlines, days)
    inside = {
        (row.event_id, row.number) for row in rows if row.has_days and row.first <= at.last and row.last >= at.first
    }
    vague = [row for row in rows if not row.has_days and row.first <= at.last and row.last >= at.first]
    return Month(
        at,
        [Week(week[0].isocalendar().week, [days[day] for day in week]) for week in weeks],
        *_named(events, vague),
        len(inside) - len(vague),
        _number_in(deadlines, at),
    )


def _place(deadlines: Iterable[Deadline], days: dict[date, Day]) -> None:
    for one in deadlines:
        if one.day in days:
            days[one.day].deadlines.append(one)


def _number_in(deadlines: Iterable[Deadline], at: PartialDate) -> int:
    return sum(at.first <= one.day <= at.last for one in deadlines)


def days_of_weeks(at: PartialDate) -> tuple[date, date]:
    """Returns the first and the last day of the weeks in which a month lies."""
    weeks = calendar.Calendar().monthdatescalendar(at.year, at.month or 1)
    return weeks[0][0], weeks[-1][-1]


def year_of(events: Any, at: PartialDate, today: date, deadlines: Sequence[Deadline] = ()) -> Year:
    """Returns the year with these events (a queryset) and deadlines, and their numbers on each day."""
    rows = _occurrences(events, at.first, at.last)
    exact = [row for row in rows if row.has_days]
    whole = {row.event_id: Event(pk=row.event_id) for row in exact}
    months = [_small_month(PartialDate(at.year, month), exact, whole, rows, today) for month in range(1, 13)]
    for month in months:
        _place(deadlines, {day.day: day for week in month.weeks for day in week.days if day.inside})
    months = [replace(month, deadlines=_number_in(deadlines, month.at)) for month in months]
    return Year(at, months, *_named(events, [row for row in rows if not row.has_days]))


def neighbours(events: Any, month: PartialDate) -> tuple[PartialDate | None, PartialDate | None]:
    """Returns the nearest months before and after with a known day of these events; None if there is no such month."""
    rows = Engagement.objects.of_time().with_known_days().filter(event__in=events.order_by().values("pk"))
    before = rows.filter(ends_last__lt=month.first.toordinal()).order_by("-ends_last").values_list("ends_last")
    after = rows.filter(starts_first__gt=month.last.toordinal()).order_by("starts_first").values_list("starts_first")
    found = [query.first() for query in (before, after)]
    earlier, later = (_month_of_day(date.fromordinal(row[0])) if row else None for row in found)
    return earlier, later


def _month_of_day(day: date) -> PartialDate:
    return PartialDate(day.year, day.month)


def _occurrences(events: Any, first: date, last: date) -> list[Any]:
    rows = Engagement.objects.of_time().between(first, last).filter(event__in=events.order_by().values("pk"))
    return list(rows.order_by("starts_first", "from_minute", "ends_last", "event_id"))


def _whole(events: Any, rows: Iterable[Any]) -> dict[int, Event]:
    keys = {row.event_id for row in rows if row.has_days}
    found = events.filter(pk__in=keys).select_related("place__country").prefetch_related("place__spans")
    return {event.pk: event for event in found}


def _named(events: Any, rows: list[Any]) -> tuple[list[Event], int]:
    keys = list(dict.fromkeys(row.event_id for row in rows))
    found = {event.pk: event for event in events.filter(pk__in=keys[:VAGUE]).select_related("place")}
    return [found[key] for key in keys[:VAGUE] if key in found], len(keys)


def _countries(events: Iterable[Event]) -> list[str]:
    """Returns the countries whose holidays a month shows: the Nordic ones, where readers are, and those of the
    events."""
    venues = {country for event in events for country in countries_of(event.place)}
    return [*NORDIC, *sorted(venues - {*NORDIC})]


def _days(days: Iterable[date], at: PartialDate, today: date) -> dict[date, Day]:
    return {day: Day(day, at.first <= day <= at.last, day == today) for day in days}


def _fill(days: dict[date, Day], rows: Iterable[Any], events: dict[int, Event]) -> None:
    for row in rows:
        event = events.get(row.event_id)
        first, last = max(row.first, min(days)), min(row.last, max(days))
        for shift in range((last - first).days + 1):
            day = first + timedelta(days=shift)
            if event:
                days[day].entries.append(Entry(event, row.number, day, row.first, row.last))


def _small_month(at: PartialDate, exact: list[Any], whole: dict[int, Event], rows: list[Any], today: date) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(at.year, at.month or 1)
    days = _days((day for week in weeks for day in week if day.month == at.month), at, today)
    here = [row for row in exact if row.first <= at.last and row.last >= at.first]
    _fill(days, here, whole)
    for week in weeks:
        for day in week:
            days.setdefault(day, Day(day, False, False))
    shown = [Week(week[0].isocalendar().week, [days[day] for day in week]) for week in weeks]
    vague = {row.event_id for row in rows if not row.has_days and row.first >= at.first and row.last <= at.last}
    return Month(at, shown, [], len(vague), len(here))
