"""Writes of the calendar that touch several models."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from changes.models import Way
from changes.opened import changing
from events.choices import EventStatus
from events.models import Event, EventContact, EventDocument, EventParty, EventProject

Party = tuple[str, int]
""""organisation" or "council", and its primary key."""


@transaction.atomic
def save_entry(
    *,
    event: Event,
    parties: Mapping[str, Iterable[Party]],
    audience_countries: Iterable[Any] | None = None,
    projects: Iterable[Any] | None = None,
    documents: Iterable[Any] | None = None,
    contacts: Iterable[Any] | None = None,
) -> Event:
    """Saves the event and its parties, projects and documents, in one transaction.

    ``parties``: role → the organisations and councils in it; roles that are not named stay unchanged. For the other
    arguments, None leaves the rows unchanged. Rows that stay keep their notes.
    """
    event.save()
    if audience_countries is not None:
        event.audience_countries.set(audience_countries)
    for role, wanted in parties.items():
        _keep_parties(event, role, set(wanted))
    for model, name, rows in (
        (EventProject, "project", projects),
        (EventDocument, "document", documents),
        (EventContact, "contact", contacts),
    ):
        if rows is not None:
            _keep(event, model, name, {row.pk for row in rows})
    return event


@transaction.atomic
def set_status(*, event: Event, status: EventStatus) -> None:
    """Sets the status of the event."""
    event.status = status
    event.save()


def correct_days() -> int:
    """Corrects the stored days of series whose first day is an exception; returns the number of corrected events.

    The days are derived when an event is saved. This is for events that an older version saved with another rule.
    """
    series: Any = Event.objects.exclude(recurrence="").exclude(exceptions="").order_by("pk")
    wrong = []
    for event in series:
        days = (event.first_possible_day(), event.last_possible_day())
        if days != (event.first_day, event.last_day):
            event.first_day, event.last_day = days
            wrong.append(event)
    if wrong:
        with changing(way=Way.PROGRAM, reason="Days of series derived anew"):
            Event.objects.bulk_update(wrong, ["first_day", "last_day"], batch_size=500)
    return len(wrong)


def _keep_parties(event: Event, role: str, wanted: set[Party]) -> None:
    for row in event.parties.filter(role=role):
        party = ("council", row.council_id) if row.council_id else ("organisation", row.organisation_id)
        if party in wanted:
            wanted.discard(party)
        else:
            row.delete()
    for kind, key in sorted(wanted):
        EventParty.objects.create(event=event, role=role, **{f"{kind}_id": key})


def _keep(event: Event, model: Any, name: str, wanted: set[int]) -> None:
    for row in model.objects.filter(event=event):
        key = getattr(row, f"{name}_id")
        if key in wanted:
            wanted.discard(key)
        else:
            row.delete()
    for key in sorted(wanted):
        model.objects.create(event=event, **{f"{name}_id": key})
