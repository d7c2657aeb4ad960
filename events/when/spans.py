"""The time of an occurrence in whole numbers, which the clash check compares."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from projects.partial_date import PartialDate

MINUTE = 60


@dataclass(frozen=True, order=True)
class Span:
    """An occurrence: the days between which it starts and ends, and its minutes if they are known.

    Days are ``date.toordinal()``, all inclusive, in the calendar at the event. Minutes count from 1970 in UTC;
    ``to_minute`` is exclusive, and at least one after ``from_minute``.
    """

    starts_first: int
    starts_last: int
    ends_first: int
    ends_last: int
    from_minute: int | None = None
    to_minute: int | None = None

    @classmethod
    def of_dates(cls, starts: PartialDate | None, ends: PartialDate | None = None) -> "Span":
        """Returns the span of partial dates; without an end it ends in the period in which it starts (rule 5 of the
        domain).

        Raises ValueError if there is no start, or if the end is before the start.
        """
        ends = ends or starts
        if starts is None or ends is None or ends.last < starts.first:
            raise ValueError("It ends before it starts, or there is no start.")
        # It cannot start after its latest end, nor end before its earliest start
        latest_start, earliest_end = min(starts.last, ends.last), max(ends.first, starts.first)
        days = (starts.first, latest_start, earliest_end, ends.last)
        return cls(*(day.toordinal() for day in days))

    @classmethod
    def of_days(cls, first: date, last: date) -> "Span":
        """Returns the span of exact days, both inclusive."""
        return cls(first.toordinal(), first.toordinal(), last.toordinal(), last.toordinal())

    @classmethod
    def of_moments(cls, starts: datetime, ends: datetime, first: date, last: date) -> "Span":
        """Returns the span of moments, which lie on these local days."""
        from_minute, to_minute = int(starts.timestamp() // MINUTE), -int(-ends.timestamp() // MINUTE)
        days = cls.of_days(first, last)
        return cls(
            days.starts_first,
            days.starts_last,
            days.ends_first,
            days.ends_last,
            from_minute,
            max(to_minute, from_minute + 1),
        )

    @property
    def exact(self) -> bool:
        """Whether the days are known."""
        return self.starts_first == self.starts_last and self.ends_first == self.ends_last

    @cached_property
    def reach(self) -> int:
        """Returns the smallest k for which the span lies within 2^k days."""
        return (self.ends_last - self.starts_first).bit_length()

    @property
    def first(self) -> date:
        """Returns the earliest day on which it may start."""
        return date.fromordinal(self.starts_first)

    @property
    def last(self) -> date:
        """Returns the latest day on which it may end."""
        return date.fromordinal(self.ends_last)

    def certain_days(self) -> range:
        """Returns the days (ordinals) on which it certainly takes place; empty if the dates are too vague for any."""
        return range(self.starts_last, self.ends_first + 1)

    def numbers(self) -> dict[str, Any]:
        """Returns its columns in the index."""
        names = ("starts_first", "starts_last", "ends_first", "ends_last", "from_minute", "to_minute", "reach")
        return {name: getattr(self, name) for name in names}
