"""The values of an event that a calendar file shows, and the names around it: places and organisers.

The feed reads plain values (``read_rows``). Model objects serve as rows too, because a row has the names of an event's
attributes; then ``Surroundings.of_objects`` has the names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from icalendar import vGeo
from modeltranslation.settings import FALLBACK_LANGUAGES

from events.clash.taken import LEADING
from events.models import Event, EventParty
from projects.language.texts import readers_language
from projects.models import Organisation, Place

AT_ONCE = 2000
"""The number of rows that are read together."""


class Row(NamedTuple):
    """An event with plain values. Partial dates are texts."""

    pk: int
    slug: str
    kind: str
    status: str
    starts: str | None
    ends: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    timezone: str
    recurrence: str
    exceptions: tuple[str, ...]
    audience: tuple[str, ...]
    place_id: int | None
    address: str
    online: bool
    url: str
    sequence: int
    changed_at: datetime | None
    original_language: str
    title_en: str | None
    title_da: str | None
    title_sv: str | None
    title_nb: str | None
    title_fi: str | None
    title_is: str | None
    description_en: str | None
    description_da: str | None
    description_sv: str | None
    description_nb: str | None
    description_fi: str | None
    description_is: str | None


def read_rows(events: QuerySet) -> Iterator[Row]:
    """Yields the values of these events, in their order. One query."""
    # The querysets of modeltranslation make a dictionary and several objects for each row
    plain: Any = QuerySet(Event, query=events.query.chain())
    as_text = {name: Cast(name, CharField()) for name in ("starts", "ends")}
    columns = (as_text.get(name, F(name)) for name in Row._fields)
    return map(Row._make, plain.values_list(*columns).iterator(chunk_size=AT_ONCE))


@dataclass(frozen=True)
class Where:
    """A place: its name, and its position as a value of GEO; empty if the position is unknown."""

    name: str
    position: str

    @classmethod
    def of(cls, name: str, latitude: float | None, longitude: float | None) -> "Where":
        if latitude is None or longitude is None:
            return cls(name, "")
        return cls(name, vGeo((latitude, longitude)).to_ical())


@dataclass(frozen=True)
class Surroundings:
    """The names around events, in the reader's language: of organisers, by event; and the places, by their ids."""

    organisers: Callable[[Any], list[str]]
    places: Mapping[int, Where]

    @classmethod
    def of_query(cls, events: QuerySet) -> "Surroundings":
        """Reads the names around the events of a query, in three queries."""
        keys = events.order_by().values("pk")
        held: Any = QuerySet(Event).filter(pk__in=keys, place__isnull=False).order_by().values("place")
        places: Any = QuerySet(Place).filter(pk__in=held).order_by()
        rows = places.values_list("pk", _name(), "latitude", "longitude")
        return cls(_organisers_of(keys), {pk: Where.of(name, *position) for pk, name, *position in rows})

    @classmethod
    def of_objects(cls, events: Iterable[Event]) -> "Surroundings":
        """Returns the names around model objects that were read with their places and parties."""
        places = {event.place.pk: event.place for event in events if event.place}
        return cls(
            lambda event: [str(party.party) for party in event.parties.all() if party.role in LEADING],
            {pk: Where.of(str(place), place.latitude, place.longitude) for pk, place in places.items()},
        )


def _organisers_of(keys: QuerySet) -> Callable[[Any], list[str]]:
    leading: Any = QuerySet(EventParty).filter(event__in=keys, role__in=LEADING).order_by("event", "pk")
    rows = list(leading.values_list("event", "council__code", "organisation"))
    organisations: Any = QuerySet(Organisation).filter(pk__in=leading.order_by().values("organisation")).order_by()
    names = dict(organisations.values_list("pk", _name()))
    found: dict[int, list[str]] = defaultdict(list)
    for event, council, organisation in rows:
        found[event].append(council or names[organisation])
    return lambda event: found.get(event.pk, [])


def _name() -> Coalesce:
    """Returns the name in the reader's language, else in the order in which modeltranslation falls back."""
    languages = dict.fromkeys((readers_language(), *FALLBACK_LANGUAGES["default"]))
    return Coalesce(
        *(NullIf(F(f"name_{language}"), Value("")) for language in languages), Value(""), output_field=CharField()
    )
