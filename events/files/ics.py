"""A calendar file from outside, read within bounds (RFC 5545). What cannot be taken over says why.

A file is a text from strangers: its size, the number of its parts and the work that a rule may cause are all bounded,
and nothing of it is believed. Reading writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Calendar

from events.choices import EventKind, EventStatus
from events.models.event import LONGEST
from events.validators import is_zone, recurrence_shape, within_known_years, zone
from events.when.recurrence import check_recurrence

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 500
"""What is written within a request, with history and index, takes some seconds."""

MOST_LINES = 100_000
LONGEST_LINE = 20_000
"""Letters of one property after its lines are joined; a longer one is cut where it is text, else refused."""

DEEPEST = 4
MOST_EXCEPTIONS = 170
"""Days on which a series does not recur: what the column holds."""

TITLE, DESCRIPTION, ADDRESS = 300, 5000, 300
STATUS = {
    "TENTATIVE": EventStatus.TENTATIVE,
    "CONFIRMED": EventStatus.CONFIRMED,
    "CANCELLED": EventStatus.CANCELLED,
}


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why."""


class Refused(Exception):
    """One event of the file cannot be taken over; the message says why."""


@dataclass
class ReadEvent:
    """An event as the file tells it: plain values, none of them believed yet."""

    uid: str
    title: str
    description: str = ""
    status: str = EventStatus.CONFIRMED
    kind: str = EventKind.MEETING
    starts: str = ""
    """ISO date of an event of whole days; else empty."""
    ends: str = ""
    starts_at: str = ""
    """ISO date-time with offset; else empty."""
    ends_at: str = ""
    timezone: str = ""
    location: str = ""
    url: str = ""
    recurrence: str = ""
    exceptions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RefusedEvent:
    """What of the file is not taken over, and why."""

    title: str
    reason: str


def read(data: bytes, floating: str) -> tuple[list[ReadEvent], list[RefusedEvent]]:
    """The events of the file, and those that cannot be taken over.

    ``floating``: the IANA name of the zone of times that name none. Raises UnreadableFile for what is no calendar,
    or is larger than the bounds.
    """
    calendar = _parsed(data)
    events: dict[str, ReadEvent] = {}
    overrides: list[tuple[str, date, ReadEvent]] = []
    refused: list[RefusedEvent] = []
    for component in calendar.walk("VEVENT"):
        try:
            one = _event(component, floating)
            if "RECURRENCE-ID" in component:
                overrides.append((one.uid, _day(component["RECURRENCE-ID"].dt), one))
            elif one.uid in events:
                raise Refused(_("Another event of the file has this UID."))
            else:
                events[one.uid] = one
        except (Refused, ValidationError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error)]
            refused.append(RefusedEvent(_short(component.get("SUMMARY")), " ".join(words)))
        except (ValueError, OverflowError, TypeError, AttributeError, KeyError, IndexError):
            refused.append(RefusedEvent(_short(component.get("SUMMARY")), _("A value of it makes no sense.")))
    for uid, day, one in overrides:
        _put_override(events, uid, day, one)
    return list(events.values()), refused


def _parsed(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_("The file is not written in UTF-8.")) from None
    if "\0" in text or not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics)."))
    _check_shape(text)
    try:
        calendars = Calendar.from_ical(_without_zones(text), multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics).")) from None
    if not calendars:
        # It breaks off: what came after would pass for gone
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics)."))
    if len(calendars) > 1:
        raise UnreadableFile(_("The file holds more than one calendar."))
    return calendars[0]


def _without_zones(text: str) -> str:
    """The file without its own definitions of time zones: zones are known by their IANA names here.

    A definition is a rule of a stranger, and asking it for one offset would walk through all that it gives: with
    FREQ=SECONDLY, two thousand million steps from 1970 on.
    """
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        name = line[:20].strip().upper()
        inside = inside or name == "BEGIN:VTIMEZONE"
        if not inside:
            kept.append(line)
        inside = inside and name != "END:VTIMEZONE"
    return "\r\n".join(kept) + "\r\n"


