"""Writes the parts of a calendar file that a person confirmed: all of them or nothing."""

from typing import Any

from django.db import transaction

from changes.opened import current
from events.choices import EventRole, EventStatus
from events.files.plan import Plan, PlannedChange
from events.models import Event, EventParty
from events.slugs import free_slugs
from events.sources import calendar_source
from projects.models import Organisation

AT_ONCE = 200
"""Rows that one statement writes."""


def lock(organisation: Organisation) -> None:
    """Locks the organisation and its events until the transaction ends: other imports and edits of them wait.

    Call this before making the plan. Otherwise somebody else could be changing what the plan has read.
    """
    own = Event.objects.of_organisation_alone(organisation).values("pk")
    for rows in (Organisation.objects.filter(pk=organisation.pk), Event.objects.filter(pk__in=own)):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


@transaction.atomic
def apply(*, plan: Plan, organisation: Organisation, cancel: set[str]) -> None:
    """Writes the plan in one transaction: new and changed events, and the gone events to cancel (``cancel``: slugs)."""
    gone = [event for event in plan.gone if event.slug in cancel]
    if change := current():
        # Read their old states in one go, not one by one as each event is saved
        change.touch("event", [event.pk for event in (*(changed.event for changed in plan.changed), *gone)])
    _write_new(plan.new, organisation)
    for changed in plan.changed:
        changed.event.save()
    for event in gone:
        event.status = EventStatus.CANCELLED
        event.save()


def _write_new(changes: list[PlannedChange], organisation: Organisation) -> None:
    events = [change.event for change in changes]
    if not events:
        return
    source = calendar_source(organisation=organisation)
    slugs = free_slugs([getattr(event, f"title_{event.original_language}") for event in events])
    for event, slug in zip(events, slugs, strict=True):
        event.slug, event.source = slug, source
    made: list[Any] = Event.objects.bulk_create(events, batch_size=AT_ONCE)
    parties = [EventParty(event=event, role=EventRole.ORGANISING, organisation=organisation) for event in made]
    EventParty.objects.bulk_create(parties, batch_size=AT_ONCE)
