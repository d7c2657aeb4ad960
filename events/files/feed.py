"""Writes events as a calendar file (RFC 5545, RFC 7986) that calendar programs read.

The file holds only events with known days: "October 2008" is no day, and a program would show it on some day. Contacts
are personal data and never in the file. There is no ORGANIZER either, because it needs a mail address: the description
names the organisers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, vGeo, vRecur

from events.choices import Audience, EventKind, EventStatus
from events.clash.taken import LEADING, occupies
from events.deadlines import lines as of_deadlines
from events.files.lines import EventLines
from events.models import Event
from events.slugs import uid_of
from events.when.recurrence import last_day
from projects.deadlines import Deadline
from projects.fields import to_partial_date
from projects.language.texts import shown

PRODID = f"-//Nordic Council of Ministers//Oversigt {settings.VERSION}//EN"
UNKNOWN_CHANGE = datetime(2009, 10, 1, tzinfo=UTC)
"""DTSTAMP of an event that was last saved before such stamps existed. It is never the present: a file that changes by
itself would be fetched again and again.
"""

REFRESH = timedelta(hours=6)
FIRST_ZONE_DAY, LAST_ZONE_DAY = date(1990, 1, 1), date(2038, 1, 1)
STATUS = {
    EventStatus.IDEA: "TENTATIVE",
    EventStatus.TENTATIVE: "TENTATIVE",
    EventStatus.CONFIRMED: "CONFIRMED",
    EventStatus.CANCELLED: "CANCELLED",
}


def has_days(event: Event) -> bool:
    """Returns whether the event's days are known, so that a calendar program can show it."""
    if event.starts_at:
        return True
    days = map(to_partial_date, (event.starts, event.ends))
    return all(day is None or day.precision == "day" for day in days)


def organisers_in_rows(event: Event) -> list[str]:
    """Returns the names of the event's organisers, from its prefetched parties."""
    return [str(party.party) for party in event.parties.all() if party.role in LEADING]


def calendar_of(
    events: Iterable[Event],
    *,
    address: Callable[[str], str],
    own_url: str,
    organisers: Callable[[Event], list[str]] = organisers_in_rows,
    deadlines: Sequence[Deadline] = (),
) -> bytes:
    """Returns the calendar file of those events whose days are known, in the reader's language.

    ``address`` makes an absolute address from a path; ``own_url`` is the address of the calendar. ``organisers``
    gives the names of an event's organisers. The deadlines follow the events. The same events and deadlines give the
    same bytes.
    """
    dated = [event for event in events if has_days(event)]
    name = _("Calendar of the Nordic Council of Ministers")
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("source", own_url, parameters={"VALUE": "URI"})
    calendar.add("last-modified", max(_changes(dated, deadlines), default=UNKNOWN_CHANGE))
    for zone_name in sorted({event.timezone for event in dated if event.timezone}):
        calendar.add_component(_zone(zone_name))
    head, end, _rest = bytes(calendar.to_ical()).partition(b"END:VCALENDAR")
    written = (of_deadlines.lines_of(one, address, UNKNOWN_CHANGE) for one in deadlines)
    return b"".join((head, *(_lines(event, address, organisers(event)) for event in dated), *written, end, b"\r\n"))


def _changes(events: Iterable[Event], deadlines: Iterable[Deadline]) -> Iterator[datetime]:
    """Yields when each event and each deadline changed."""
    yield from (_changed(event) for event in events)
    yield from (of_deadlines.changed_at(one, UNKNOWN_CHANGE) for one in deadlines)


@cache
def _zone(name: str) -> Timezone:
    return Timezone.from_tzid(name, first_date=FIRST_ZONE_DAY, last_date=LAST_ZONE_DAY)


