"""Reads a calendar file from outside, within bounds (RFC 5545, RFC 5546). Reading writes nothing.

Strangers write these files, so there are bounds on their size, the number of their events and the work of their rules.
A bad event does not affect the others, and every refused event has a reason.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.choices import EventKind, EventStatus
from events.files import series, text
from events.files.content import Part, UnreadableFile, calendars_of, events_of
from events.files.kinds import kind_named
from events.files.limits import MOST_BYTES, MOST_EVENTS
from events.files.parts import ReadEvent, RefusedEvent
from events.files.values import Refused, Surroundings, When, after, days_after, when
from events.models.event import LONGEST
from events.slugs import DEADLINES_HOST
from events.validators import within_known_years

__all__ = [
    "MOST_BYTES",
    "MOST_EVENTS",
    "Contents",
    "ReadEvent",
    "RefusedEvent",
    "UnreadableFile",
    "read",
]

TITLE, DESCRIPTION, ADDRESS, URL, UID = 300, 5000, 300, 200, 200
STATUS = {
    "TENTATIVE": EventStatus.TENTATIVE,
    "CONFIRMED": EventStatus.CONFIRMED,
    "CANCELLED": EventStatus.CANCELLED,
    "": EventStatus.CONFIRMED,
}
NO_CALENDARS = ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "ADD")
"""Methods (RFC 5546) of answers to an invitation: these files hold no event as it takes place."""


class Contents(NamedTuple):
    """The events of a file, the refused events, and whether the file is a whole calendar."""

    events: list[ReadEvent]
    refused: list[RefusedEvent]
    whole: bool


def read(data: bytes, floating: str, *, busy: bool = False) -> Contents:
    """Returns the events of the file.

    ``floating``: IANA name of the zone for times that name none. ``busy``: whether private events are taken over as
    "Busy", without any of their text; otherwise they are left out. Raises UnreadableFile if the file is no calendar or
    exceeds the bounds.
    """
    found: list[ReadEvent] = []
    refused: list[RefusedEvent] = []
    surroundings = []
    for calendar in calendars_of(data):
        around = Surroundings.of(calendar, floating)
        surroundings.append(around)
        for part in events_of(calendar):
            if part.value("UID").endswith(DEADLINES_HOST):
                # A deadline of a grant, from a file of this calendar: it is worked out, and never an event
                continue
            try:
                found.append(_event(part, around, busy))
            except (Refused, ValidationError) as error:
                words = error.messages if isinstance(error, ValidationError) else [str(error)]
                refused.append(RefusedEvent(_title(part), " ".join(words)))
            except (ValueError, OverflowError):
                refused.append(RefusedEvent(_title(part), _("A value of it makes no sense.")))
    events = series.put_together(found, refused, surroundings[0].floating)
    return Contents(events, refused, all(around.whole for around in surroundings))


def _event(part: Part, around: Surroundings, busy: bool) -> ReadEvent:
    uid = text.one_line(part.value("UID"))
    if not part.closed:
        raise Refused(_("It is not complete."))
    if around.method in NO_CALENDARS:
        raise Refused(_("It is an answer to an invitation, not an event of the calendar."))
    event = ReadEvent(uid=uid, title="", sequence=_number(part.value("SEQUENCE")), stamp=part.value("DTSTAMP")[:20])
    event.cancels = around.method == "CANCEL"
    _read_texts(event, part)
    private = part.value("CLASS").upper() not in ("", "PUBLIC")
    if private and not busy:
        raise Refused(_("It is private."))
    if private:
        event.title, event.description, event.location, event.url = str(_("Busy")), "", "", ""
        event.kind, event.notes = EventKind.MEETING.value, []
    if not uid or len(uid) > UID or not (event.title or event.cancels):
        raise Refused(_("It has no UID or no title."))
    series.read_place(event, part, around)
    if not (event.cancels and "DTSTART" not in part.properties):
        series.read_series(event, part, around, _read_time(event, part, around))
    return event


def _read_texts(event: ReadEvent, part: Part) -> None:
    title, description, place = (part.value(name) for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))
    event.title = _cut(event, text.one_line(text.unescaped(title)), TITLE, _("Its title is cut to %(most)d letters."))
    event.description = _cut(
        event, text.plain(text.unescaped(description)), DESCRIPTION, _("Its description is cut to %(most)d letters.")
    )
    event.location = _cut(
        event, text.one_line(text.unescaped(place)), ADDRESS, _("Its place is cut to %(most)d letters.")
    )
    event.status = STATUS.get(part.value("STATUS").upper(), EventStatus.TENTATIVE).value
    event.kind = kind_named(
        word for found in part.properties.get("CATEGORIES", ()) for word in _words(found.value)
    ).value
    url = part.value("URL")
    if url.startswith(("https://", "http://")) and len(url) <= URL:
        event.url = url
    elif url:
        event.notes.append(_("Its web address is left out: it is too long, or no address of a page."))


def _cut(event: ReadEvent, words: str, most: int, note: str) -> str:
    if len(words) > most:
        event.notes.append(note % {"most": most})
    return words[:most].rstrip()


def _words(value: str) -> Iterator[str]:
    return (text.one_line(word) for word in text.unescaped(value[:2000]).split(","))


def _read_time(event: ReadEvent, part: Part, around: Surroundings) -> When:
    """Reads when the event starts and ends, and returns the start. Raises Refused or ValueError."""
    found = part.first("DTSTART")
    if found is None:
        raise Refused(_("It does not tell when it starts."))
    starts = when(found, around)
    end = part.first("DTEND")
    ends = when(end, around) if end else None
    if ends is not None and (ends.clock is None) != (starts.clock is None):
        raise Refused(_("Its start and its end are of different kinds."))
    lasts = part.value("DURATION") if ends is None else ""
    if starts.clock is None:
        over = ends.day if ends else days_after(starts.day, lasts) if lasts else None
        _read_days(event, starts.day, over)
    else:
        moment = ends.clock if ends else after(starts.clock, lasts) if lasts else starts.clock
        _read_moments(event, starts, moment)  # type: ignore[arg-type]
    return starts


def _read_days(event: ReadEvent, starts: date, over: date | None) -> None:
    if over is not None and over < starts:
        raise Refused(_("The end lies before the start."))
    # Exclusive: the last day of an event that ends on the 9th is the 8th
    last = max(starts, over - timedelta(days=1)) if over else starts
    _check_length(starts, last - starts)
    event.starts, event.ends = starts.isoformat(), last.isoformat() if last > starts else ""


def _read_moments(event: ReadEvent, starts: When, ends: datetime) -> None:
    begins: Any = starts.clock
    if ends < begins:
        raise Refused(_("It ends at a time before it starts."))
    _check_length(begins, ends - begins)
    event.timezone, event.shared_zone = starts.zone, starts.shared
    event.starts_at, event.ends_at = series.written(begins), series.written(ends) if ends > begins else ""


def _check_length(starts: Any, length: timedelta) -> None:
    within_known_years(starts)
    if length >= LONGEST:
        raise Refused(_("An event does not last longer than 366 days."))


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _title(part: Part) -> str:
    """Returns a name for a refused event. A private event is named only by its day."""
    if part.value("CLASS").upper() not in ("", "PUBLIC"):
        day = part.value("DTSTART")[:8]
        written = f"{day[:4]}-{day[4:6]}-{day[6:]}" if day.isdecimal() else ""
        return " ".join(filter(None, (_("Private event"), written)))
    return text.one_line(text.unescaped(part.value("SUMMARY")[:400]))[:80] or _("without a title")
