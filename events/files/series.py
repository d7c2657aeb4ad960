"""Reads series in a calendar file: their rule, and their changed occurrences (RFC 5545, 3.8.4.4 and 3.8.5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.files.content import Part
from events.files.limits import LONGEST_VALUE
from events.files.parts import ReadEvent, RefusedEvent
from events.files.values import Refused, Surroundings, When, all_of, when
from events.validators import recurrence_shape, zone
from events.when.recurrence import MOST_EXCEPTIONS, WEEKDAYS, check_recurrence, first_days, last_day

DAY = timedelta(days=1)
SAME = ("title", "description", "status", "kind", "location", "url", "timezone")
"""An occurrence that equals its series in these fields, and lies at its regular time, is no exception."""


def written(moment: datetime) -> str:
    """Returns a moment as ISO 8601 in UTC, the form in which it travels with the page."""
    return moment.astimezone(UTC).isoformat()


def read_place(event: ReadEvent, part: Part, around: Surroundings) -> None:
    """Reads which occurrence of a series the event replaces. Raises Refused or ValueError."""
    if found := part.first("RECURRENCE-ID"):
        it = when(found, around)
        event.instead_of = written(it.clock) if it.clock and it.names_zone else it.day.isoformat()
        event.onwards = found.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def read_series(event: ReadEvent, part: Part, around: Surroundings, starts: When) -> None:
    """Reads the rule and the exceptions of a series. Raises Refused, ValidationError or ValueError."""
    if event.instead_of:
        return
    if any(found.value.strip() for name in ("RDATE", "EXRULE") for found in part.properties.get(name, ())):
        raise Refused(_("It recurs on single dates (RDATE), which the calendar does not take."))
    rules = {_rule(found.value) for found in part.properties.get("RRULE", ())} - {""}
    if not rules:
        return
    if len(rules) > 1:
        raise Refused(_("It has more than one recurrence rule."))
    _read_rule(event, rules.pop(), starts)
    if event.recurrence:
        days = (day for found in part.properties.get("EXDATE", ()) for day in all_of(found, around))
        _leave_out(event, (day.day_in(starts.zone or around.floating) for day in days))


def _rule(value: str) -> str:
    """Returns a rule in capitals, without empty parts and without parts that only state the default."""
    if len(value) > LONGEST_VALUE:
        raise Refused(_("A line of it is too long."))
    parts = (part.strip() for part in value.upper().split(";"))
    return ";".join(part for part in parts if part and part not in ("RSCALE=GREGORIAN", "SKIP=OMIT", "INTERVAL=1"))


def _read_rule(event: ReadEvent, rule: str, starts: When) -> None:
    clock = starts.clock.astimezone(zone(starts.zone)) if starts.clock else None
    first = clock.date() if clock else starts.day
    rule = _without_hours(rule, clock)
    recurrence_shape(rule)
    rule = _until_a_day(rule, clock)
    if _ends_at_once(rule, first, clock):
        return
    check_recurrence(rule, first, clock)
    event.recurrence = rule


def _without_hours(rule: str, clock: datetime | None) -> str:
    """Returns the rule without the hours, minutes and seconds that equal those of the start."""
    if clock is None:
        return rule
    own = {f"BYHOUR={clock.hour}", f"BYMINUTE={clock.minute}", f"BYSECOND={clock.second}"}
    return ";".join(part for part in rule.split(";") if part not in own and part != "BYSECOND=0")


def _until_a_day(rule: str, clock: datetime | None) -> str:
    """Returns the rule with UNTIL as the last day on which it may start: UNTIL in UTC is a moment, not a day."""
    parts = [
        f"UNTIL={last_day(part[6:], clock):%Y%m%d}" if part.startswith("UNTIL=") else part for part in rule.split(";")
    ]
    return ";".join(parts)


def _ends_at_once(rule: str, first: date, clock: datetime | None) -> bool:
    """Returns whether the rule ends with the first day. A series of one day becomes a single event."""
    parts = rule.split(";")
    if "COUNT=1" in parts:
        return True
    if not any(part.startswith("UNTIL=") for part in parts):
        return False
    return len(first_days(rule, first, clock)) == 1


def _leave_out(event: ReadEvent, days: Iterable[date]) -> None:
    event.exceptions = sorted({*event.exceptions, *(day.isoformat() for day in days)})
    if len(event.exceptions) > MOST_EXCEPTIONS:
        raise Refused(_("It has more exceptions than the calendar takes."))


def put_together(found: list[ReadEvent], refused: list[RefusedEvent], floating: str) -> list[ReadEvent]:
    """Returns the newest version of each event; changed occurrences of a series become events of their own.

    ``floating``: the zone of whole days. Events that cannot be taken over are added to ``refused``.
    """
    _find_days(found, floating)
    newest = _newest(found, refused)
    events = {event.uid: event for event in newest if not event.instead_of}
    pieces = {uid: [Piece(date.min, timedelta(), event)] for uid, event in events.items() if event.recurrence}
    # In order of time: each split shortens the piece before it
    for event in sorted((event for event in newest if event.onwards), key=lambda event: event.instead_of):
        _try(refused, event, _split, events, pieces.setdefault(event.uid, []))
    for event in (event for event in newest if event.instead_of and not event.onwards):
        _try(refused, event, _put_apart, events, pieces.get(event.uid, []))
    apart = {event.uid.removesuffix(f"#{event.instead_of}") for event in events.values() if event.instead_of}
    return [event for event in events.values() if event.uid not in apart or not _is_replaced(event)]


def _is_replaced(series: ReadEvent) -> bool:
    """Returns whether every day of a series is an event of its own, so that the series itself has no day left."""
    return bool(series.recurrence) and {day.isoformat() for day in _days(series)} <= {*series.exceptions}


@dataclass(frozen=True)
class Piece:
    """A part of a series: the day of the first rule from which it applies, and how much later its own days lie."""

    since: date
    shift: timedelta
    series: ReadEvent


def _try(refused: list[RefusedEvent], event: ReadEvent, act: Callable[..., None], *about: Any) -> None:
    try:
        act(event, *about)
    except (Refused, ValidationError) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        refused.append(RefusedEvent(event.title, " ".join(words)))


def _find_days(found: list[ReadEvent], floating: str) -> None:
    """Replaces the moment of each changed occurrence by its day in the zone of the series."""
    zones = {event.uid: event.timezone or floating for event in found if not event.instead_of}
    for event in found:
        if "T" in event.instead_of:
            there = zone(zones.get(event.uid) or event.timezone or floating)
            event.instead_of = datetime.fromisoformat(event.instead_of).astimezone(there).date().isoformat()


def _newest(found: list[ReadEvent], refused: list[RefusedEvent]) -> list[ReadEvent]:
    """Returns one version of each event: the highest SEQUENCE (RFC 5546, 2.1.5), then the latest DTSTAMP."""
    kept: dict[tuple[str, str], ReadEvent] = {}
    for event in found:
        key = (event.uid, event.instead_of)
        earlier = kept.setdefault(key, event)
        if earlier is event:
            continue
        versions = (earlier.sequence, earlier.stamp), (event.sequence, event.stamp)
        if versions[0] == versions[1]:
            refused.append(RefusedEvent(event.title, _("Another event of the file has this UID.")))
            continue
        kept[key], older = (event, earlier) if versions[1] > versions[0] else (earlier, event)
        refused.append(RefusedEvent(older.title, _("The file has a newer version of it.")))
    return list(kept.values())


def _put_apart(event: ReadEvent, events: dict[str, ReadEvent], pieces: list[Piece]) -> None:
    """Makes a changed occurrence an event of its own and excludes its day from the series."""
    day = date.fromisoformat(event.instead_of)
    piece = next((piece for piece in reversed(pieces) if piece.since <= day), None)
    if piece and piece.series.recurrence:
        own = day + piece.shift
        if event.sequence < piece.series.sequence and not _stands(piece.series, own):
            # A later version of the series no longer has this day
            raise Refused(_("The file has a newer version of it."))
        if _agrees(event, piece.series, own):
            return
        _leave_out(piece.series, [own])
        if event.cancels:
            return
    apart = replace(event, uid=_apart(event))
    events.setdefault(apart.uid, apart)


def _stands(series: ReadEvent, day: date) -> bool:
    return day in _days(series) and day.isoformat() not in series.exceptions


def _apart(event: ReadEvent) -> str:
    """Returns the UID of the event that replaces an occurrence."""
    return f"{event.uid}#{event.instead_of}"


def _agrees(event: ReadEvent, series: ReadEvent, day: date) -> bool:
    if event.cancels or any(getattr(event, name) != getattr(series, name) for name in SAME):
        return False
    shift = day - _first(series)
    return (event.starts, event.ends, event.starts_at, event.ends_at) == _shifted(series, shift)


def _shifted(series: ReadEvent, shift: timedelta) -> tuple[str, str, str, str]:
    days = [(date.fromisoformat(day) + shift).isoformat() if day else "" for day in (series.starts, series.ends)]
    moments = [written(_local(series, text) + shift) if text else "" for text in (series.starts_at, series.ends_at)]
    return days[0], days[1], moments[0], moments[1]


def _local(event: ReadEvent, moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone(event.timezone))


def _first(event: ReadEvent) -> date:
    return date.fromisoformat(event.starts) if event.starts else _local(event, event.starts_at).date()


def _split(event: ReadEvent, events: dict[str, ReadEvent], pieces: list[Piece]) -> None:
    """Starts a new series that replaces a series from a day on. It takes over the rule of the first series, which now
    ends the day before. Raises Refused if the rule cannot move to other days.
    """
    before = pieces[-1] if pieces else None
    if before is None or not before.series.recurrence:
        # Without the series, or after its end, it is a single event
        apart = replace(event, uid=_apart(event), onwards=False)
        events[apart.uid] = apart
        return
    day = date.fromisoformat(event.instead_of)
    whole = day + before.shift <= _first(before.series)
    later = replace(event, uid=before.series.uid if whole else _apart(event), onwards=False, instead_of="")
    if not event.cancels:
        _follow(later, before, day)
        pieces.append(Piece(day, _first(later) - day, later))
    if not whole:
        _end_before(before.series, day + before.shift)
    if not event.cancels or whole:
        events[later.uid] = later


def _follow(later: ReadEvent, before: Piece, day: date) -> None:
    """Copies the rule and the exceptions of the piece before to the later piece, from this day on."""
    series = before.series
    own = (day + before.shift).isoformat()
    past = sum(1 for each in _days(series) if each.isoformat() < own)
    shift = _first(later) - day - before.shift
    rule = _moved(_less(series.recurrence, past), shift)
    if not rule or _ends_at_once(rule, _first(later), None):
        return
    later.recurrence = rule
    later.exceptions = [(date.fromisoformat(each) + shift).isoformat() for each in series.exceptions if each >= own]


def _days(series: ReadEvent) -> tuple[date, ...]:
    clock = _local(series, series.starts_at) if series.starts_at else None
    return first_days(series.recurrence, _first(series), clock)


def _less(rule: str, past: int) -> str:
    """Returns the rule with ``past`` fewer occurrences; empty if none is left."""
    parts = rule.split(";")
    count = next((int(part[6:]) for part in parts if part.startswith("COUNT=")), None)
    if count is not None and count <= past:
        return ""
    return ";".join(
        part if count is None or not part.startswith("COUNT=") else f"COUNT={count - past}" for part in parts
    )


def _moved(rule: str, shift: timedelta) -> str:
    """Returns the rule moved by ``shift``: other weekdays, another last day. Raises Refused if it cannot be moved."""
    if not shift or not rule:
        return rule
    parts: dict[str, Any] = dict(part.split("=", 1) for part in rule.split(";"))
    if {*parts} & {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYMONTH"} or (
        "BYDAY" in parts and parts["FREQ"] != "WEEKLY"
    ):
        raise Refused(_("It moves a series to days that its rule cannot name."))
    for name in ("BYDAY", "WKST"):
        if name in parts:
            parts[name] = ",".join(
                WEEKDAYS[(WEEKDAYS.index(weekday) + shift.days) % 7] for weekday in parts[name].split(",")
            )
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{date.fromisoformat(parts['UNTIL']) + shift:%Y%m%d}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _end_before(series: ReadEvent, day: date) -> None:
    """Ends the series on the day before this day."""
    series.recurrence = rule_ending_before(series.recurrence, day)
    series.exceptions = [each for each in series.exceptions if each < day.isoformat()]
    if _ends_at_once(series.recurrence, _first(series), None):
        series.recurrence, series.exceptions = "", []


def rule_ending_before(rule: str, day: date) -> str:
    """Returns the rule with an end on the day before this day."""
    parts = [part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    return ";".join([*parts, f"UNTIL={day - DAY:%Y%m%d}"])
