"""Reads dates, times and durations of a calendar file (RFC 5545, 3.3)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from events.files import zones
from events.files.content import PIECE, Part, Property
from events.files.limits import LONGEST_VALUE
from events.files.text import one_line
from events.validators import is_zone, zone

WHEN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?", re.ASCII)
DURATION = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)


class Refused(Exception):
    """Raised if one event of the file cannot be taken over; the message says why."""


@dataclass(frozen=True)
class Surroundings:
    """The calendar around an event: its own zone, and the zones that it defines."""

    floating: str
    """IANA name of the zone for times that name none."""
    display: str = ""
    """IANA name of the zone in which the file shows UTC times (X-WR-TIMEZONE); empty if it names none."""
    method: str = ""
    whole: bool = True
    """Whether it is a whole calendar. A message about one event, or a piece of a calendar, says nothing of others."""
    definitions: dict[str, Part] | None = None

    @classmethod
    def of(cls, calendar: Part, floating: str) -> "Surroundings":
        """Returns the surroundings of a calendar. ``floating``: the zone to use if the file names none."""
        own, _shared = zones.named(calendar.value("X-WR-TIMEZONE"), None, floating, 2000)
        found = {part.value("TZID"): part for part in calendar.parts if part.name == "VTIMEZONE"}
        method = calendar.value("METHOD").upper()
        whole = method in ("", "PUBLISH") and calendar.name != PIECE
        return cls(own or floating, own, method, whole, found)


@dataclass(frozen=True)
class When:
    """A date or a time in the file."""

    day: date
    """The day as written, before any conversion between time zones."""
    clock: datetime | None = None
    """The moment, with its zone; None for a whole day."""
    zone: str = ""
    """IANA name of the zone in which people read the time; empty for a whole day."""
    shared: bool = False
    """Whether other zones have the same clock, so that the place of the event decides between them."""
    names_zone: bool = False
    """Whether the time names its zone. If not, it is on the clock of its event."""

    def day_in(self, zone_name: str) -> date:
        """Returns the calendar day in this zone."""
        return self.clock.astimezone(zone(zone_name)).date() if self.clock and self.names_zone else self.day


def when(found: Property, around: Surroundings) -> When:
    """Returns the first date or time of a property. Raises Refused if it is too long or its zone is unknown, ValueError
    if it is no date or time.
    """
    return all_of(found, around)[0]


def all_of(found: Property, around: Surroundings) -> list[When]:
    """Returns every date or time of a property, such as an EXDATE. Raises the same errors as ``when``."""
    if len(found.value) > LONGEST_VALUE:
        raise Refused(_("A line of it is too long."))
    return [_value(text.strip(), found, around) for text in found.value.split(",") if text.strip()]


def _value(text: str, found: Property, around: Surroundings) -> When:
    parts = WHEN.fullmatch(text.partition("/")[0].upper())
    if not parts:
        raise ValueError(text)
    day = date(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts[4] is None or found.parameters.get("VALUE", "").upper() == "DATE":
        return When(day)
    # Python's clock has no leap seconds
    naive = datetime(day.year, day.month, day.day, int(parts[4]), int(parts[5]), min(int(parts[6] or 0), 59))  # noqa: DTZ001
    if parts[7]:
        return When(day, naive.replace(tzinfo=UTC), around.display or "UTC", names_zone=True)
    tzid = found.parameters.get("TZID", "")
    name, shared = _zone(tzid, around, day.year)
    return When(day, naive.replace(tzinfo=zone(name)), name, shared, names_zone=bool(tzid))


def _zone(name: str, around: Surroundings, year: int) -> tuple[str, bool]:
    if not name:
        return around.floating, False
    definition = (around.definitions or {}).get(name)
    known, shared = zones.named(name, definition, around.floating, year)
    if not known or not is_zone(known):
        raise Refused(_("There is no time zone “%(name)s”.") % {"name": one_line(name)[:80]})
    return known, shared


def after(starts: datetime, text: str) -> datetime:
    """Returns the end of something that starts then and lasts this DURATION (RFC 5545, 3.3.6).

    Days are calendar days: a day later the clock shows the same time. Hours are exact, even when the clocks change in
    between. Raises ValueError if the text is no duration.
    """
    days, exact = _duration(text)
    return ((starts + days).astimezone(UTC) + exact).astimezone(starts.tzinfo)


def days_after(starts: date, text: str) -> date:
    """Returns the day on which an event of whole days is over. Raises ValueError if the text is no duration."""
    days, exact = _duration(text)
    return starts + days + exact


def _duration(text: str) -> tuple[timedelta, timedelta]:
    found = DURATION.fullmatch(text.strip().upper())
    if not found or len(text) > 40 or not any(found.groups()[1:]):
        raise ValueError(text)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(weeks=weeks, days=days), sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
