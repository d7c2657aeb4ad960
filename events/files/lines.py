"""The lines of one event in a calendar file (RFC 5545).

They are the lines that the library icalendar writes, in its order. The library makes several objects for each line: for
ten thousand events it takes seconds.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from icalendar.parser import Contentline

FIRST = ("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "RRULE", "EXDATE")
"""The properties that come first, in this order. The others follow in alphabetical order."""
LONGEST = 74
"""The bytes of a line. A longer line is folded, by the library."""


class EventLines:
    """The properties of an event, each once."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}

    def plain(self, name: str, value: object, parameter: str = "") -> None:
        """Adds a value as it is. ``parameter`` is written as in the file: "VALUE=DATE"."""
        self._lines[name] = f"{name};{parameter}:{value}" if parameter else f"{name}:{value}"

    def text(self, name: str, *values: str, parameter: str = "") -> None:
        """Adds a text, or a list of texts."""
        self.plain(name, ",".join(map(_escaped, values)), parameter)

    def moment(self, name: str, moment: datetime) -> None:
        """Adds a moment in UTC."""
        self.plain(name, f"{_time(moment.astimezone(UTC))}Z")

    def when(self, name: str, moments: Iterable[date | datetime], zone: str) -> None:
        """Adds days, or times on the clock of a zone."""
        parameter = f"TZID={zone}" if zone else "VALUE=DATE"
        self.plain(name, ",".join(_time(each) if zone else _day(each) for each in moments), parameter)

    def to_ical(self) -> bytes:
        """Returns the lines of the component."""
        names = [name for name in FIRST if name in self._lines]
        names += sorted(self._lines.keys() - set(FIRST))
        return b"".join(_folded(line) for line in ("BEGIN:VEVENT", *map(self._lines.__getitem__, names), "END:VEVENT"))


def _escaped(text: str) -> str:
    escaped = text.replace("\\N", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> bytes:
    whole = line.encode()
    return (whole if len(whole) <= LONGEST else Contentline(line).to_ical()) + b"\r\n"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _time(moment: date) -> str:
    assert isinstance(moment, datetime)  # noqa: S101 - a zone comes with times only
    return f"{_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}"
