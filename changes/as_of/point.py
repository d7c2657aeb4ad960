"""The change as of which this request reads."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Point:
    """A change, and how the reader named it."""

    number: int
    moment: datetime
    """When the change was made."""
    asked: str
    """The day or number as the reader wrote it, the moment in UTC."""
    day: date
    """The day that is "today" for what depends on the day: the day that the reader named, else that of the change."""
    version: str
    """The version of the data of now. A later change may erase personal data, so answers of before are not kept."""
    name: str = ""
    """The name of the state in the reader's language, such as "seal 12"; empty: its day, moment or change."""

    @property
    def is_day(self) -> bool:
        """Whether the reader named a day, and neither a moment nor a change."""
        return self.asked == self.day.isoformat()

    def __str__(self) -> str:
        """Returns the name, day, moment or change in the reader's language."""
        if self.name:
            return self.name
        if self.asked.isdigit():
            return _("change %(number)s") % {"number": self.number}
        if self.is_day:
            return date_format(self.day, "DATE_FORMAT")
        return date_format(timezone.localtime(datetime.fromisoformat(self.asked.upper())), "DATETIME_FORMAT")


_read: ContextVar[Point | None] = ContextVar("read_as_of", default=None)


def current_point() -> Point | None:
    """Returns the change as of which is read; None where the register of now is read."""
    return _read.get()


def begin(point: Point) -> Any:
    """Says that from now on is read as of this change. Returns what ``end`` takes."""
    return _read.set(point)


def end(token: Any) -> None:
    """Says that the register of now is read again."""
    _read.reset(token)


def todays_date() -> date:
    """Returns the day on which the answer is given: the named day where a reader reads as of one."""
    point = current_point()
    return point.day if point else timezone.localdate()


def day_in_file_name(day: date) -> str:
    """Returns the day as names of files hold it: "2027-03-01", and as of a change "2027-03-01-change-8"."""
    point = current_point()
    return f"{day.isoformat()}-change-{point.number}" if point else day.isoformat()
