"""Copies an event of a calendar file to an event of the calendar, and lists the differences in words."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst

from events.choices import EventStatus
from events.clash.holidays import countries_of
from events.entry.rules import status_after
from events.fields import Words
from events.files import zones
from events.files.parts import ReadEvent
from events.models import Event
from projects.choices import Language, PlaceKind
from projects.language.folding import fold
from projects.models import Place

COMPARED = (
    *("kind", "status", "starts", "ends", "starts_at", "ends_at", "timezone", "place", "address", "url"),
    *("recurrence", "exceptions"),
)
"""Event fields that a file sets, besides the texts."""

PARTS = {
    "texts": ("title", "description"),
    "kind": ("kind",),
    "status": ("status",),
    "time": ("starts", "ends", "starts_at", "ends_at", "timezone", "recurrence", "exceptions"),
    "place": ("location",),
    "url": ("url",),
}
"""Part of an event that is taken over as a whole → the fields of the file that belong to it."""


@dataclass
class Ground:
    """What reading a file needs from the calendar: the cities, the language, and whether staff import."""

    staff: bool
    language: str
    cities: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, *, staff: bool, language: str) -> "Ground":
        """Returns the ground with the cities of the register, in one query."""
        found: dict[str, Place] = {}
        for city in Place.objects.filter(kind=PlaceKind.CITY).select_related("country"):
            names = [getattr(city, f"name_{code}") for code in Language.values]
            found |= {fold(name): city for name in (*names, *city.spellings()) if name}
        return cls(staff, language, found)


def take_over(event: Event, incoming: ReadEvent, ground: Ground, leaving: frozenset[str] = frozenset()) -> None:
    """Copies the values of the file to the event, without saving. ``leaving``: parts that stay unchanged."""
    before = state(event) if event.pk else {}
    if "texts" not in leaving:
        setattr(event, f"title_{event.original_language}", incoming.title)
        setattr(event, f"description_{event.original_language}", incoming.description)
    if "kind" not in leaving:
        event.kind = incoming.kind
    if "place" not in leaving:
        event.place, event.address = _placed(incoming.location, ground.cities)
    if "url" not in leaving:
        event.url = incoming.url
    if "time" not in leaving:
        _take_time(event, incoming)
    if "status" not in leaving:
        event.status = _status(event, incoming)
    wait_for_staff(event, before, ground.staff)
    event.uid_sequence = incoming.sequence


def wait_for_staff(event: Event, before: dict[str, str], staff: bool) -> None:
    """Makes an event wait for staff if an organisation confirmed it. ``before``: its state; empty for a new event."""
    changed = any(before.get(name) != value for name, value in state(event).items() if name != "status")
    event.status = status_after(status=event.status, before=before.get("status", ""), staff=staff, changed=changed)


def _take_time(event: Event, incoming: ReadEvent) -> None:
    event.starts, event.ends = incoming.starts or None, incoming.ends or None  # type: ignore[assignment]
    event.starts_at, event.ends_at = _moment(incoming.starts_at), _moment(incoming.ends_at)
    event.timezone, event.recurrence = incoming.timezone, incoming.recurrence
    if incoming.shared_zone and event.starts_at:
        event.timezone = zones.at(incoming.timezone, countries_of(event.place), event.starts_at.year)
    event.exceptions = Words(incoming.exceptions) if incoming.recurrence else Words()


def _status(event: Event, incoming: ReadEvent) -> str:
    # Files have no status for an idea
    idea = incoming.status == EventStatus.TENTATIVE and event.status == EventStatus.IDEA
    return EventStatus.IDEA if idea else incoming.status


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _placed(location: str, cities: dict[str, Place]) -> tuple[Place | None, str]:
    """Returns the city named in the location, and the rest as an address."""
    parts = [part.strip() for part in location.split(",") if part.strip()]
    for place, part in enumerate(parts):
        if city := cities.get(fold(part)):
            return city, ", ".join([*parts[:place], *parts[place + 1 :]])
    return None, location


def state(event: Event) -> dict[str, str]:
    """Returns the fields that a file sets, as text."""
    language = event.original_language
    texts = {name: getattr(event, f"{name}_{language}") or "" for name in ("title", "description")}
    return {**texts, **{name: _word(event, name) for name in COMPARED}}


def _word(event: Event, name: str) -> str:
    value = getattr(event, name)
    if isinstance(value, datetime):
        return event.local(value).strftime("%Y-%m-%d %H:%M") if event.timezone else value.isoformat()
    return "" if value is None else str(value)


def differences(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """Returns the label, the value before and the value after, for each field that differs."""
    fields: dict[str, Any] = {name: Event._meta.get_field(name) for name in after}
    labels = {name: capfirst(str(model_field.verbose_name)) for name, model_field in fields.items()}
    return [(labels[name], before[name], value) for name, value in after.items() if before[name] != value]


def check_row(event: Event) -> None:
    """Raises ValidationError if the event breaks a rule of its own fields.

    Makes no query. Reading a file already keeps the rules of the table, and the database checks them again on saving.
    """
    relations = [
        relation.name
        for relation in Event._meta.get_fields()
        if isinstance(getattr(relation, "related_model", None), type(Model))
    ]
    event.clean_fields(exclude=["slug", *relations])
    event.clean()