def _check_shape(text: str) -> None:
    """Refuses a file that would be costly to read, before the library reads it."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise UnreadableFile(_("The file has more than %(most)d lines.") % {"most": MOST_LINES})
    length = 0
    for line in lines:
        length = length + len(line) if line[:1] in (" ", "\t") else len(line)
        if length > LONGEST_LINE:
            raise UnreadableFile(_("A line of the file is too long."))
    names = [line[:20].strip().upper() for line in lines]
    # How deep each line lies: what begins opens, what ends closes
    steps = (name.startswith("BEGIN:") - name.startswith("END:") for name in names)
    if max(accumulate(steps)) > DEEPEST:
        raise UnreadableFile(_("The file is no calendar (iCalendar, .ics)."))
    events = names.count("BEGIN:VEVENT")
    if events > MOST_EVENTS:
        raise UnreadableFile(_("The file holds more than %(most)d events.") % {"most": MOST_EVENTS})
    if not events:
        raise UnreadableFile(_("The file holds no event."))


def _event(component: Any, floating: str) -> ReadEvent:
    if component.errors:
        raise Refused(_("A value of it makes no sense."))
    uid = str(component.get("UID") or "").strip()
    title = _line(component.get("SUMMARY"))
    if not uid or len(uid) > 200 or not title:
        raise Refused(_("It has no UID or no title."))
    one = ReadEvent(uid=_line(uid), title=title[:TITLE])
    one.description = _text(component.get("DESCRIPTION"))[:DESCRIPTION]
    one.location = _line(component.get("LOCATION"))[:ADDRESS]
    one.status = STATUS.get(str(component.get("STATUS", "CONFIRMED")).upper(), EventStatus.TENTATIVE)
    one.kind = _kind(component)
    url = str(component.get("URL") or "")
    one.url = url if url.startswith(("https://", "http://")) and len(url) <= 200 else ""
    _read_time(one, component, floating)
    _read_series(one, component)
    return one


def _read_time(one: ReadEvent, component: Any, floating: str) -> None:
    if "DTSTART" not in component:
        raise Refused(_("It does not tell when it starts."))
    starts = component["DTSTART"].dt
    ends = component["DTEND"].dt if "DTEND" in component else None
    if ends is None and "DURATION" in component:
        ends = starts + component["DURATION"].dt
    if ends is not None and isinstance(ends, datetime) != isinstance(starts, datetime):
        raise Refused(_("Its start and its end are of different kinds."))
    if not isinstance(starts, datetime):
        # Exclusive: an event that ends on the 9th is over on the 8th
        last = max(starts, ends - timedelta(days=1)) if ends else starts
        if ends is not None and ends < starts:
            raise Refused(_("The end lies before the start."))
        _check_length(datetime(starts.year, 1, 1, tzinfo=UTC), last - starts)
        one.starts, one.ends = starts.isoformat(), last.isoformat() if last > starts else ""
        return
    one.timezone = _zone(component["DTSTART"], starts, floating)
    starts, ends = (_aware(moment, one.timezone) for moment in (starts, ends or starts))
    if ends < starts:
        raise Refused(_("It ends at a time before it starts."))
    _check_length(starts, ends - starts)
    one.starts_at, one.ends_at = starts.isoformat(), ends.isoformat() if ends > starts else ""


def _check_length(starts: datetime, length: timedelta) -> None:
    within_known_years(starts)
    if length >= LONGEST:
        raise Refused(_("An event does not last longer than 366 days."))


def _zone(value: Any, moment: datetime, floating: str) -> str:
    """The IANA name of the zone in which the time is told."""
    if moment.tzinfo is None:
        if "TZID" in value.params:
            raise Refused(_("There is no time zone “%(name)s”.") % {"name": _short(value.params["TZID"])})
        return floating
    name = str(getattr(moment.tzinfo, "key", None) or getattr(moment.tzinfo, "zone", None) or moment.tzname())
    if name in ("UTC", "Z"):
        return "UTC"
    if not is_zone(name):
        raise Refused(_("There is no time zone “%(name)s”.") % {"name": _short(name)})
    return name


def _aware(moment: datetime, zone_name: str) -> datetime:
    return moment.replace(tzinfo=zone(zone_name)) if moment.tzinfo is None else moment.astimezone(UTC)


def _read_series(one: ReadEvent, component: Any) -> None:
    if "RDATE" in component or "EXRULE" in component:
        raise Refused(_("It recurs on single dates (RDATE), which the calendar does not take."))
    if "RRULE" not in component:
        return
    rules = component["RRULE"]
    if isinstance(rules, list):
        raise Refused(_("It has more than one recurrence rule."))
    rule = rules.to_ical().decode()
    recurrence_shape(rule)
    starts = date.fromisoformat(one.starts) if one.starts else _local_day(one)
    check_recurrence(rule, starts)
    one.recurrence = rule
    one.exceptions = sorted({_in_zone(day, one).isoformat() for day in _left_out(component)})
    if len(one.exceptions) > MOST_EXCEPTIONS:
        raise Refused(_("It has more exceptions than the calendar takes."))


def _left_out(component: Any) -> Iterator[Any]:
    values = component.get("EXDATE", [])
    for value in values if isinstance(values, list) else [values]:
        yield from (one.dt for one in value.dts)


def _local_day(one: ReadEvent) -> date:
    return _in_zone(datetime.fromisoformat(one.starts_at), one)


def _in_zone(moment: Any, one: ReadEvent) -> date:
    """The day on the calendar at the event."""
    if not isinstance(moment, datetime):
        return _day(moment)
    return moment.date() if moment.tzinfo is None or not one.timezone else moment.astimezone(zone(one.timezone)).date()


def _day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _put_override(events: dict[str, ReadEvent], uid: str, day: date, one: ReadEvent) -> None:
    """An occurrence that differs from its series: the series leaves the day out, and it stands by itself."""
    series = events.get(uid)
    if series and series.recurrence and day.isoformat() not in series.exceptions:
        series.exceptions = sorted([*series.exceptions, day.isoformat()])
    one.uid, one.recurrence, one.exceptions = f"{uid}#{day.isoformat()}"[:255], "", []
    events.setdefault(one.uid, one)


def _kind(component: Any) -> str:
    categories = component.get("CATEGORIES", [])
    words = {
        str(word).casefold()
        for group in (categories if isinstance(categories, list) else [categories])
        for word in group.cats
    }
    for kind in EventKind:
        if {kind.value, str(kind.label).casefold()} & words:
            return kind.value
    return EventKind.MEETING.value


def _text(value: Any) -> str:
    """Text without control characters, lines kept."""
    text = str(value[0] if isinstance(value, list) else value or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter == "\n" or (letter.isprintable() or letter == "\t")).strip()


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _short(value: Any) -> str:
    return _line(value)[:80] or _("without a title")
