"""The occurrences of an event: itself, and those that its recurrence rule gives (RFC 5545, 3.8.5)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from events.when.recurrence import MOST, days_of
from events.when.spans import Span
from projects.fields import to_partial_date


def spans_of(event: Any) -> list[Span]:
    """Each occurrence of the event, the first one first; no more than ``MOST``, and none beyond ten years.

    ``event`` is an Event, saved or not, with a valid time. An occurrence keeps the hours of the event on the
    clock of its time zone, across changes of daylight saving (RFC 5545, 3.3.10). The first occurrence stands even
    where it is among the exceptions. Raises ValidationError where the rule makes no sense.
    """
    first = first_span(event)
    if not event.recurrence:
        return [first]
    return [first, *(_shifted(event, first, day) for day in islice(_later_days(event, first), MOST - 1))]


def first_span(event: Any) -> Span:
    """The event's own time."""
    if event.starts_at:
        ends_at = event.ends_at or event.starts_at
        return Span.of_moments(event.starts_at, ends_at, event.first_possible_day(), event.last_possible_day())
    return Span.of_dates(to_partial_date(event.starts), to_partial_date(event.ends))


def _later_days(event: Any, first: Span) -> Iterator[int]:
    left_out = set(event.exceptions)
    days = islice(days_of(event.recurrence, first.first), 1, None)
    return (day.toordinal() for day in days if day.isoformat() not in left_out)


def _shifted(event: Any, first: Span, day: int) -> Span:
    days = day - first.starts_first
    if not event.starts_at:
        return Span(*(one + days for one in (first.starts_first, first.starts_last, first.ends_first, first.ends_last)))
    starts, ends = (_same_clock(event, one, days) for one in (event.starts_at, event.ends_at or event.starts_at))
    later = timedelta(days=days)
    return Span.of_moments(starts, max(starts, ends), first.first + later, first.last + later)


def _same_clock(event: Any, moment: datetime, days: int) -> datetime:
    # Adding to a datetime within its zone moves the hands of the clock on the wall there
    return event.local(moment) + timedelta(days=days)
