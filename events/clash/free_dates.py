"""Free dates: the best weeks for an event of some length, and what each would meet.

Every start in the window is put to the same check as a date that somebody proposes, all of them at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from events.choices import Severity
from events.clash.clashes import Candidate, Clash, check, comparable_spans, numbers_by_span
from events.clash.holidays import HolidayClash, holiday_clashes
from events.clash.rules import NEAR_DAYS
from events.when.spans import Span

LONGEST_WINDOW = 366
"""Days in which dates are looked for at once."""

LONGEST_EVENT = 31
WORKING_DAYS = 5
MOST = 10

MOST_TOLD = 3
"""So many of a week's clashes are told, the worst."""


class WindowError(ValueError):
    """The window or the length makes no sense; the message says which."""


@dataclass(frozen=True)
class FreeDate:
    """The best days of one week for the event."""

    first: date
    last: date
    numbers: dict[int, int]
    """Severity → how many clashes with events there would be."""
    holidays: tuple[HolidayClash, ...]
    clashes: tuple[Clash, ...] = ()
    """The worst of those clashes, ``MOST_TOLD`` at most, with their reasons."""

    @property
    def number(self) -> int:
        """How many clashes with events there would be, told or not."""
        return sum(self.numbers.values())

    @property
    def week(self) -> tuple[int, int]:
        """Its year and week (ISO 8601)."""
        year, week, _weekday = self.first.isocalendar()
        return year, week

    @property
    def weights(self) -> list[int]:
        """How many clashes and holidays of each severity, the worst severity first: the smaller, the better."""
        holidays = [int(one.severity) for one in self.holidays]
        return [self.numbers.get(level, 0) + holidays.count(level) for level in sorted(Severity.values, reverse=True)]

    @property
    def free(self) -> bool:
        """Whether nothing is in its way."""
        return not any(self.weights)


@dataclass(frozen=True)
class FreeDates:
    """The best weeks of a window."""

    weeks: list[FreeDate]
    checked_until: date | None = None
    """The last day on which a start was looked at, where there are too many events for the whole window."""


def free_dates(
    proposal: Candidate, *, length: int, first: date, last: date, near: int = NEAR_DAYS, persons: bool = False
) -> FreeDates:
    """The best weeks, each with its best days, no more than ``MOST``: those with least in their way, then by time.

    ``proposal`` tells who, where and for whom; ``length`` is in days. The event lies within ``first`` and ``last``,
    inclusive; up to five days long it takes working days of one week. Three queries, however long the window, and a
    constant number more for each week of the answer.
    Raises ValueError where the window is longer than ``LONGEST_WINDOW`` or shorter than the event.
    """
    starts = _starts(length, first, last)
    spans = [Span.of_days(start, start + timedelta(days=length - 1)) for start in starts]
    if not spans:
        return FreeDates([])
    asked = {"near": near, "persons": persons}
    checked = comparable_spans(replace(proposal, spans=spans), **asked)
    best = _best(replace(proposal, spans=spans[:checked]), near, persons)
    weeks = [_with_reasons(one, proposal, near, persons) if one.number else one for one in best]
    return FreeDates(weeks, None if checked == len(spans) else starts[checked - 1])


def _best(proposal: Candidate, near: int, persons: bool) -> list[FreeDate]:
    """The best days of the best weeks, without the reasons."""
    numbers = numbers_by_span(proposal, near=near, persons=persons)
    found = [_free_date(proposal, span, numbers.get(place, {})) for place, span in enumerate(proposal.spans)]
    weeks = groupby(found, key=lambda one: one.week)
    best = [min(days, key=lambda one: (one.weights, one.first)) for _week, days in weeks]
    return sorted(best, key=lambda one: (one.weights, one.first))[:MOST]


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
        # Longer than a week of work, an event takes weekends along wherever it starts
        if start.weekday() + length <= WORKING_DAYS or (length > WORKING_DAYS and start.weekday() == 0):
            yield start
