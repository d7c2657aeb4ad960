"""Writes what a person confirmed of a calendar file: all of it or nothing."""

from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from changes.opened import current
from events.choices import EventRole, EventStatus
from events.clash.index import index_events, indexed_together
from events.files.plan import Change, Plan
from events.models import Event, EventParty
from events.slugs import free_slugs
from events.sources import calendar_source
from projects.models import Organisation

AT_ONCE = 200
"""Rows that are written by one statement."""


def lock(organisation: Organisation) -> None:
    """Has others wait until the transaction ends: imports of the organisation, and who edits one of its events.

    For use before the plan is made: what was read earlier could be what somebody else is just changing.
    """
    own = Event.objects.of_organisation_alone(organisation).values("pk")
    for rows in (Organisation.objects.filter(pk=organisation.pk), Event.objects.filter(pk__in=own)):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


@transaction.atomic
def apply(*, plan: Plan, organisation: Organisation, cancel: set[str]) -> None:
    """Writes the plan, all of it or nothing: new and changed events, and of those gone the ones to cancel (slugs)."""
    gone = [event for event in plan.gone if event.slug in cancel]
    if change := current():
        # Read what they say until now together, not one by one as each is saved
        change.touch("event", [event.pk for event in (*(one.event for one in plan.changed), *gone)])
    with indexed_together():
        _write_new(plan.new, organisation)
        for one in plan.changed:
            one.event.save()
        for event in gone:
            event.status = EventStatus.CANCELLED
            event.save()


def _write_new(changes: list[Change], organisation: Organisation) -> None:
    events = [change.event for change in changes]
    if not events:
        return
    source = calendar_source(organisation=organisation)
    slugs = free_slugs([getattr(event, f"title_{event.original_language}") for event in events])
    for event, slug in zip(events, slugs, strict=True):
        event.slug, event.source = slug, source
    made: list[Any] = bulk_create_with_history(events, Event, batch_size=AT_ONCE)
    parties = [EventParty(event=event, role=EventRole.ORGANISING, organisation=organisation) for event in made]
    bulk_create_with_history(parties, EventParty, batch_size=AT_ONCE)
    # Rows that are written together send no signal
    index_events([event.pk for event in made])
