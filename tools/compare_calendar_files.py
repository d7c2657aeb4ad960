"""Compares how the import and the library ``recurring-ical-events`` read calendar files.

    python -m tools.compare_calendar_files FOLDER …

FOLDER holds ``.ics`` files, in folders of any depth: the test suites of ``icalendar`` and ``recurring-ical-events``
are in their source distributions. The library is not a requirement of the site; it must be on the path. Nothing is
written. Occurrences are compared for a year from the first occurrence of each event.

Results with icalendar 7.3.0 and recurring-ical-events 3.8.2, on 29 November 2026: 260 files. 214 are read; 46 are
refused as a whole: 22 are not a calendar or are cut off (a zone, a to-do, an alarm by itself), 22 hold no event, 2
hold more than 500. No file is refused because of a single event. 491 events have the same occurrences in both, 4
differ:

- two series recur on single dates (RDATE) and are refused for that reason; a moved occurrence is kept;
- two series of whole days end at an UNTIL in UTC that is midnight before the last day: here that day counts.

139 events are refused, each with its reason: 84 have no UID or no title, 11 recur on single dates, 12 name a zone
that the file does not define or that nobody knows, 10 have a newer version or a duplicate in the file, 8 do not
say when they start, 14 have other values that make no sense or that the calendar does not accept. Three files are
read here but not by the library.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ValidationError

FLOATING = "Europe/Copenhagen"
YEAR = timedelta(days=366)

Occurrence = tuple[str, str]
"""Start and end in ISO 8601: days, or moments in UTC."""


def main(folders: list[str]) -> int:
    """Prints the counts and the differences; gives the number of files that were refused for a single event."""
    counts: Counter[str] = Counter()
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.ics")):
        counts["files"] += 1
        for outcome, detail in _compared(path):
            counts[outcome] += 1
            if detail:
                print(f"{outcome}: {path.name}: {detail}")
    for outcome, number in sorted(counts.items()):
        print(f"{number:6} {outcome}")
    return 0


def _compared(path: Path) -> Iterator[tuple[str, str]]:
    """Yields the outcome of the file, and of each event in it."""
    from events.files.ics import UnreadableFile, read

    data = path.read_bytes()
    try:
        contents = read(data, FLOATING)
    except UnreadableFile as error:
        yield "file refused as a whole", str(error)
        return
    yield "file read", ""
    for refusal in contents.refused:
        yield "event refused", f"{refusal.title}: {refusal.reason}"
    ours = _ours(contents.events)
    try:
        theirs = _theirs(data, ours)
    except Exception as error:  # noqa: BLE001
        # The library may raise any error on a broken file
        yield "file that the library does not read", f"{type(error).__name__}: {error}"[:160]
        return
    for uid, mine in ours.items():
        more, fewer = sorted(mine - theirs[uid]), sorted(theirs[uid] - mine)
        yield "events that agree" if mine == theirs[uid] else "events that differ", ""
        if more or fewer:
            yield "difference", f"{uid[:40]}: only ours {more[:3]}, only theirs {fewer[:3]}"


def _ours(events: list[Any]) -> dict[str, set[Occurrence]]:
    """Returns the occurrences in the first year, by UID."""
    from events.files.takeover import Ground, check_row, take_over
    from events.models import Event
    from events.when.occurrences import spans_of

    found: dict[str, set[Occurrence]] = defaultdict(set)
    ground = Ground(staff=True, language="en")
    for entry in events:
        event = Event(uid=entry.uid, original_language="en")
        try:
            take_over(event, entry, ground)
            check_row(event)
        except (ValidationError, ValueError) as error:
            print(f"refused by the calendar: {entry.title}: {error}")
            continue
        uid = entry.uid.removesuffix(f"#{entry.instead_of}").partition("#20")[0]
        found[uid] |= {_of_span(span) for span in spans_of(event)}
    return {uid: _first_year(rows) for uid, rows in found.items()}


def _of_span(span: Any) -> Occurrence:
    if span.from_minute is None:
        return span.first.isoformat(), (span.last + timedelta(days=1)).isoformat()
    return _moment(span.from_minute), _moment(span.to_minute)


def _moment(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).isoformat()


def _first_year(rows: set[Occurrence]) -> set[Occurrence]:
    last = date.fromisoformat(min(rows)[0][:10]) + YEAR
    return {row for row in rows if row[0][:10] < last.isoformat()}


def _theirs(data: bytes, ours: dict[str, set[Occurrence]]) -> dict[str, set[Occurrence]]:
    import recurring_ical_events  # type: ignore[import-not-found, unused-ignore]
    from icalendar import Calendar

    found: dict[str, set[Occurrence]] = defaultdict(set)
    for uid, mine in ours.items():
        first = date.fromisoformat(min(mine)[0][:10])
        for calendar in Calendar.from_ical(data, multiple=True):
            for event in recurring_ical_events.of(calendar).between(first - timedelta(days=2), first + YEAR):
                if str(event.get("UID")).strip() == uid:
                    row = _written(event["DTSTART"].dt), _written(event["DTEND"].dt, up=59)
                    found[uid].add(row)
    return {uid: _year_of(found[uid], mine) for uid, mine in ours.items()}


def _year_of(rows: set[Occurrence], mine: set[Occurrence]) -> set[Occurrence]:
    last = (date.fromisoformat(min(mine)[0][:10]) + YEAR).isoformat()
    return {_at_least_a_minute(row) for row in rows if row[0][:10] < last}


def _at_least_a_minute(row: Occurrence) -> Occurrence:
    if len(row[0]) == 10:
        end = max(row[1], (date.fromisoformat(row[0]) + timedelta(days=1)).isoformat())
        return row[0], end
    starts, ends = (datetime.fromisoformat(text) for text in row)
    return row[0], max(ends, starts + timedelta(minutes=1)).isoformat()


def _written(value: Any, up: int = 0) -> str:
    # The calendar stores whole minutes
    from events.validators import zone

    if not isinstance(value, datetime):
        return str(value.isoformat())
    aware = value if value.tzinfo else value.replace(tzinfo=zone(FLOATING))
    return (aware.astimezone(UTC) + timedelta(seconds=up)).replace(second=0, microsecond=0).isoformat()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
