"""The indexed check finds the same clashes as a comparison of every pair, by an oracle that tries every way in which
two events can lie.

Each example holds a hundred random calendars, which share nothing with each other, so that one statement checks all.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, groupby, product
from random import Random
from typing import Any, NamedTuple

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.choices import EventKind, EventStatus
from events.clash import sql as clash_sql
from events.models import Engagement, Event
from events.when.spans import Span
from tests import builders

pytestmark = pytest.mark.django_db

CALENDARS, EVENTS = 100, 7
DAY = 733_000
MINUTES = 24 * 60

# The rules of docs/data.md, written a second time: overlapping, nearby
WEIGHTS = {
    "time": (1, 0),
    "person": (3, 1),
    "venue": (3, 1),
    "organiser": (2, 1),
    "participant": (1, 0),
    "city": (2, 1),
    "audience": (2, 1),
}


class One(NamedTuple):
    """An occurrence of an event in this test."""

    event: int
    number: int
    span: Span
    standing: int
    occupies: bool
    shares: frozenset[str]


class Keys(list[int]):
    """Keys of the events' rows; printed as one word when an example fails."""

    def __repr__(self) -> str:
        return "Keys"


def some_span(chance: Random) -> Span:
    """Returns exact days, days known only within a range, or hours of a day."""
    first = DAY + chance.randrange(24)
    if chance.random() < 0.3:
        start = (first * 24 + chance.randrange(24)) * 60
        minutes = chance.choice([30, 60, 24 * 60])
        # The local day of a moment is at most one day away from its UTC day
        local, last = start + chance.choice([-180, 0, 180]), start + minutes - 1
        shift = local - start
        days = (start + shift) // MINUTES, (last + shift) // MINUTES
        return Span(days[0], days[0], days[1], days[1], start, start + minutes)
    if chance.random() < 0.5:
        last = first + chance.choice([0, 0, 1, 2, 6])
        return Span(first, first, last, last)
    latest_start = first + chance.randrange(4)
    earliest_end = first + chance.randrange(6)
    last = max(latest_start, earliest_end) + chance.randrange(4)
    return Span(first, latest_start, earliest_end, last)


def a_calendar(chance: Random, place: int) -> list[One]:
    found = []
    for event in range(EVENTS):
        standing, occupies = chance.choice([0, 1, 2, 3, 3, 3]), chance.random() < 0.85
        things = [name for name in WEIGHTS if name != "time"]
        shares = frozenset(f"{name}:{chance.randrange(2)}" for name in chance.sample(things, chance.randrange(4)))
        found += [
            One(place * EVENTS + event, number, some_span(chance), standing, occupies, shares | {"time:"})
            for number in range(chance.choice([1, 1, 1, 2]))
        ]
    return found


def placements(span: Span) -> Iterator[tuple[int, int]]:
    starts = range(span.starts_first, span.starts_last + 1)
    ends = range(span.ends_first, span.ends_last + 1)
    yield from ((start, end) for start, end in product(starts, ends) if start <= end)


def severity(one: One, other: One, thing: str, near: int) -> int:
    """Returns the severity after trying every way in which the two can lie; 0 if they do not clash."""
    apart = [max(b[0] - a[1], a[0] - b[1]) for a, b in product(placements(one.span), placements(other.span))]
    overlapping, nearby = WEIGHTS[thing]
    if one.span.from_minute is not None and other.span.from_minute is not None:
        minutes = set(range(one.span.from_minute, one.span.to_minute or 0, 30))
        meet = bool(minutes & set(range(other.span.from_minute, other.span.to_minute or 0, 30)))
        weight, sure = (overlapping, True) if meet else (nearby if max(apart) <= near else 0, True)
    elif min(apart) <= 0:
        weight, sure = overlapping, max(apart) <= 0
    else:
        weight, sure = nearby if min(apart) <= near else 0, max(apart) <= near
    standing = min(one.standing, other.standing)
    if not weight or not standing or one.event == other.event:
        return 0
    if not (one.occupies and other.occupies):
        return 0 if thing == "time" else 1
    less = (not sure) + (standing == 1 or (standing == 2 and weight == 3))
    return max(1, weight - less)


@pytest.fixture
def events(db: None) -> Keys:
    source = builders.event().source
    rows = Event.objects.bulk_create(
        Event(
            slug=f"oracle-{number}",
            title_en="Oracle",
            kind=EventKind.MEETING,
            status=EventStatus.CONFIRMED,
            starts="2008",
            source=source,
        )
        for number in range(CALENDARS * EVENTS)
    )
    return Keys(row.pk for row in rows)


