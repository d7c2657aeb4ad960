"""The text of one event in a calendar file (RFC 5545)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from icalendar import vRecur

from events.choices import Audience, EventKind, EventStatus
from events.clash.taken import occupies
from events.files.writing.lines import escaped, folded, of_day, of_moment, of_time
from events.files.writing.rows import Surroundings
from events.slugs import uid_of
from events.validators import zone
from events.when.recurrence import last_day
from projects.language.texts import readers_language, shown

DAY = timedelta(days=1)
ENDS_OF_LINES = "\r\n"
EXACT = len("2030-12-31")
ANY = "any-event"
"""Stands for the slug of an event in its address."""
UNKNOWN_CHANGE = datetime(2009, 10, 1, tzinfo=UTC)
"""DTSTAMP of an event that was last saved before such stamps existed. It is never the present: a file that changes by
itself would be fetched again and again.
"""
STATUS = {
    EventStatus.IDEA.value: "TENTATIVE",
    EventStatus.TENTATIVE.value: "TENTATIVE",
    EventStatus.CONFIRMED.value: "CONFIRMED",
    EventStatus.CANCELLED.value: "CANCELLED",
}


def has_days(event: Any) -> bool:
    """Returns whether the days of a row are known, so that a calendar program can show it."""
    return bool(event.starts_at) or all(len(str(day)) == EXACT for day in (event.starts, event.ends) if day)


def changed(event: Any) -> datetime:
    """Returns the moment of the last change of a row."""
    return event.changed_at or UNKNOWN_CHANGE


class Writer:
    """Writes events for one reader: in one language, and with the addresses of one site.

    The properties are in the order in which the library icalendar writes them.
    """

    def __init__(self, address: Callable[[str], str], around: Surroundings) -> None:
        self.around = around
        self.language, self.reader = get_language() or "en", readers_language()
        self.before, _any, self.after = address(reverse("event", args=[ANY])).partition(ANY)
        # A translation for each event takes longer than all else of its line
        self.words = {value: escaped(str(label)) for value, label in (*EventKind.choices, *Audience.choices)}
        self.idea, self.online = str(EventStatus.IDEA.label), _("online")
        self.organiser = cache(lambda number: ngettext("Organiser", "Organisers", number))

    def text_of(self, event: Any) -> str:
        """Returns the component of a row whose days are known (``has_days``)."""
        title, stamp = shown(event, "title", self.reader), of_moment(changed(event))
        place = self.around.places.get(event.place_id)
        parts = (
            "BEGIN:VEVENT",
            folded(f"SUMMARY;LANGUAGE={title.language}:{escaped(title.text)}"),
            *_start_and_end(event),
            f"DTSTAMP:{stamp}",
            folded(f"UID:{escaped(uid_of(event))}"),
            f"SEQUENCE:{event.sequence}",
            *(_repetition(event) if event.recurrence else ()),
            folded("CATEGORIES:" + ",".join(map(self.words.__getitem__, (event.kind, *event.audience)))),
            "CLASS:PUBLIC",
            *self._description(event),
            *([f"GEO:{place.position}"] if place and place.position else ()),
            f"LAST-MODIFIED:{stamp}",
            *self._location(event, place.name if place else ""),
            f"STATUS:{STATUS[event.status]}",
            "TRANSP:OPAQUE" if occupies(event.kind) else "TRANSP:TRANSPARENT",
            folded(f"URL:{self.before}{event.slug}{self.after}"),
            "END:VEVENT" + ENDS_OF_LINES,
        )
        return ENDS_OF_LINES.join(parts)

    def _description(self, event: Any) -> Iterator[str]:
        """Yields the event's own text, its organisers, and a note if it is only an idea."""
        parts = [shown(event, "description", self.reader).text]
        if organisers := self.around.organisers(event):
            parts.append(f"{self.organiser(len(organisers))}: {', '.join(organisers)}")
        if event.status == EventStatus.IDEA.value:
            # Calendar programs have no status for an idea, only "tentative"
            parts.append(self.idea)
        parts.append(event.url)
        if text := "\n\n".join(filter(None, parts)):
            yield folded(f"DESCRIPTION;LANGUAGE={self.language}:{escaped(text)}")

    def _location(self, event: Any, place: str) -> Iterator[str]:
        if where := ", ".join(filter(None, (event.address, place, self.online if event.online else ""))):
            yield folded(f"LOCATION:{escaped(where)}")


def _start_and_end(event: Any) -> Iterator[str]:
    if not event.starts_at:
        first, last = str(event.starts), str(event.ends or event.starts)
        yield f"DTSTART;VALUE=DATE:{first.replace('-', '')}"
        # Exclusive: the end of an event on the 8th is the 9th
        yield f"DTEND;VALUE=DATE:{of_day(date.fromisoformat(last) + DAY)}"
        return
    yield folded(f"DTSTART;TZID={event.timezone}:{of_time(_on_the_wall(event, event.starts_at))}")
    if event.ends_at and event.ends_at > event.starts_at:
        yield folded(f"DTEND;TZID={event.timezone}:{of_time(_on_the_wall(event, event.ends_at))}")


def _repetition(event: Any) -> Iterator[str]:
    yield folded(f"RRULE:{vRecur.from_ical(_with_end(event)).to_ical().decode()}")
    if event.exceptions and event.starts_at:
        clock = _on_the_wall(event, event.starts_at).time()
        times = (of_time(datetime.combine(date.fromisoformat(day), clock)) for day in event.exceptions)
        yield folded(f"EXDATE;TZID={event.timezone}:{','.join(times)}")
    elif event.exceptions:
        yield folded("EXDATE;VALUE=DATE:" + ",".join(day.replace("-", "") for day in event.exceptions))


def _with_end(event: Any) -> str:
    """Returns the rule. Its UNTIL has the same type as the start: a day, or a moment in UTC (RFC 5545, 3.3.10)."""
    clock = event.starts_at.astimezone(zone(event.timezone)) if event.starts_at else None
    parts = event.recurrence.split(";")
    for place, part in enumerate(parts):
        if part.startswith("UNTIL="):
            day = last_day(part[6:], clock)
            until = of_day(day)
            if clock:
                until = of_moment(datetime.combine(day, time(23, 59, 59), clock.tzinfo))
            parts[place] = f"UNTIL={until}"
    return ";".join(parts)


def _on_the_wall(event: Any, moment: datetime) -> datetime:
    """Returns the time on the clock at the event. The file names the zone beside it: by itself, the library would
    write Iceland's times as UTC."""
    return moment.astimezone(zone(event.timezone))
