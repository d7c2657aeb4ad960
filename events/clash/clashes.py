"""The clash check of one proposed date, or of every event of the calendar: clashes, their severity and their reasons.

``rules.py`` decides what counts as a clash and how severe it is; ``sql.py`` finds the clashes in the database. This
module turns the rows into events and reasons; ``words.py`` turns the reasons into sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
"""A check names at most this many clashes, the worst first. Its numbers count all clashes."""

FEW = 500
"""Up to this many chosen events are each compared with all others. Beyond it, the check compares all events with each
other and then selects the pairs with a chosen event."""

NARROWING_STEPS = 8
"""How often a check that would take too long is tried again with fewer days. Each try is bounded."""


@dataclass(frozen=True)
class Candidate:
    """An event as the check sees it, saved or not."""

    spans: Sequence[Span]
    taken: frozenset[Taken] = frozenset()
    status: str = EventStatus.CONFIRMED
    kind: str = EventKind.CONFERENCE
    host_countries: tuple[str, ...] = ()
    """ISO 3166 alpha-2 codes of the countries where it takes place: several where its place is a region across
    borders."""
    audience_countries: tuple[str, ...] = ()
    event: int = 0
    """Primary key of the saved event, which does not clash with itself; 0 for an event that is not saved."""

    @classmethod
    def of_event(cls, event: Event) -> "Candidate":
        """Returns the candidate of a saved event."""
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
    """A thing that two events share, and the severity of sharing it."""

    takes: Takes
    key: str
    severity: Severity


@dataclass(frozen=True)
class Clash:
    """A clash of two events: ``event``, and the checked event (``first`` in a check of the whole calendar)."""

    event: Event
    number: int
    """Number of the event's occurrence, from 0. In a series: the occurrence with the worst clash."""
    own_number: int
    """Number of the other event's occurrence, from 0."""
    together: int
    """2: they overlap in time. 1: they may overlap, since a date is vague. 0: they are near each other."""
    sure: bool
    """Whether the known dates make the overlap or the nearness certain."""
    apart: int
    """Fewest days between the end of one and the start of the other; 0 or less: they share a day."""
    reasons: tuple[Reason, ...]
    """Sorted by severity, the worst first."""
    first: Event | None = None
    times: int = 1
    """How often the two clash with this severity; more than 1 only if one of them is a series."""

    @property
    def severity(self) -> Severity:
        return max(reason.severity for reason in self.reasons)


@dataclass(frozen=True)
class Findings:
    """The result of one check."""

    numbers: dict[int, int]
    """Severity → number of events that clash, whether ``clashes`` names them or not. A series counts once."""
    clashes: list[Clash]
    """Sorted by severity, the worst first, then by time."""
    holidays: list[HolidayClash]
    holiday_number: int
    """Number of all holidays, whether ``holidays`` names them or not."""
    checked_until: date | None = None
    """The last day that was compared with other events, if too many events share something to compare all days."""
    complete: bool = True
    """Whether all events of these days were compared; False if even one day has too many."""

    @property
    def number(self) -> int:
        return sum(self.numbers.values())

    def told_from(self, least: int) -> int:
        """Returns the number of rows to page through, from this severity on. Clashes and holidays are paged
        together."""
        return max(sum(number for level, number in self.numbers.items() if level >= least), self.holiday_number)

    @property
    def worst(self) -> Severity | None:
        """Returns the worst severity found; None if nothing clashes."""
        found = [Severity(value) for value, number in self.numbers.items() if number]
        return max([*found, *(holiday.severity for holiday in self.holidays)], default=None)


def check(
    proposal: Candidate, *, near: int = NEAR_DAYS, least: int = 1, most: int = MOST, persons: bool = False
) -> Findings:
    """Returns the clashes of the proposal within ``near`` days, from the severity ``least`` on, at most ``most``.

    ``persons``: whether key persons count; only staff may see them. The number of queries does not grow with the
    calendar. Past and coming events are treated alike.
    """
    parameters = _parameters(proposal, near, persons)
    checked = comparable_spans(proposal, near=near, persons=persons)
    found = clash_sql.proposed(proposal.spans[:checked], **parameters).worst(least, most)
    clashes: list[Clash] = []
    if found.pairs:
        shared = clash_sql.proposed(proposal.spans, **parameters, only=found.pairs).shared()
        clashes = _clashes(shared, ("number_a", "event_b", "number_b"), found.pairs)
    holidays = holiday_clashes(proposal)
    until = None if checked == len(proposal.spans) else proposal.spans[checked - 1].last
    return Findings(found.numbers, clashes, holidays, len(holidays), until, found.complete)


def comparable_spans(proposal: Candidate, *, near: int, persons: bool) -> int:
    """Returns how many of the first spans can be compared with all events within the bound; at least 1."""
    parameters = _parameters(proposal, near, persons)
    return _most(
        len(proposal.spans), lambda number: clash_sql.proposed(proposal.spans[:number], **parameters).complete()
    )


