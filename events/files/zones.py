"""Finds the IANA zone that a calendar file means by a name.

A file may define its own zones (VTIMEZONE). A stranger wrote such a definition, so it is never followed. It is only
compared, within bounds, with the known zones.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events.files.content import Part
from events.validators import is_zone, recurrence_shape
from events.when.moments import ZONES_OF_THE_REGION
from events.when.recurrence import days_of

COMPARED = (
    *ZONES_OF_THE_REGION,
    *("Europe/London", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
)
"""Zones with which a definition is compared."""

OFFSET = re.compile(r"\(?(?:UTC|GMT)([+-])(\d{1,2})(?:[:.]?00)?\)?", re.ASCII | re.IGNORECASE)
"""A zone that is only an offset from UTC."""

MOST_ONSETS = 20
"""Clock changes that are read from one definition."""


def named(name: str, definition: Part | None, preferred: str, year: int) -> tuple[str, bool]:
    """Returns the IANA name of the zone that a file calls ``name``, and whether other zones share its clock.

    A Windows name means several zones ("FLE Standard Time": Helsinki, Riga, Kyiv …), and so does a definition: the
    place of the event decides between them. ``preferred``: the zone to use if its clock agrees with the definition in
    that year. The name is empty if the zone is unknown.
    """
    name = name.strip()
    if exact := _exact(name):
        return exact, False
    if offset := OFFSET.fullmatch(name):
        # The names of these zones count in the opposite direction (POSIX)
        turned = "-" if offset[1] == "+" else "+"
        return _exact(f"Etc/GMT{turned}{int(offset[2])}"), False
    if windows := _windows().get(name.casefold()) or _by_city(name):
        return windows, True
    if definition:
        if located := _exact(definition.value("X-LIC-LOCATION")):
            return located, False
        if alike := _alike(definition, preferred, year):
            return alike, True
    return "", False


def at(name: str, countries: Iterable[str], year: int) -> str:
    """Returns the zone of one of the countries (ISO 3166 alpha-2) with the same clock all that year; else ``name``."""
    there = [zone for country in countries for zone in _by_country().get(country, ())]
    if name in there:
        return name
    clock = _clock(ZoneInfo(name), year)
    return next((zone for zone in there if _clock(ZoneInfo(zone), year) == clock), name)


def _exact(name: str) -> str:
    """Returns the zone with this IANA name, in any case, with or without a program's path before it; else empty."""
    parts = name.strip('/" ').split("/")
    for start in range(max(0, len(parts) - 3), len(parts)):
        if found := _zones().get("/".join(parts[start:]).casefold()):
            return "UTC" if found in ("Etc/UTC", "GMT", "Zulu", "Z") else found
    return ""


def _by_city(name: str) -> str:
    """Returns the zone of a Windows display name: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"."""
    if not name.startswith("(") or ")" not in name:
        return ""
    cities = name.partition(")")[2].replace(";", ",").replace("&", ",").split(",")
    return next((found for city in cities if (found := _cities().get(city.strip().casefold()))), "")


def _alike(definition: Part, preferred: str, year: int) -> str:
    """Returns the known zone whose clock equals the definition's all that year; empty if there is none."""
    clock = _defined_clock(definition, year)
    known = [preferred, *COMPARED] if clock else []
    return next((zone for zone in known if _clock(ZoneInfo(zone), year) == clock), "")


@cache
def _clock(zone: ZoneInfo, year: int) -> list[timedelta | None]:
    return [datetime.combine(day, time(12), zone).utcoffset() for day in _days(year)]


def _days(year: int) -> list[date]:
    """Returns the days on which zones are compared: one per week, so that no clock change is missed by more."""
    return [date(year, 1, 1) + timedelta(days=7 * week) for week in range(52)]


def _defined_clock(definition: Part, year: int) -> list[timedelta | None]:
    """Returns the UTC offset of a definition on these days; an empty list if the definition is not understood."""
    try:
        onsets = sorted(onset for part in definition.parts[:MOST_ONSETS] for onset in _onsets(part, year))
    except (ValueError, OverflowError, ValidationError):
        return []
    if not onsets:
        return []
    return [next((offset for onset, offset in reversed(onsets) if onset <= day), onsets[0][1]) for day in _days(year)]


def _onsets(part: Part, year: int) -> list[tuple[date, timedelta]]:
    """Returns the last days up to the end of the year from which the clock has this offset."""
    offset = _offset(part.value("TZOFFSETTO"))
    begins = datetime.strptime(part.value("DTSTART")[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    rule = part.value("RRULE").upper()
    if not rule:
        return [(begins, offset)] if begins.year <= year else []
    if "FREQ=YEARLY" not in rule or "COUNT=" in rule:
        raise ValueError(rule)
    recurrence_shape(rule)
    # Starts two years earlier, so that the rule need not be walked through from its beginning
    starts = begins.replace(year=year - 2) if begins.year < year - 2 else begins
    days = [day for day in islice(days_of(rule, starts), 4) if day != starts or starts == begins]
    return [(day, offset) for day in days if day.year <= year]


def _offset(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if is_zone(name)}


@cache
def _windows() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in sorted(available_timezones())}


@cache
def _by_country() -> dict[str, list[str]]:
    """Returns country → its zones, most people first, in the order of the time zone database."""
    found: dict[str, list[str]] = {}
    for line in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _position, zone, *_note = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found
