"""Generates a realistic calendar of any size, the same for the same seed, to measure the clash check.

Events are written in batches without signals. The index of the clash check is made afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from bench.generator.dice import Dice, Weighted
from bench.generator.register import FIRST_YEAR, LAST_YEAR, PREFIX, prepare
from changes.models import Way
from changes.opened import changing
from events.choices import Audience, EventKind, EventRole, EventStatus
from events.clash.index import index_events
from events.fields import Words
from events.models import Event, EventParty
from portfolio.databases.statistics import refresh_statistics
from projects.models import Organisation, Place, Source

BATCH = 2000
DAYS = (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days
LENGTH = Weighted({1: 45, 2: 30, 3: 15, 5: 10})
PRECISION = Weighted({10: 90, 7: 8, 4: 2})
"""How many characters of the start are known: the day, the month or the year."""
KIND = Weighted({EventKind.MEETING: 45, EventKind.SEMINAR: 20, EventKind.CONFERENCE: 20, EventKind.DEADLINE: 15})
STATUS = Weighted({EventStatus.CONFIRMED: 75, EventStatus.TENTATIVE: 12, EventStatus.IDEA: 8, EventStatus.CANCELLED: 5})
PARTIES = Weighted({1: 40, 2: 35, 3: 25})
GROUPS = Weighted({0: 40, 1: 35, 2: 25})


@dataclass(frozen=True)
class Surroundings:
    """Keys of the generated rows that events refer to, in an order that is the same on every database."""

    cities: list[int]
    sources: list[int]
    organisations: Weighted[int]

    @classmethod
    def known(cls) -> "Surroundings":
        """Returns the keys of the generated portfolio's rows."""
        cities, sources, bodies = map(_keys, (Place, Source, Organisation))
        return cls(cities, sources, Weighted.by_rank(bodies, head=5))


def _keys(model: Any) -> list[int]:
    return list(model.objects.filter(slug__startswith=PREFIX).order_by("pk").values_list("pk", flat=True))


def generate(number: int, seed: int = 1) -> int:
    """Writes ``number`` more events, every tenth with exact hours, and their index; returns the number of rows of
    the index.
    """
    if not Organisation.objects.filter(slug__startswith=PREFIX).exists():
        prepare(seed)
    register = Surroundings.known()
    first = Event.objects.filter(slug__startswith=PREFIX).count()
    numbers = iter(range(first, first + number))
    keys: list[int] = []
    while batch := list(islice(numbers, BATCH)):
        with changing(way=Way.PROGRAM, reason="generate_portfolio", keeps_records=False):
            events = Event.objects.bulk_create([_event(Dice(seed, "event", n), n, register) for n in batch])
            EventParty.objects.bulk_create(
                party
                for event, n in zip(events, batch, strict=True)
                for party in _parties(event, Dice(seed, "parties", n), register)
            )
        keys += [event.pk for event in events]
    rows = index_events(keys)
    refresh_statistics()
    return rows


def slug(number: int) -> str:
    """Returns the short name of a generated event."""
    return f"{PREFIX}event-{number}"


def _event(dice: Dice, number: int, register: Surroundings) -> Event:
    day = date(FIRST_YEAR, 1, 1) + timedelta(days=dice.between(0, DAYS))
    last = day + timedelta(days=dice.weighted(LENGTH) - 1)
    event = Event(
        slug=slug(number),
        title_en=f"Meeting {number}",
        kind=dice.weighted(KIND),
        status=dice.weighted(STATUS),
        place_id=dice.one_of(register.cities) if dice.chance(0.8) else None,
        audience=Words(dice.some_of(Audience.values, dice.weighted(GROUPS))),
        source_id=dice.one_of(register.sources),
    )
    if dice.chance(0.1):
        event.timezone = "Europe/Helsinki"
        event.starts_at = datetime.combine(day, time(dice.between(5, 12)), UTC)
        event.ends_at = event.starts_at + timedelta(hours=dice.between(1, 8))
    else:
        letters = dice.weighted(PRECISION)
        event.starts = day.isoformat()[:letters]
        if letters == len("2006-09-08"):
            event.ends = last.isoformat()
    return event


def _parties(event: Event, dice: Dice, register: Surroundings) -> Iterator[EventParty]:
    for place, key in enumerate(dice.some_weighted(register.organisations, dice.weighted(PARTIES))):
        role = EventRole.PARTICIPATING if place else EventRole.ORGANISING
        yield EventParty(event=event, role=role, organisation_id=key)
