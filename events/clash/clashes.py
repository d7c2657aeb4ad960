"""The clash check: with what one proposed date, or every event of the calendar, would meet, how much that matters,
and why.

What clashes, and how much, is decided in ``rules.py`` and found in the database (``clash_sql.py``). Here the answer
becomes events, reasons and, in ``clash_words.py``, sentences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.choices import EventKind, EventStatus, Severity, Takes
from events.clash import sql as clash_sql
from events.clash.holidays import HolidayClash, countries_of, holiday_clashes, holidays_of_calendar
from events.clash.rules import NEAR_DAYS
from events.clash.taken import STANDING, Taken, occupies, taken_by
from events.models import Event
from events.when.occurrences import spans_of
from events.when.spans import Span

MOST = 50
"""So many clashes are told of one check, the worst; their number is told of all."""


@dataclass(frozen=True)
class Proposal:
    """An event as the check sees it: whether it is saved or only thought of makes no difference."""

    spans: Sequence[Span]
    taken: frozenset[Taken] = frozenset()
    status: str = EventStatus.CONFIRMED
    kind: str = EventKind.CONFERENCE
    host_countries: tuple[str, ...] = ()
    """ISO 3166 alpha-2: where it takes place; several where its place is a region that spans them."""
    audience_countries: tuple[str, ...] = ()
    event: int = 0
    """The key of the event that it is, which does not clash with itself; 0 where it is none yet."""

    @classmethod
    def of_event(cls, event: Event) -> "Proposal":
        """That of a saved event, as it stands."""
        return cls(
            spans=spans_of(event),
            taken=frozenset(taken_by(event)),
            status=event.status,
            kind=event.kind,
            host_countries=countries_of(event.place),
            audience_countries=tuple(sorted(place.code for place in event.audience_countries.all())),
            event=event.pk,
        )


@dataclass(frozen=True)
class Reason:
    """One thing that two events share, and how much that matters."""

    takes: Takes
    key: str
    severity: Severity


@dataclass(frozen=True)
class Clash:
    """Two events that are in each other's way: ``event``, and the one that the check is about (``first``, where the
    whole calendar is checked)."""

    event: Event
    number: int
    """Which occurrence of the event; 0 is the first."""
    own_number: int
    """Which occurrence of the other one."""
    together: int
    """2: they overlap in time; 1: they may, since a date is vague; 0: they are near each other."""
    sure: bool
    """Whether that is certain of the dates as they are known."""
    apart: int
    """Days between the end of one and the start of the other, at least; 0 or less: they share a day."""
    reasons: tuple[Reason, ...]
    """The worst first."""
    first: Event | None = None

    @property
    def severity(self) -> Severity:
        return max(reason.severity for reason in self.reasons)


@dataclass(frozen=True)
class Findings:
    """What one check found."""

    numbers: dict[int, int]
    """Severity → how many clashes with events there are, told or not."""
    clashes: list[Clash]
    """The worst first, then by time."""
    holidays: list[HolidayClash]
    holiday_number: int
    """How many holidays there are, told or not."""

    @property
    def number(self) -> int:
        return sum(self.numbers.values())

    def told_from(self, least: int) -> int:
        """How many rows there are to turn pages through, from a severity on: clashes and holidays turn together."""
        return max(sum(number for level, number in self.numbers.items() if level >= least), self.holiday_number)

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst of them all; None where nothing clashes."""
        found = [Severity(value) for value, number in self.numbers.items() if number]
        return max([*found, *(one.severity for one in self.holidays)], default=None)


def check(
    proposal: Proposal, *, near: int = NEAR_DAYS, least: int = 1, most: int = MOST, persons: bool = False
) -> Findings:
    """What the proposal meets within ``near`` days: clashes from the severity ``least`` on, no more than ``most``.

    ``persons``: whether key persons count, which only staff may know of. A constant number of queries, whatever the
    calendar holds. Past and coming events alike.
    """
    asked = _asked(proposal, near, persons)
    numbers, pairs = clash_sql.proposed(proposal.spans, **asked).worst(least, most)
    clashes: list[Clash] = []
    if pairs:
        only = sorted({event for _own, event, _number in pairs})
        shared = clash_sql.proposed(proposal.spans, **asked, only=only).shared()
        clashes = _told(shared, ("event_b", "number_b", "number_a"), {pair[1:] + pair[:1]: None for pair in pairs})
    holidays = holiday_clashes(proposal)
    return Findings(numbers, clashes, holidays, len(holidays))


