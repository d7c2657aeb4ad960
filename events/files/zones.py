"""Time zones of a calendar file: the IANA zone that the file means by a name.

A file may define its zones itself (VTIMEZONE). Such a definition is a rule of a stranger: it is never followed, but
compared, within bounds, with the zones that are known.
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
"""A zone that is no more than its distance from UTC."""

MOST_ONSETS = 20
"""Changes of the clock that are read of a definition."""


def named(name: str, definition: Part | None, preferred: str, year: int) -> tuple[str, bool]:
    """The IANA name of the zone that a file calls ``name``; and whether other zones share its clock.

    Names of Windows mean several zones ("FLE Standard Time": Helsinki, Riga, Kyiv …), and so does a definition: the
    place of the event decides between them. ``preferred``: the zone to take if its clock agrees with the definition in
    that year. Empty where the zone is not known.
    """
    name = name.strip()
    if exact := _exact(name):
        return exact, False
    if offset := OFFSET.fullmatch(name):
        # The names of these zones count the other way round (POSIX)
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
    """The zone of one of the countries (ISO 3166 alpha-2) whose clocks show the same all that year; else ``name``."""
    there = [zone for country in countries for zone in _by_country().get(country, ())]
    if name in there:
        return name
    clock = _clock(ZoneInfo(name), year)
    return next((zone for zone in there if _clock(ZoneInfo(zone), year) == clock), name)


def _exact(name: str) -> str:
    """The zone of this IANA name, in any case, with or without a path of a program before it."""
    parts = name.strip('/" ').split("/")
    for start in range(max(0, len(parts) - 3), len(parts)):
        if found := _zones().get("/".join(parts[start:]).casefold()):
            return "UTC" if found in ("Etc/UTC", "GMT", "Zulu", "Z") else found
    return ""


def _by_city(name: str) -> str:
    """The zone of a name as Windows shows it: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"."""
    if not name.startswith("(") or ")" not in name:
        return ""
    cities = name.partition(")")[2].replace(";", ",").replace("&", ",").split(",")
    return next((found for city in cities if (found := _cities().get(city.strip().casefold()))), "")


def _alike(definition: Part, preferred: str, year: int) -> str:
    """The known zone whose clock shows the same as the definition all that year; empty where none does."""
    clock = _defined_clock(definition, year)
    known = [preferred, *COMPARED] if clock else []
    return next((zone for zone in known if _clock(ZoneInfo(zone), year) == clock), "")


@cache
def _clock(zone: ZoneInfo, year: int) -> list[timedelta | None]:
    return [datetime.combine(day, time(12), zone).utcoffset() for day in _days(year)]


def _days(year: int) -> list[date]:
    """Days of the year that tell zones apart: every week, so that no change of the clock is missed by more."""
    return [date(year, 1, 1) + timedelta(days=7 * week) for week in range(52)]


def _defined_clock(definition: Part, year: int) -> list[timedelta | None]:
    """How far the clock of a definition is from UTC on these days; empty where the definition is not understood."""
    try:
        onsets = sorted(onset for part in definition.parts[:MOST_ONSETS] for onset in _onsets(part, year))
    except (ValueError, OverflowError, ValidationError):
        return []
    if not onsets:
        return []
    return [next((offset for onset, offset in reversed(onsets) if onset <= day), onsets[0][1]) for day in _days(year)]


def _onsets(part: Part, year: int) -> list[tuple[date, timedelta]]:
    """The last days up to the end of the year from which the clock shows this offset."""
    offset = _offset(part.value("TZOFFSETTO"))
    begins = datetime.strptime(part.value("DTSTART")[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    rule = part.value("RRULE").upper()
    if not rule:
        return [(begins, offset)] if begins.year <= year else []
    if "FREQ=YEARLY" not in rule or "COUNT=" in rule:
        raise ValueError(rule)
    recurrence_shape(rule)
    # Two years before, so that the years since its begin need not be walked through
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
    """Country → its zones, those of most people first, as the time zone database lists them."""
    found: dict[str, list[str]] = {}
    for line in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _position, zone, *_note = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found