def numbers_by_span(proposal: Candidate, *, near: int = NEAR_DAYS, persons: bool = False) -> dict[int, dict[int, int]]:
    """Returns place of a span in the proposal → severity → number of events that the span would clash with."""
    found: dict[int, dict[int, int]] = {}
    for place, severity, number in clash_sql.proposed(proposal.spans, **_parameters(proposal, near, persons)).by_span():
        found.setdefault(place, {})[severity] = number
    return found


def _parameters(proposal: Candidate, near: int, persons: bool) -> dict[str, Any]:
    taken = [thing for thing in proposal.taken if persons or thing.takes != Takes.PERSON]
    return {
        "standing": STANDING[EventStatus(proposal.status)],
        "occupies": occupies(proposal.kind),
        "keys": {Taken.time().key, *(thing.key for thing in taken)},
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
    """Returns the clashes between events of these days, both inclusive; with ``chosen``, a queryset, only pairs in
    which at least one event is chosen.

    Sharing only the time is no clash here: in a full calendar nearly all pairs do. The result names ``most`` clashes
    and as many holidays, from ``offset`` on.
    """
    parameters: dict[str, Any] = {"near": near, "persons": persons}
    begin, end = first.toordinal(), last.toordinal()
    of_days = _search_of_days(begin, chosen, parameters)
    days = _most(end - begin + 1, lambda number: of_days(number).complete())
    found = of_days(days).worst(least, most, offset)
    clashes: list[Clash] = []
    if found.pairs:
        shared = clash_sql.listed(found.pairs, **parameters).shared()
        clashes = _clashes(shared, clash_sql.OF_WHOLE, found.pairs)
    number, holidays = holidays_of_calendar(first, last, chosen=chosen, least=least, most=most, offset=offset)
    until = None if begin + days > end else date.fromordinal(begin + days - 1)
    return Findings(found.numbers, clashes, holidays, number, until, found.complete)


def _search_of_days(begin: int, chosen: Any, parameters: dict[str, Any]) -> Callable[[int], clash_sql.Search]:
    """Returns a function: number of days from ``begin`` (ordinal) → the check of these days."""
    if chosen is None:
        return lambda days: clash_sql.whole(begin, begin + days - 1, **parameters)
    keys = list(chosen.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        # No event has the key 0
        return lambda days: clash_sql.of_few(begin, begin + days - 1, **parameters, chosen=keys or [0])
    sql = chosen.order_by().values("pk").query.sql_with_params()
    return lambda days: clash_sql.whole(begin, begin + days - 1, **parameters, chosen=sql)


def _most(number: int, fits: Callable[[int], bool]) -> int:
    """Returns the number if it fits, else nearly the largest smaller number that fits; at least 1."""
    if number == 1 or fits(number):
        return number
    low, high = 1, number
    for _step in range(NARROWING_STEPS):
        middle = (low + high) // 2
        if middle == low:
            break
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _clashes(shared: list[dict[str, Any]], pair: Sequence[str], found: dict[Any, int]) -> list[Clash]:
    """Returns the clashes of these pairs, in their order. Each pair comes with how often its two events clash."""
    rows: dict[Any, list[dict[str, Any]]] = {}
    for row in shared:
        rows.setdefault(tuple(row[name] for name in pair), []).append(row)
    keys = {key for numbers in found for key, name in zip(numbers, pair, strict=True) if name.startswith("event")}
    named = Event.objects.filter(pk__in=keys).select_related("place")
    # Reads only the rows that the sentences name: most pairs share no person or organisation
    takes = {row["takes"] for row in shared}
    if takes & {Takes.ORGANISER, Takes.PARTICIPANT}:
        named = named.with_parties()
    if Takes.PERSON in takes:
        named = named.prefetch_related("event_contacts__contact__organisation")
    events = {event.pk: event for event in named}
    return [
        replace(_clash(dict(zip(pair, numbers, strict=True)), rows[numbers], events), times=times)
        for numbers, times in found.items()
        if numbers in rows
    ]


def _clash(pair: dict[str, Any], rows: list[dict[str, Any]], events: dict[int, Event]) -> Clash:
    reasons = [Reason(Takes(row["takes"]), row["key"], Severity(row["severity"])) for row in rows]
    places = list(Takes)
    own, other = (events.get(pair.get("event_a", 0)), pair["number_a"]), (events[pair["event_b"]], pair["number_b"])
    # In a check of the whole calendar, the event that starts earlier comes first
    if own[0] and (rows[0]["starts_first_b"], pair["event_b"]) < (rows[0]["starts_first_a"], pair["event_a"]):
        own, other = other, own
    return Clash(
        event=other[0],
        number=other[1],
        own_number=own[1],
        together=rows[0]["together"],
        sure=not rows[0]["unsure"],
        apart=rows[0]["apart"],
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.severity, places.index(reason.takes), reason.key))),
        first=own[0],
    )
