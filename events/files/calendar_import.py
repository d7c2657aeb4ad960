"""What importing a calendar file would do: new, changed, gone, the same, refused; and what would clash."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.choices import EventRole, EventStatus
from events.clash.clashes import Findings, Proposal, check
from events.clash.holidays import countries_of
from events.clash.taken import party, where
from events.entry.contributing import organises_alone
from events.fields import Words
from events.files.ics import ReadEvent, RefusedEvent
from events.models import Event, EventParty
from events.slugs import free_slug
from events.sources import calendar_source
from events.when.occurrences import spans_of
from projects.choices import PlaceKind
from projects.language.folding import fold
from projects.language.texts import readers_language
from projects.models import Organisation, Place, Source

COMPARED = (
    *("kind", "status", "starts", "ends", "starts_at", "ends_at", "timezone", "place", "address", "url"),
    *("recurrence", "exceptions"),
)
"""What of an event a file tells, beside its texts."""

CHECKED = 100
"""So many new and changed events are put to the clash check in the preview."""


@dataclass
class Change:
    """An event that the file has differently: which fields, before and after, in words."""

    event: Event
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    findings: Findings | None = None


@dataclass
class Plan:
    """What would be written, and what not."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Event] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedEvent] = field(default_factory=list)

    def fingerprint(self) -> list[Any]:
        """What of the plan a person agrees to: if it is another one later, they have to see it again."""
        return [
            sorted(change.event.uid for change in self.new),
            sorted([change.event.slug, change.event.sequence] for change in self.changed),
            sorted(event.slug for event in self.gone),
        ]


def plan_of(
    read: list[ReadEvent], refused: list[RefusedEvent], organisation: Organisation, staff: bool, today: date
) -> Plan:
    """What the events of a file would change among those of the organisation. Writes nothing."""
    plan = Plan(refused=list(refused))
    known = {event.uid: event for event in Event.objects.exclude(uid="").for_list()}
    cities = _cities()
    for one in read:
        event = known.get(one.uid)
        if event and not organises_alone(organisation, event):
            plan.refused.append(RefusedEvent(one.title, _("An event of another organisation has this UID.")))
            continue
        _plan_one(plan, one, event, cities, staff, organisation)
    uids = {one.uid for one in read}
    own = Event.objects.exclude(uid="").exclude(status=EventStatus.CANCELLED).of_organisation_alone(organisation)
    plan.gone = [event for event in own.coming(today) if event.uid not in uids]
    return plan


def add_clashes(plan: Plan, organisation: Organisation, persons: bool) -> None:
    """Puts the new and changed events to the clash check, as far as ``CHECKED``."""
    for change in [*plan.new, *plan.changed][:CHECKED]:
        event = change.event
        proposal = Proposal(
            spans=spans_of(event),
            taken=frozenset(
                {*where(event.place, event.address), *party("organisation", organisation.pk, "organising")}
            ),
            status=event.status,
            kind=event.kind,
            host_countries=countries_of(event.place),
            event=event.pk or 0,
        )
        change.findings = check(proposal, most=5, persons=persons)


@transaction.atomic
def apply(*, plan: Plan, organisation: Organisation, cancel: set[str]) -> None:
    """Writes the plan, all of it or nothing: new and changed events, and of those gone the ones to cancel (slugs)."""
    source = calendar_source(organisation=organisation)
    for change in plan.new:
        event = change.event
        # Two new events of one title need two short names
        event.slug, event.source = free_slug(event.title), source
        event.save()
        EventParty.objects.create(event=event, role=EventRole.ORGANISING, organisation=organisation)
    for change in plan.changed:
        change.event.save()
    for event in plan.gone:
        if event.slug in cancel:
            event.status = EventStatus.CANCELLED
            event.save()


def _plan_one(
    plan: Plan, one: ReadEvent, event: Event | None, cities: dict[str, Place], staff: bool, organisation: Organisation
) -> None:
    told = event or Event(uid=one.uid, original_language=readers_language())
    before = _state(told)
    _take_over(told, one, cities, staff)
    if event is None:
        told.source = calendar_source_or_none(organisation)
    try:
        told.full_clean(exclude=["slug", "source"], validate_unique=False)
        spans_of(told)
    except (ValidationError, ValueError) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        plan.refused.append(RefusedEvent(one.title, " ".join(sentences)))
        return
    if event is None:
        plan.new.append(Change(told))
    elif fields := _differences(before, _state(told)):
        plan.changed.append(Change(told, fields))
    else:
        plan.same += 1


def calendar_source_or_none(organisation: Organisation) -> Any:
    """The source of the organisation's events if there is one already: a preview writes none."""
    return Source.objects.filter(document__slug=f"calendar-of-{organisation.slug}"[:80]).first()


def _take_over(event: Event, one: ReadEvent, cities: dict[str, Place], staff: bool) -> None:
    language = event.original_language
    setattr(event, f"title_{language}", one.title)
    setattr(event, f"description_{language}", one.description)
    event.kind = one.kind
    event.starts, event.ends = one.starts or None, one.ends or None  # type: ignore[assignment]
    event.starts_at, event.ends_at = _moment(one.starts_at), _moment(one.ends_at)
    event.timezone, event.url, event.recurrence = one.timezone, one.url, one.recurrence
    event.exceptions = Words(one.exceptions) if one.recurrence else Words()
    event.place, event.address = _placed(one.location, cities)
    confirmed = one.status == EventStatus.CONFIRMED and not staff
    # Staff confirm: what an organisation calls confirmed is not yet, unless staff had confirmed it as it is
    event.status = EventStatus.TENTATIVE if confirmed and event.status != EventStatus.CONFIRMED else one.status


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _placed(location: str, cities: dict[str, Place]) -> tuple[Place | None, str]:
    """The city that the location names, and the rest as an address."""
    parts = [part.strip() for part in location.split(",") if part.strip()]
    for place, part in enumerate(parts):
        if city := cities.get(fold(part)):
            return city, ", ".join([*parts[:place], *parts[place + 1 :]])
    return None, location


def _cities() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for city in Place.objects.filter(kind=PlaceKind.CITY).select_related("country"):
        names = [getattr(city, f"name_{language}") for language in ("en", "da", "sv", "nb", "fi", "is")]
        found |= {fold(name): city for name in (*names, *city.spellings()) if name}
    return found


def _state(event: Event) -> dict[str, str]:
    language = event.original_language
    texts = {name: getattr(event, f"{name}_{language}") or "" for name in ("title", "description")}
    return {**texts, **{name: _word(event, name) for name in COMPARED}}


def _word(event: Event, name: str) -> str:
    value = getattr(event, name)
    if isinstance(value, datetime):
        return event.local(value).strftime("%Y-%m-%d %H:%M") if event.timezone else value.isoformat()
    return "" if value is None else str(value)


def _differences(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    fields: dict[str, Any] = {name: Event._meta.get_field(name) for name in after}
    labels = {name: capfirst(str(one.verbose_name)) for name, one in fields.items()}
    return [(labels[name], before[name], value) for name, value in after.items() if before[name] != value]
