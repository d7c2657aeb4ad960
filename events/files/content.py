"""Reads the lines and parts of a calendar file (RFC 5545, 3.1 and 3.4), within bounds.

Only the properties that the calendar uses are kept. Everything else in a file may be of any length and may be
malformed: another program's alarm, attachment or category never costs an event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.files.limits import MOST_BYTES, MOST_EVENTS, MOST_LINES

USED = {
    "VCALENDAR": {"METHOD", "X-WR-TIMEZONE"},
    "VEVENT": {
        *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "CATEGORIES", "URL", "CLASS", "SEQUENCE", "DTSTAMP"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
    },
    "VTIMEZONE": {"TZID", "X-LIC-LOCATION"},
    "STANDARD": {"DTSTART", "TZOFFSETTO", "RRULE", "RDATE"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETTO", "RRULE", "RDATE"},
}
"""Part of a file → the properties that are read from it."""

NO_COLON = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TZOFFSETTO"}
"""Their values hold no colon, so the last colon ends the parameters, even if a zone name holds an unquoted colon."""

PIECE = "PIECE"
"""Events in a file without a calendar around them: a piece of a calendar, as some programs copy it."""

FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
LINE_END = re.compile(r"\r\n|\n|\r")
NAME = re.compile(r"\s*([A-Za-z0-9-]+)")
PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^";:])*)')


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Property:
    """One line: its name in capitals, its parameters, and its raw value."""

    name: str
    value: str
    parameters: dict[str, str]


@dataclass
class Part:
    """A component of the file: a calendar, an event, a time zone."""

    name: str
    inside: "Part | None" = None
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)
    closed: bool = False
    """Whether the part's END was found."""

    def first(self, name: str) -> Property | None:
        """Returns the first property of this name, or None."""
        return next(iter(self.properties.get(name, ())), None)

    def value(self, name: str) -> str:
        """Returns the value of the first property of this name, without surrounding spaces; empty if there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""


def calendars_of(data: bytes) -> list[Part]:
    """Returns the calendars of a file, with their events and time zones.

    Raises UnreadableFile if the file is no calendar, breaks off, or exceeds the bounds.
    """
    text = _text(data)
    lines = [line for line in LINE_END.split(text) if line.strip()]
    if len(lines) > MOST_LINES:
        raise UnreadableFile(_("The file has more than %(most)d lines.") % {"most": MOST_LINES})
    file = _parts(lines)
    calendars = [part for part in file.parts if part.name == "VCALENDAR"]
    if any(events_of(file)):
        # Events without a calendar around them: a piece of a calendar
        calendars.append(Part(PIECE, parts=[*events_of(file)], closed=all(part.closed for part in events_of(file))))
    if not calendars or not all(calendar.closed for calendar in calendars):
        # The file breaks off: the events after the break would wrongly count as gone
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics)."))
    number = sum(1 for calendar in calendars for _event in events_of(calendar))
    if number > MOST_EVENTS:
        raise UnreadableFile(_("The file holds more than %(most)d events.") % {"most": MOST_EVENTS})
    if not number:
        raise UnreadableFile(_("The file holds no event."))
    return calendars


def events_of(calendar: Part) -> Iterator[Part]:
    """Yields the events of a calendar."""
    return (part for part in calendar.parts if part.name == "VEVENT")


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    try:
        # Some programs fold a line in the middle of a multi-byte letter, so lines are joined before decoding
        text = FOLD.sub(b"", data).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_("The file is not written in UTF-8.")) from None
    if "\0" in text or not text.lstrip().upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT")):
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics)."))
    return text


def _parts(lines: list[str]) -> Part:
    """Returns the parts of the file, inside one part for the file itself."""
    file = here = Part("FILE")
    for line in lines:
        name = _name(line)
        if name == "BEGIN":
            kind = _kind(line)
            if kind == "VEVENT" and here.name == "VEVENT" and here.inside:
                # An event without END ends where the next event begins
                here = here.inside
            here.parts.append(Part(kind, inside=here))
            here = here.parts[-1]
        elif name == "END":
            here = _closed(here, _kind(line))
        elif name in USED.get(here.name, ()) and (found := _property(name, line)):
            here.properties.setdefault(name, []).append(found)
    return file


def _closed(here: Part, kind: str) -> Part:
    """Closes the part of this kind and everything still open inside it. An END without a BEGIN closes nothing."""
    part: Part | None = here
    while part and part.name != kind:
        part = part.inside
    if part is None or part.inside is None:
        return here
    part.closed = True
    return part.inside


def _name(line: str) -> str:
    found = NAME.match(line)
    return found[1].upper() if found else ""


def _kind(line: str) -> str:
    return line.partition(":")[2].strip().upper()[:40]


def _property(name: str, line: str) -> Property | None:
    """Returns the line as a property; None if it has no value."""
    place = NAME.match(line).end()  # type: ignore[union-attr]
    parameters: dict[str, str] = {}
    while found := PARAMETER.match(line, place):
        parameters[found[1].upper()] = found[2].replace('"', "").strip()
        place = found.end()
    head, colon, value = line[place:].partition(":")
    if name in NO_COLON and ":" in value:
        inner, _colon, value = value.rpartition(":")
        if parameters:
            parameters[[*parameters][-1]] += f":{inner}"
    return Property(name, value, parameters) if colon and not head.strip() else None
