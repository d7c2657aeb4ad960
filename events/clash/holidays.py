"""Public holidays on the days of events: of a proposed event, and of all events of the calendar."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.choices import EventStatus, Severity
from events.clash.rules import AUDIENCE_HOLIDAY, HOST_HOLIDAY
from events.clash.taken import STANDING
from events.models import Engagement, Event
from events.when.public_holidays import Holiday, holidays_in, ordinals_of_year
from projects.choices import PlaceKind
from projects.models import Place

LONG_DAYS = 366
"""Holidays are searched on at most this many days: the length of the longest event."""

MOST_NAMED = 5000

Met = tuple[int, int, int, str]
"""Severity (negative, so that the worst comes first), day (ordinal), event (key) and country of a holiday."""


@dataclass(frozen=True)
class HolidayClash:
    """A public holiday on a day of an event, where it takes place (``hosting``) or where its audience comes from."""

    holiday: Holiday
    hosting: bool
    event: Event | None = None
    """The event on that day, in a check of the whole calendar."""

    @property
    def severity(self) -> Severity:
        return HOST_HOLIDAY if self.hosting else AUDIENCE_HOLIDAY


def holiday_clashes(proposal: Any) -> list[HolidayClash]:
    """Returns the public holidays on days on which the proposal certainly takes place, by day, those at its place
    first.

    A cancelled event has none.
    """
    if not STANDING[EventStatus(proposal.status)]:
        return []
    days = {date.fromordinal(day) for span in proposal.spans for day in span.certain_days()[:LONG_DAYS]}
    audience = [code for code in proposal.audience_countries if code not in proposal.host_countries]
    found = [
        HolidayClash(holiday, hosting)
        for hosting, countries in ((True, proposal.host_countries), (False, audience))
        for country in countries
        for holiday in holidays_in(country, days)
    ]
    return sorted(found, key=lambda clash: (clash.holiday.day, not clash.hosting, clash.holiday.country))


def holidays_of_calendar(
    first: date, last: date, *, chosen: Any = None, least: int = 1, most: int, offset: int = 0
) -> tuple[int, list[HolidayClash]]:
    """Returns the number of holidays on which events of the calendar lie, and ``most`` of them from ``offset`` on.

    Both days are inclusive. The worst severity comes first, then the earliest day. There is one row for each event, day
    and country, by the rules of ``holiday_clashes``; only for ``chosen`` events (a queryset) if given, and from the
    severity ``least`` on.
    """
    met = sorted({met for met in _met(first, last, chosen) if -met[0] >= least})
    page = met[offset : offset + most]
    keys = {event for _weight, _day, event, _country in page}
    events = {row.pk: row for row in Event.objects.filter(pk__in=keys).select_related("place")} if keys else {}
    return len(met), [_clash(met, events) for met in page]


def countries_of(place: Any) -> tuple[str, ...]:
    """Returns the countries (ISO 3166 alpha-2) in which the place lies."""
    if place is None:
        return ()
    if place.kind == PlaceKind.COUNTRY:
        return (place.code,)
    if place.country_id:
        return (place.country.code,)
    return tuple(sorted(country.code for country in place.spans.all()))


def _met(first: date, last: date, chosen: Any) -> Iterator[Met]:
    rows = Engagement.objects.of_time().between(first, last).filter(standing__gt=0)
    if chosen is not None:
        rows = rows.filter(event__in=chosen.order_by().values("pk"))
    occurrences = list(rows.values_list("event_id", "event__place_id", "starts_last", "ends_first"))
    audiences = _audiences({event for event, *_rest in occurrences})
    hosts = {place.pk: countries_of(place) for place in _places()}
    lowest, highest = first.toordinal(), last.toordinal()
    for event, place, begin, end in occurrences:
        days = max(begin, lowest), min(end, highest, begin + LONG_DAYS - 1)
        hosting = hosts.get(place, ())
        audience = [country for country in audiences.get(event, ()) if country not in hosting]
        for severity, countries in ((HOST_HOLIDAY, hosting), (AUDIENCE_HOLIDAY, audience)):
            for country in countries:
                for day in _holidays_between(country, *days):
                    yield -severity, day, event, country


def _places() -> Any:
    return Place.objects.order_by().select_related("country").prefetch_related("spans")


def _audiences(events: set[int]) -> dict[int, list[str]]:
    """Returns event (key) → countries of its audience, at least for these events."""
    found: dict[int, list[str]] = {}
    coming = Event.audience_countries.through.objects.all()
    # Beyond that number, reading all rows is quicker than naming the events in the query
    if len(events) <= MOST_NAMED:
        coming = coming.filter(event__in=events)
    for event, country in coming.values_list("event_id", "place__code"):
        found.setdefault(event, []).append(country)
    return found


def _holidays_between(country: str, begin: int, end: int) -> Iterator[int]:
    if begin > end:
        return
    for year in range(date.fromordinal(begin).year, date.fromordinal(end).year + 1):
        days = ordinals_of_year(country, year)
        yield from days[bisect_left(days, begin) : bisect_right(days, end)]


def _clash(met: Met, events: dict[int, Event]) -> HolidayClash:
    weight, day, event, country = met
    (holiday,) = holidays_in(country, [date.fromordinal(day)])
    return HolidayClash(holiday, -weight == HOST_HOLIDAY, events[event])