def write(calendars: list[list[One]], keys: Keys) -> None:
    Engagement.objects.all().delete()
    Engagement.objects.bulk_create(
        Engagement(
            event_id=keys[one.event],
            number=one.number,
            takes=share.partition(":")[0],
            key=key,
            standing=one.standing,
            occupies=one.occupies,
            **one.span.numbers(),
        )
        for place, calendar in enumerate(calendars)
        for one in calendar
        for share in one.shares
        # The check of all events uses the time of every occurrence; one date here meets only events of its own calendar
        for key in ([f"{share}:{place}", "time"] if share == "time:" else [f"{share}:{place}"])
    )
    if connection.vendor == "postgresql":
        # The server may have counted this table while it was empty. It would then choose a plan for an empty table
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE events_engagement")


def expected(one: One, others: list[One], near: int) -> set[tuple[int, int, str, int]]:
    return {
        (other.event, other.number, share, found)
        for other in others
        for share in one.shares & other.shares
        if (found := severity(one, other, share.partition(":")[0], near))
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), near=st.integers(0, 5))
def test_one_date_meets_what_every_pair_tried_out_meets(events: Keys, seed: int, near: int) -> None:
    chance = Random(seed)
    calendars = [a_calendar(chance, place) for place in range(CALENDARS)]
    write(calendars, events)
    for place, calendar in enumerate(calendars):
        one = calendar[0]
        search = clash_sql.proposed(
            [one.span],
            standing=one.standing,
            occupies=one.occupies,
            keys=[f"{share}:{place}" for share in one.shares],
            near=near,
            leaving_out=events[one.event],
        )
        found = {
            (events.index(row["event_b"]), row["number_b"], row["key"].rpartition(":")[0], row["severity"])
            for row in search.shared()
        }
        assert found == expected(one, [other for other in calendar if other.event != one.event], near)
        worst = search.worst(1, 1000)
        assert worst.complete
        assert sum(worst.numbers.values()) == len(worst.pairs) == len({event for event, *_rest in found})
        assert worst.numbers[3] == len({event for event, *_rest, level in found if level == 3})
        # A series counts once, with how often it clashes at its worst severity
        levels = Counter((event, max(row[3] for row in rows)) for (event, _number), rows in by_occurrence(found))
        badly = {event: max(level for other, level in levels if other == event) for event, _level in levels}
        times = {event: number for (_own, event, _number), number in worst.pairs.items()}
        assert {events.index(event): number for event, number in times.items()} == {
            event: levels[event, level] for event, level in badly.items()
        }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), near=st.integers(0, 5))
def test_the_whole_calendar_has_the_clashes_of_all_its_pairs(events: Keys, seed: int, near: int) -> None:
    chance = Random(seed)
    calendars = [a_calendar(chance, place) for place in range(CALENDARS)]
    write(calendars, events)
    search = clash_sql.whole(DAY - 100, DAY + 100, near=near, persons=True)
    found = [as_found(row) for row in search.shared()]
    wanted = {
        (frozenset({(events[one.event], one.number), (events[other.event], other.number)}), f"{share}:{place}", level)
        for place, calendar in enumerate(calendars)
        for one, other in combinations(calendar, 2)
        for _event, _number, share, level in expected(one, [other], near)
        if share != "time:"
    }
    # Each pair once, in either order
    assert len(found) == len(set(found))
    assert (sorted(set(found) - wanted, key=str)[:3], sorted(wanted - set(found), key=str)[:3]) == ([], [])
    assert sum(search.worst(1, 1).numbers.values()) == len({both_events(pair) for pair, _key, _level in wanted})


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), near=st.integers(0, 5))
def test_a_few_chosen_events_have_the_clashes_that_they_have_among_all(events: Keys, seed: int, near: int) -> None:
    chance = Random(seed)
    write([a_calendar(chance, place) for place in range(CALENDARS)], events)
    chosen = set(chance.sample(events, 60))
    days, asked = (DAY - 100, DAY + 100), {"near": near, "persons": True}
    every = {as_found(row) for row in clash_sql.whole(*days, **asked).shared()}
    wanted = {one for one in every if chosen & both_events(one[0])}
    few = [as_found(row) for row in clash_sql.of_few(*days, **asked, chosen=sorted(chosen)).shared()]
    assert len(few) == len(set(few))
    assert set(few) == wanted
    # Many chosen events are selected from all pairs
    rows = Event.objects.filter(pk__in=chosen).order_by().values("pk").query.sql_with_params()
    sought = clash_sql.whole(*days, **asked, chosen=rows)
    assert {as_found(row) for row in sought.shared()} == wanted


def as_found(row: dict[str, Any]) -> tuple[frozenset[tuple[int, int]], str, int]:
    pair = frozenset({(row["event_a"], row["number_a"]), (row["event_b"], row["number_b"])})
    return pair, row["key"], row["severity"]


def both_events(pair: frozenset[tuple[int, int]]) -> frozenset[int]:
    return frozenset(event for event, _number in pair)


def by_occurrence(found: set[tuple[int, int, str, int]]) -> Iterator[tuple[tuple[int, int], list[Any]]]:
    yield from ((pair, list(rows)) for pair, rows in groupby(sorted(found), key=lambda row: row[:2]))
