"""What holds when an event is entered or changed, by a form, a file or a program.

Staff have the last word: an organisation's own account enters and changes that organisation's events, and staff confirm
them. Who may enter and change events at all is in ``contributing.py``.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from events.choices import EventStatus
from events.models import Event
from events.sources import calendar_source
from projects.models import Contact, Organisation, Source

STAFF_ONLY = ("organisers", "projects", "documents", "source")
"""Only staff say who organises an event, what it belongs to and where it is known from."""


def statuses_for(organisation: Organisation | None, before: str) -> list[EventStatus]:
    """The statuses that may be set: staff (no organisation) set any, an organisation cannot confirm.

    ``before``: the status that the event has. A confirmed one may stay so, as far as ``status_after`` lets it.
    """
    if organisation is None or before == EventStatus.CONFIRMED:
        return list(EventStatus)
    return [one for one in EventStatus if one != EventStatus.CONFIRMED]


def status_after(*, status: str, before: str, staff: bool, changed: bool) -> EventStatus:
    """The status that an event gets where ``status`` is proposed. ``changed``: whether anything else changes.

    An event that an organisation calls confirmed waits for staff as tentative. If staff confirmed it earlier, it stays
    confirmed only as they saw it.
    """
    if staff or status != EventStatus.CONFIRMED:
        return EventStatus(status)
    return EventStatus.CONFIRMED if before == EventStatus.CONFIRMED and not changed else EventStatus.TENTATIVE


def source_of(organisers: Iterable[tuple[str, int]]) -> Source | None:
    """Where an event without a source is known from: the calendar of the first organisation that organises it.

    ``organisers``: (organisation or council, key). None where no organisation does: somebody has to name the source.
    """
    key = next((key for kind, key in organisers if kind == "organisation"), None)
    return calendar_source(organisation=Organisation.objects.get(pk=key)) if key else None


def contacts_after(event: Event, organisation: Organisation | None, chosen: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts that an event has if these are chosen. An organisation does not see others' contacts: they stay."""
    if organisation is None or not event.pk:
        return chosen
    kept = Contact.objects.filter(event_contacts__event=event).exclude(organisation=organisation)
    return Contact.objects.filter(pk__in=[*chosen.values_list("pk", flat=True), *kept.values_list("pk", flat=True)])
