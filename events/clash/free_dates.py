"""Free dates: the best weeks for an event of a given length, and the clashes of each.

Every possible start in the window goes through the same check as a proposed date, all starts in one query.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from events.choices import Severity
from events.clash.clashes import Candidate, Clash, check, comparable_spans, numbers_by_span
from events.clash.holidays import HolidayClash, holiday_clashes
from events.clash.rules import NEAR_DAYS
from events.when.spans import Span

LONGEST_WINDOW = 366
"""Most days in a window."""

LONGEST_EVENT = 31
WORKING_DAYS = 5
MOST = 10

MOST_TOLD = 3
"""At most this many clashes of a week are named, the worst first."""


class WindowError(ValueError):
    """The window or the length is not valid; the message says which."""


@dataclass(frozen=True)
class FreeDate:
    """The best days of one week for the event."""

    first: date
    last: date
    numbers: dict[int, int]
    """Severity → number of clashes with events."""
    holidays: tuple[HolidayClash, ...]
    clashes: tuple[Clash, ...] = ()
    """The worst clashes, at most ``MOST_TOLD``, with their reasons."""

    @property
    def number(self) -> int:
        """Returns the number of clashes with events, whether ``clashes`` names them or not."""
        return sum(self.numbers.values())

    @property
    def week(self) -> tuple[int, int]:
        """Returns the year and the week (ISO 8601)."""
        year, week, _weekday = self.first.isocalendar()
        return year, week

    @property
    def weights(self) -> list[int]:
        """Returns the number of clashes and holidays of each severity, the worst severity first. Smaller is better."""
        holidays = [int(holiday.severity) for holiday in self.holidays]
        return [self.numbers.get(level, 0) + holidays.count(level) for level in sorted(Severity.values, reverse=True)]

    @property
    def free(self) -> bool:
        """Whether there is no clash and no holiday."""
        return not any(self.weights)


@dataclass(frozen=True)
class FreeDates:
    """The best weeks of a window."""

    weeks: list[FreeDate]
    checked_until: date | None = None
    """The last day on which a start was tried, if too many events share something to try the whole window."""


def free_dates(
    proposal: Candidate, *, length: int, first: date, last: date, near: int = NEAR_DAYS, persons: bool = False
) -> FreeDates:
    """Returns the best weeks, each with its best days, at most ``MOST``: fewest clashes first, then by time.

    ``proposal`` says who, where and for whom; ``length`` is in days. The event lies within ``first`` and ``last``, both
    inclusive. An event of up to five days takes working days of one week. Three queries, however long the window, and a
    constant number more for each week of the answer. Raises WindowError, a ValueError, if the window is longer than
    ``LONGEST_WINDOW`` or shorter than the event.
    """
    starts = _starts(length, first, last)
    spans = [Span.of_days(start, start + timedelta(days=length - 1)) for start in starts]
    if not spans:
        return FreeDates([])
    parameters: dict[str, Any] = {"near": near, "persons": persons}
    checked = comparable_spans(replace(proposal, spans=spans), **parameters)
    best = _best(replace(proposal, spans=spans[:checked]), near, persons)
    weeks = [_with_reasons(week, proposal, near, persons) if week.number else week for week in best]
    return FreeDates(weeks, None if checked == len(spans) else starts[checked - 1])


def _best(proposal: Candidate, near: int, persons: bool) -> list[FreeDate]:
    """Returns the best days of the best weeks, without the reasons."""
    numbers = numbers_by_span(proposal, near=near, persons=persons)
    found = [_free_date(proposal, span, numbers.get(place, {})) for place, span in enumerate(proposal.spans)]
    weeks = groupby(found, key=lambda free: free.week)
    best = [min(days, key=lambda free: (free.weights, free.first)) for _week, days in weeks]
    return sorted(best, key=lambda week: (week.weights, week.first))[:MOST]


def _with_reasons(free: FreeDate, proposal: Candidate, near: int, persons: bool) -> FreeDate:
    proposed = replace(proposal, spans=[Span.of_days(free.first, free.last)])
    return replace(free, clashes=tuple(check(proposed, near=near, most=MOST_TOLD, persons=persons).clashes))


def _free_date(proposal: Candidate, span: Span, numbers: dict[int, int]) -> FreeDate:
    holidays = holiday_clashes(replace(proposal, spans=[span]))
    return FreeDate(span.first, span.last, numbers, tuple(holidays))


def _starts(length: int, first: date, last: date) -> Sequence[date]:
    if not 1 <= length <= LONGEST_EVENT:
        raise WindowError("length")
    if not timedelta(0) <= last - first < timedelta(days=LONGEST_WINDOW):
        raise WindowError("window")
    return list(_possible(length, first, last))


def _possible(length: int, first: date, last: date) -> Iterator[date]:
    for day in range((last - first).days - length + 2):
        start = first + timedelta(days=day)
        # An event that is longer than a working week includes a weekend wherever it starts
        if start.weekday() + length <= WORKING_DAYS or (length > WORKING_DAYS and start.weekday() == 0):
            yield start