def numbers_by_span(proposal: Proposal, *, near: int = NEAR_DAYS, persons: bool = False) -> dict[int, dict[int, int]]:
    """Place of a span in the proposal → severity → how many occurrences of events each span would meet."""
    found: dict[int, dict[int, int]] = {}
    for place, severity, number in clash_sql.proposed(proposal.spans, **_asked(proposal, near, persons)).by_span():
        found.setdefault(place, {})[severity] = number
    return found


def _asked(proposal: Proposal, near: int, persons: bool) -> dict[str, Any]:
    taken = [one for one in proposal.taken if persons or one.takes != Takes.PERSON]
    return {
        "standing": STANDING[EventStatus(proposal.status)],
        "occupies": occupies(proposal.kind),
        "keys": {Taken.time().key, *(one.key for one in taken)},
        "near": near,
        "leaving_out": proposal.event,
    }


def check_calendar(
    first: date,
    last: date,
    *,
    near: int = NEAR_DAYS,
    chosen: Any = None,
    least: int = 1,
    most: int = MOST,
    offset: int = 0,
    persons: bool = False,
) -> Findings:
    """Which events between two days, inclusive, are in each other's way; of ``chosen``, a queryset, one at least.

    Events that share nothing but their time are no clash here: of a full calendar these would be nearly all. Told are
    ``most`` clashes from ``offset`` on, and as many holidays.
    """
    asked: dict[str, Any] = {"near": near, "persons": persons}
    days = first.toordinal(), last.toordinal()
    sql = None if chosen is None else chosen.order_by().values("pk").query.sql_with_params()
    numbers, pairs = clash_sql.whole(*days, **asked, chosen=sql).worst(least, most, offset)
    clashes: list[Clash] = []
    if pairs:
        only = sorted({event for pair in pairs for event in (pair[0], pair[2])})
        shared = clash_sql.whole(*days, **asked, only=only).shared()
        order = {(pair[2], pair[3], pair[1], pair[0]): None for pair in pairs}
        clashes = _told(shared, ("event_b", "number_b", "number_a", "event_a"), order)
    number, holidays = holidays_of_calendar(first, last, chosen=chosen, least=least, most=most, offset=offset)
    return Findings(numbers, clashes, holidays, number)


def _told(shared: Iterable[dict[str, Any]], pair: Sequence[str], order: dict[Any, None]) -> list[Clash]:
    """The clashes of these pairs, in this order. Two events may also meet in a pair that is not asked for."""
    rows: dict[Any, list[dict[str, Any]]] = {}
    for row in shared:
        rows.setdefault(tuple(row[name] for name in pair), []).append(row)
    keys = {key for one in order for key, name in zip(one, pair, strict=True) if name.startswith("event")}
    found = Event.objects.filter(pk__in=keys).select_related("place")
    # Only what the sentences will name: of most pairs, nobody
    takes = {row["takes"] for pairs in rows.values() for row in pairs}
    if takes & {Takes.ORGANISER, Takes.PARTICIPANT}:
        found = found.with_parties()
    if Takes.PERSON in takes:
        found = found.prefetch_related("event_contacts__contact__organisation")
    events = {event.pk: event for event in found}
    return [_clash(dict(zip(pair, one, strict=True)), rows[one], events) for one in order if one in rows]


def _clash(pair: dict[str, Any], rows: list[dict[str, Any]], events: dict[int, Event]) -> Clash:
    reasons = [Reason(Takes(row["takes"]), row["key"], Severity(row["severity"])) for row in rows]
    places = list(Takes)
    return Clash(
        event=events[pair["event_b"]],
        number=pair["number_b"],
        own_number=pair["number_a"],
        together=rows[0]["together"],
        sure=not rows[0]["unsure"],
        apart=rows[0]["apart"],
        reasons=tuple(sorted(reasons, key=lambda one: (-one.severity, places.index(one.takes), one.key))),
        first=events.get(pair.get("event_a", 0)),
    )
