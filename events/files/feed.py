"""Writes events as a calendar file (RFC 5545, RFC 7986) that calendar programs read.

The file holds only events with known days: "October 2008" is no day, and a program would show it on some day. Contacts
are personal data and never in the file. There is no ORGANIZER either, because it needs a mail address: the description
names the organisers.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, vText

from changes.as_of.point import current_point
from events.deadlines import lines as of_deadlines
from events.files.writing.event import ENDS_OF_LINES, UNKNOWN_CHANGE, Writer, changed, has_days
from events.files.writing.rows import Surroundings, read_rows
from events.models import Event
from projects.deadlines import Deadline

PRODID = f"-//Nordic Council of Ministers//Oversigt {settings.VERSION}//EN"
REFRESH = timedelta(hours=6)
NEVER = datetime.min.replace(tzinfo=UTC)
"""Before every change of an event."""
FIRST_ZONE_DAY, LAST_ZONE_DAY = date(1990, 1, 1), date(2038, 1, 1)


def calendar_of(
    events: Iterable[Event] | QuerySet,
    *,
    address: Callable[[str], str],
    own_url: str,
    deadlines: Sequence[Deadline] = (),
) -> bytes:
    """Returns the calendar file of those events whose days are known, in the reader's language.

    A query is read as plain values, in four queries; a list holds events that were read with their places and
    parties. ``address`` makes an absolute address from a path; ``own_url`` is the address of the calendar. The
    deadlines follow the events. The same events and deadlines give the same bytes.
    """
    rows: Iterable[Any]
    if isinstance(events, QuerySet):
        around, rows = Surroundings.of_query(events), read_rows(events)
    else:
        around, rows = Surroundings.of_objects(events), events
    writer, written = Writer(address, around), []
    zones: set[str] = set()
    latest = max((of_deadlines.changed_at(one, UNKNOWN_CHANGE) for one in deadlines), default=NEVER)
    for row in filter(has_days, rows):
        # As bytes at once: a single sign beyond Latin 1 would double the memory of the whole text
        written.append(writer.text_of(row).encode())
        zones.add(row.timezone)
        latest = max(latest, changed(row))
    written += [of_deadlines.text_of(one, address, UNKNOWN_CHANGE).encode() for one in deadlines]
    head, end, _rest = _frame(own_url, zones, UNKNOWN_CHANGE if latest == NEVER else latest).partition(b"END:VCALENDAR")
    return b"".join((head, *written, end, ENDS_OF_LINES.encode()))


def _frame(own_url: str, zones: set[str], latest: datetime) -> bytes:
    """Returns the calendar without its events."""
    name = _("Calendar of the Nordic Council of Ministers")
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if point := current_point():
        words = {"day": date_format(point.day, "DATE_FORMAT"), "number": point.number}
        calendar.add("x-wr-caldesc", vText(_("%(day)s, as known after change %(number)s") % words))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("source", own_url, parameters={"VALUE": "URI"})
    calendar.add("last-modified", latest.astimezone(UTC).replace(microsecond=0))
    for zone_name in sorted(filter(None, zones)):
        calendar.add_component(_zone(zone_name))
    frame: bytes = calendar.to_ical()
    return frame


@cache
def _zone(name: str) -> Timezone:
    return Timezone.from_tzid(name, first_date=FIRST_ZONE_DAY, last_date=LAST_ZONE_DAY)
