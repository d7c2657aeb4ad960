"""The occurrences of an event: its own time, or the times of its recurrence rule (RFC 5545, 3.8.5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from events.when.recurrence import MOST, first_days
from events.when.spans import Span
from projects.fields import to_partial_date


def spans_of(event: Any) -> list[Span]:
    """Returns each occurrence of the event, in order; at most ``MOST``, and none beyond ten years.

    ``event`` is an Event, saved or not, with a valid time. An occurrence keeps the event's hours on the clock of its
    time zone, across changes of daylight saving (RFC 5545, 3.3.10). Exceptions are left out, the first day too, as
    calendar programs do. Raises ValidationError for an invalid rule.
    """
    first = first_span(event)
    if not event.recurrence:
        return [first]
    return [_shifted(event, first, day) for day in islice(standing_days(event), MOST)]


def first_span(event: Any) -> Span:
    """Returns the event's own time, from which its rule counts."""
    if event.starts_at:
        ends_at = event.ends_at or event.starts_at
        return Span.of_moments(event.starts_at, ends_at, event.start_day(), event.end_day())
    return Span.of_dates(to_partial_date(event.starts), to_partial_date(event.ends))


def standing_days(event: Any) -> Iterator[date]:
    """Returns the days on which a series starts, without its exceptions."""
    left_out = set(event.exceptions)
    clock = event.local(event.starts_at) if event.starts_at else None
    days = first_days(event.recurrence, event.start_day(), clock)
    return (day for day in days if day.isoformat() not in left_out)


def number_of(event: Any) -> int:
    """Returns the number of occurrences: the length of ``spans_of``, without making the spans."""
    return sum(1 for _day in islice(standing_days(event), MOST)) if event.recurrence else 1


def days_left_out(event: Any) -> timedelta:
    """Returns the time from the event's own start to its first occurrence: zero, unless its first day is an
    exception."""
    own = event.start_day()
    if own is None or not event.recurrence or own.isoformat() not in event.exceptions:
        return timedelta()
    return next(standing_days(event), own) - own


def _shifted(event: Any, first: Span, day: date) -> Span:
    days = day.toordinal() - first.starts_first
    if not days:
        return first
    if not event.starts_at:
        return Span(
            *(bound + days for bound in (first.starts_first, first.starts_last, first.ends_first, first.ends_last))
        )
    starts, ends = (_same_clock(event, moment, days) for moment in (event.starts_at, event.ends_at or event.starts_at))
    later = timedelta(days=days)
    return Span.of_moments(starts, max(starts, ends), first.first + later, first.last + later)


def _same_clock(event: Any, moment: datetime, days: int) -> datetime:
    # Adding days to a local datetime keeps the hour on the clock there
    return event.local(moment) + timedelta(days=days)