def _lines(event: Event, address: Callable[[str], str], organisers: list[str]) -> bytes:
    lines = EventLines()
    lines.text("UID", uid_of(event))
    lines.plain("SEQUENCE", event.sequence)
    lines.moment("DTSTAMP", _changed(event))
    lines.moment("LAST-MODIFIED", _changed(event))
    _add_time(lines, event)
    title = shown(event, "title")
    lines.text("SUMMARY", title.text, parameter=f"LANGUAGE={title.language}")
    if description := _description(event, organisers):
        lines.text("DESCRIPTION", description, parameter=f"LANGUAGE={get_language() or 'en'}")
    lines.text("STATUS", STATUS[EventStatus(event.status)])
    # Not get_kind_display(): it translates every kind first
    lines.text("CATEGORIES", *(str(each.label) for each in (EventKind(event.kind), *map(Audience, event.audience))))
    lines.plain("URL", address(event.get_absolute_url()))
    lines.text("CLASS", "PUBLIC")
    lines.text("TRANSP", "OPAQUE" if occupies(event.kind) else "TRANSPARENT")
    _add_place(lines, event)
    return lines.to_ical()


def _add_time(lines: EventLines, event: Event) -> None:
    if event.starts_at:
        lines.when("DTSTART", [_on_the_wall(event, event.starts_at)], event.timezone)
        if event.ends_at and event.ends_at > event.starts_at:
            lines.when("DTEND", [_on_the_wall(event, event.ends_at)], event.timezone)
    else:
        first, last = event.start_day(), event.end_day()
        assert first  # noqa: S101 - the events of the file have days
        lines.when("DTSTART", [first], "")
        # Exclusive: the end of an event on the 8th is the 9th
        lines.when("DTEND", [last + timedelta(days=1) if last else first], "")
    if event.recurrence:
        lines.plain("RRULE", vRecur.from_ical(_with_end(event)).to_ical().decode())
        left_out = [_as_start(event, date.fromisoformat(day)) for day in event.exceptions]
        if left_out:
            lines.when("EXDATE", left_out, event.timezone if event.starts_at else "")


def _with_end(event: Event) -> str:
    """Returns the rule. Its UNTIL has the same type as the start: a day, or a moment in UTC (RFC 5545, 3.3.10)."""
    clock = event.local(event.starts_at) if event.starts_at else None
    parts = event.recurrence.split(";")
    for place, part in enumerate(parts):
        if part.startswith("UNTIL="):
            day = last_day(part[6:], clock)
            until = f"{day:%Y%m%d}"
            if clock:
                end_of_day = datetime.combine(day, time(23, 59, 59), clock.tzinfo)
                until = f"{end_of_day.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            parts[place] = f"UNTIL={until}"
    return ";".join(parts)


def _as_start(event: Event, day: date) -> date | datetime:
    """Returns the start of the occurrence on this day: a day, or a time without a zone."""
    if not event.starts_at:
        return day
    return datetime.combine(day, _on_the_wall(event, event.starts_at).time())


def _on_the_wall(event: Event, moment: datetime) -> datetime:
    """Returns the time on the clock at the event, without a zone: the file names the zone beside it. By itself, the
    library would write Iceland's times as UTC.
    """
    return event.local(moment).replace(tzinfo=None)


def _add_place(lines: EventLines, event: Event) -> None:
    where = [part for part in (event.address, str(event.place) if event.place else "") if part]
    if event.online:
        where.append(_("online"))
    if where:
        lines.text("LOCATION", ", ".join(where))
    place: Any = event.place
    if place and place.latitude is not None:
        lines.plain("GEO", vGeo((place.latitude, place.longitude)).to_ical())


def _description(event: Event, organisers: list[str]) -> str:
    """Returns the event's own text, its organisers, and a note if it is only an idea."""
    lines = [shown(event, "description").text]
    if organisers:
        word = ngettext("Organiser", "Organisers", len(organisers))
        lines.append(f"{word}: {', '.join(organisers)}")
    if event.status == EventStatus.IDEA:
        # Calendar programs have no status for an idea, only "tentative"
        lines.append(str(EventStatus.IDEA.label))
    if event.url:
        lines.append(event.url)
    return "\n\n".join(filter(None, lines))


def _changed(event: Event) -> datetime:
    return (event.changed_at or UNKNOWN_CHANGE).astimezone(UTC).replace(microsecond=0)
