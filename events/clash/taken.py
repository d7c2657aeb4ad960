"""The things that an event takes up and two events may share: city, venue, organisations, key persons and audience."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from events.choices import EventKind, EventRole, EventStatus, Takes
from projects.choices import PlaceKind
from projects.language.folding import fold

STANDING: dict[str, int] = {
    EventStatus.CANCELLED: 0,
    EventStatus.IDEA: 1,
    EventStatus.TENTATIVE: 2,
    EventStatus.CONFIRMED: 3,
}
"""How sure an event is, as a number: a surer event has a higher number. A cancelled event takes up nothing."""

LEADING = (EventRole.ORGANISING, EventRole.COORGANISING, EventRole.HOSTING)
"""The roles in which an organisation is responsible for an event."""


def occupies(kind: str) -> bool:
    """Whether events of this kind take people's time: a deadline or an adoption has a date, but nobody meets."""
    return kind not in (EventKind.DEADLINE, EventKind.ADOPTION)


@dataclass(frozen=True, order=True)
class Taken:
    """A thing that an event takes up. Two events with the same ``key`` share it."""

    takes: Takes
    key: str

    @classmethod
    def time(cls) -> "Taken":
        """Returns the time, which every event takes up."""
        return cls(Takes.TIME, "time")

    @classmethod
    def person(cls, contact: int) -> "Taken":
        return cls(Takes.PERSON, f"person:{contact}")

    @classmethod
    def venue(cls, place: int, address: str) -> "Taken":
        # An address may be long, and a venue is only compared, so its hash is enough
        return cls(Takes.VENUE, f"venue:{place}:{sha256(fold(address).encode()).hexdigest()[:32]}")

    @classmethod
    def city(cls, place: int) -> "Taken":
        return cls(Takes.CITY, f"city:{place}")

    @classmethod
    def audience(cls, group: str) -> "Taken":
        return cls(Takes.AUDIENCE, f"audience:{group}")


def party(kind: str, number: int, role: str) -> Iterator[Taken]:
    """Yields what a party of an event takes up. ``kind`` is organisation or council. A leading party also takes
    part."""
    if role in LEADING:
        yield Taken(Takes.ORGANISER, f"organiser:{kind}:{number}")
    yield Taken(Takes.PARTICIPANT, f"participant:{kind}:{number}")


def where(place: Any, address: str) -> Iterator[Taken]:
    """Yields what a place takes up. Only a city is narrow enough for two events there to clash."""
    if place and place.kind == PlaceKind.CITY:
        yield Taken.city(place.pk)
        if address.strip():
            yield Taken.venue(place.pk, address)


def taken_by(event: Any) -> set[Taken]:
    """Returns all that a saved event takes up, beside its time. Reads its parties and contacts, prefetched or not."""
    return {
        *where(event.place, event.address),
        *_parties(event.parties.all()),
        *(Taken.audience(group) for group in event.audience),
        # A vacant post has no person who would have to be at two places
        *(Taken.person(post.contact_id) for post in event.event_contacts.all() if not post.contact.vacant),
    }


def _parties(parties: Iterable[Any]) -> Iterator[Taken]:
    for row in parties:
        if row.council_id:
            yield from party("council", row.council_id, row.role)
        else:
            yield from party("organisation", row.organisation_id, row.role)
