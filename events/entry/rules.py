"""Rules for entering and changing an event, by a form, a file or a program.

Staff decide last: an organisation's account enters and changes that organisation's events, and staff confirm them.
``contributing.py`` decides who may enter and change events at all.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.choices import EventStatus
from events.files.limits import MOST_OF_ORGANISATION
from events.models import Engagement, Event
from events.sources import calendar_source
from projects.models import Contact, Organisation, Source

STAFF_ONLY = ("organisers", "projects", "documents", "source")
"""Only staff set the organisers of an event, the projects and documents it belongs to, and its source."""


def statuses_for(organisation: Organisation | None, before: str) -> list[EventStatus]:
    """Returns the statuses that may be set: any for staff (no organisation); an organisation cannot confirm.

    ``before``: the event's current status. A confirmed event may stay confirmed, within the limits of ``status_after``.
    """
    if organisation is None or before == EventStatus.CONFIRMED:
        return list(EventStatus)
    return [status for status in EventStatus if status != EventStatus.CONFIRMED]


def status_after(*, status: str, before: str, staff: bool, changed: bool) -> EventStatus:
    """Returns the status that an event gets if ``status`` is proposed. ``changed``: whether anything else changes.

    If an organisation sets an event to confirmed, it becomes tentative and waits for staff. If staff confirmed it
    earlier, it stays confirmed only while nothing else changes.
    """
    if staff or status != EventStatus.CONFIRMED:
        return EventStatus(status)
    return EventStatus.CONFIRMED if before == EventStatus.CONFIRMED and not changed else EventStatus.TENTATIVE


def source_of(organisers: Iterable[tuple[str, int]]) -> Source | None:
    """Returns the source of an event that names none: the calendar of the first organisation that organises it.

    ``organisers``: pairs of kind (organisation or council) and key. Returns None if no organisation organises it:
    somebody then has to name the source.
    """
    key = next((key for kind, key in organisers if kind == "organisation"), None)
    return calendar_source(organisation=Organisation.objects.get(pk=key)) if key else None


def room_of(organisation: Organisation, *besides: int) -> int:
    """Returns how many more times events that the organisation organises alone may take place, not counting the events
    with the keys ``besides``. The clash index has rows for each of these times, so their number is bounded.
    """
    own = Event.objects.of_organisation_alone(organisation).exclude(pk__in=besides).values("pk")
    return max(0, MOST_OF_ORGANISATION - Engagement.objects.of_time().filter(event__in=own).count())


def no_room(most: int) -> str:
    """Returns the sentence that refuses an event for which the organisation has no room."""
    return _("With it, the events of the organisation would take place more than %(most)d times.") % {"most": most}


def contacts_after(event: Event, organisation: Organisation | None, chosen: QuerySet[Contact]) -> QuerySet[Contact]:
    """Returns the event's contacts after this choice. An organisation does not see others' contacts, so these stay."""
    if organisation is None or not event.pk:
        return chosen
    kept = Contact.objects.filter(event_contacts__event=event).exclude(organisation=organisation)
    return Contact.objects.filter(pk__in=[*chosen.values_list("pk", flat=True), *kept.values_list("pk", flat=True)])
