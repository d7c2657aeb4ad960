"""Dates as exact as their source: a year, a month or a day (ISO 8601 reduced precision)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Literal

from django.utils import formats
from django.utils.translation import gettext as _

ISO_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
# A typing error such as 0206 is far more likely than a project outside these years.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class NoSuchDate(ValueError):
    """The calendar has no such day or month."""


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """The period that a date names: ``2006``, ``2006-09`` or ``2006-09-08``.

    Sorts by its first day. If two periods begin on the same day, the less exact one comes first.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(
                _("The year %(year)04d lies outside %(first)d–%(last)d.")
                % {"year": self.year, "first": FIRST_YEAR, "last": LAST_YEAR}
            )
        if self.month is None and self.day is not None:
            raise ValueError(_("A day needs its month."))
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            raise NoSuchDate(_("There is no such date: %(date)s.") % {"date": self}) from None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Returns the date that an ISO 8601 text names. Raises ValueError with a sentence for the reader."""
        match = ISO_PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(_("Write a year, a month or a day: 2006, 2006-09 or 2006-09-08."))
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first(self) -> date:
        """Returns the first day of the period."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Returns the last day of the period."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return str(self) < str(other)

    def in_words(self) -> str:
        """Returns the date in the reader's language, no more exact than it is: "2006", "September 2006"."""
        if self.precision == "year":
            return str(self.year)
        style = "YEAR_MONTH_FORMAT" if self.precision == "month" else "DATE_FORMAT"
        return formats.date_format(self.first, style)


def period_in_words(starts: PartialDate | None, ends: PartialDate | None) -> str:
    """Returns a period in words; empty if neither date is known. A shared month or year is written once.

    Examples: "9–11 December 2005", "30 November – 2 December 2005", "2004 – 2005", "from 2007", "until April 2003".
    """
    if starts and ends:
        return starts.in_words() if starts == ends else _from_to(starts, ends)
    if starts:
        return _("from %(date)s") % {"date": starts.in_words()}
    return _("until %(date)s") % {"date": ends.in_words()} if ends else ""


def _from_to(starts: PartialDate, ends: PartialDate) -> str:
    style = {"month": "YEAR_MONTH_FORMAT", "day": "DATE_FORMAT"}.get(starts.precision)
    if style is None or starts.precision != ends.precision or starts.year != ends.year:
        return f"{starts.in_words()} – {ends.in_words()}"
    # Every language of the site writes the day, the month and the year in this order
    day_and_month = formats.get_format(style).removesuffix(" Y")
    if starts.month == ends.month:
        return f"{formats.date_format(starts.first, day_and_month.split()[0])}–{ends.in_words()}"
    return f"{formats.date_format(starts.first, day_and_month)} – {ends.in_words()}"
