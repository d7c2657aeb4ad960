"""The clash check: with what one proposed date, or every event of the calendar, would meet, how much that matters,
and why.

What clashes, and how much, is decided in ``rules.py`` and found in the database (``clash_sql.py``). Here the answer
becomes events, reasons and, in ``clash_words.py``, sentences.
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
"""One check names the worst clashes, this many at most; the numbers count all of them."""

FEW = 500
"""Of no more chosen events, each is compared with all others; of more, all events are compared, then chosen."""

NARROWING_STEPS = 8
"""How often a check that would take too long is tried with fewer days: each try is bounded."""


@dataclass(frozen=True)
class Candidate:
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
    def of_event(cls, event: Event) -> "Candidate":
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
    """Which occurrence of the event: of a series, that of the worst clash; 0 is the first."""
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
    times: int = 1
    """How often the two clash with this severity; more than once only where one of them is a series."""

    @property
    def severity(self) -> Severity:
        return max(reason.severity for reason in self.reasons)


@dataclass(frozen=True)
class Findings:
    """What one check found."""

    numbers: dict[int, int]
    """Severity → with how many events there are clashes, told or not: a series counts once."""
    clashes: list[Clash]
    """The worst first, then by time."""
    holidays: list[HolidayClash]
    holiday_number: int
    """How many holidays there are, told or not."""
    checked_until: date | None = None
    """The last day that was compared with other events, where not all could be: too many events share something."""
    complete: bool = True
    """Whether all events of these days were compared; False where even one day has too many."""

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
    proposal: Candidate, *, near: int = NEAR_DAYS, least: int = 1, most: int = MOST, persons: bool = False
) -> Findings:
    """What the proposal meets within ``near`` days: clashes from the severity ``least`` on, no more than ``most``.

    ``persons``: whether key persons count, which only staff may know of. A constant number of queries, whatever the
    calendar holds. Past and coming events alike.
    """
    asked = _asked(proposal, near, persons)
    checked = comparable_spans(proposal, near=near, persons=persons)
    found = clash_sql.proposed(proposal.spans[:checked], **asked).worst(least, most)
    clashes: list[Clash] = []
    if found.pairs:
        shared = clash_sql.proposed(proposal.spans, **asked, only=found.pairs).shared()
        clashes = _clashes(shared, ("number_a", "event_b", "number_b"), found.pairs)
    holidays = holiday_clashes(proposal)
    until = None if checked == len(proposal.spans) else proposal.spans[checked - 1].last
    return Findings(found.numbers, clashes, holidays, len(holidays), until, found.complete)


def comparable_spans(proposal: Candidate, *, near: int, persons: bool) -> int:
    """How many of the first spans can be compared with all events within the bound; 1 at least."""
    asked = _asked(proposal, near, persons)
    return _most(len(proposal.spans), lambda number: clash_sql.proposed(proposal.spans[:number], **asked).complete())


def numbers_by_span(proposal: Candidate, *, near: int = NEAR_DAYS, persons: bool = False) -> dict[int, dict[int, int]]:
    """Place of a span in the proposal → severity → how many events each span would clash with."""
    found: dict[int, dict[int, int]] = {}
    for place, severity, number in clash_sql.proposed(proposal.spans, **_asked(proposal, near, persons)).by_span():
        found.setdefault(place, {})[severity] = number
    return found


def _asked(proposal: Candidate, near: int, persons: bool) -> dict[str, Any]:
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
    begin, end = first.toordinal(), last.toordinal()
    of_days = _search_of_days(begin, chosen, asked)
    days = _most(end - begin + 1, lambda number: of_days(number).complete())
    found = of_days(days).worst(least, most, offset)
    clashes: list[Clash] = []
    if found.pairs:
        shared = clash_sql.listed(found.pairs, **asked).shared()
        clashes = _clashes(shared, clash_sql.OF_WHOLE, found.pairs)
    number, holidays = holidays_of_calendar(first, last, chosen=chosen, least=least, most=most, offset=offset)
    until = None if begin + days > end else date.fromordinal(begin + days - 1)
    return Findings(found.numbers, clashes, holidays, number, until, found.complete)


def _search_of_days(begin: int, chosen: Any, asked: dict[str, Any]) -> Callable[[int], clash_sql.Search]:
    """Number of days from ``begin`` (ordinal) → the check of these days."""
    if chosen is None:
        return lambda days: clash_sql.whole(begin, begin + days - 1, **asked)
    keys = list(chosen.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        # No event has the key 0
        return lambda days: clash_sql.of_few(begin, begin + days - 1, **asked, chosen=keys or [0])
    sql = chosen.order_by().values("pk").query.sql_with_params()
    return lambda days: clash_sql.whole(begin, begin + days - 1, **asked, chosen=sql)


def _most(number: int, fits: Callable[[int], bool]) -> int:
    """The number if it fits, else nearly the largest one that does; 1 at least."""
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
    """The clashes of these pairs (each with how many times the two clash), in this order."""
    rows: dict[Any, list[dict[str, Any]]] = {}
    for row in shared:
        rows.setdefault(tuple(row[name] for name in pair), []).append(row)
    keys = {key for one in found for key, name in zip(one, pair, strict=True) if name.startswith("event")}
    named = Event.objects.filter(pk__in=keys).select_related("place")
    # Read only what the sentences will name: most pairs name nobody
    takes = {row["takes"] for row in shared}
    if takes & {Takes.ORGANISER, Takes.PARTICIPANT}:
        named = named.with_parties()
    if Takes.PERSON in takes:
        named = named.prefetch_related("event_contacts__contact__organisation")
    events = {event.pk: event for event in named}
    return [
        replace(_clash(dict(zip(pair, one, strict=True)), rows[one], events), times=times)
        for one, times in found.items()
        if one in rows
    ]


def _clash(pair: dict[str, Any], rows: list[dict[str, Any]], events: dict[int, Event]) -> Clash:
    reasons = [Reason(Takes(row["takes"]), row["key"], Severity(row["severity"])) for row in rows]
    places = list(Takes)
    own, other = (events.get(pair.get("event_a", 0)), pair["number_a"]), (events[pair["event_b"]], pair["number_b"])
    # Of two events of the calendar, the one that starts earlier comes first
    if own[0] and (rows[0]["starts_first_b"], pair["event_b"]) < (rows[0]["starts_first_a"], pair["event_a"]):
        own, other = other, own
    return Clash(
        event=other[0],
        number=other[1],
        own_number=own[1],
        together=rows[0]["together"],
        sure=not rows[0]["unsure"],
        apart=rows[0]["apart"],
        reasons=tuple(sorted(reasons, key=lambda one: (-one.severity, places.index(one.takes), one.key))),
        first=own[0],
    )
