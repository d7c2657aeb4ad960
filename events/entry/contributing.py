"""Who may enter and change what in the calendar.

Staff with the right of the editing side may change every event. An account of an organisation (``Contributor``)
enters that organisation's events, and changes those that it alone organises. Everybody else reads.
"""

from typing import Any

from events.choices import EventRole
from events.models import Contributor, Event
from projects.models import Organisation

NOT_ASKED = object()


def organisation_of(user: Any) -> Organisation | None:
    """The organisation whose account this is; None for staff and for people of their own. One query for a user."""
    if not user.is_authenticated or user.is_staff:
        return None
    known: Any = getattr(user, "_contributes_for", NOT_ASKED)
    if known is NOT_ASKED:
        row = Contributor.objects.filter(user=user.pk).select_related("organisation").first()
        known = user._contributes_for = row.organisation if row else None
    return known


def is_contributor(user: Any) -> bool:
    """Whether the account is an organisation's own, and has no more to see than the calendar."""
    return organisation_of(user) is not None


def may_enter(user: Any) -> bool:
    """Whether the person may enter new events."""
    return bool(user.is_staff and user.has_perm("events.add_event")) or is_contributor(user)


def may_change(user: Any, event: Event) -> bool:
    """Whether the person may change this event."""
    if user.is_staff:
        return bool(user.has_perm("events.change_event"))
    organisation = organisation_of(user)
    return organisation is not None and organises_alone(organisation, event)


def may_confirm(user: Any) -> bool:
    """Whether the person may say that an event takes place: staff alone."""
    return bool(user.is_staff and user.has_perm("events.change_event"))


def organises_alone(organisation: Organisation, event: Event) -> bool:
    """Whether the event is the organisation's own: it alone is its organiser. Co-organisers may help."""
    organising = [one for one in event.parties.all() if one.role == EventRole.ORGANISING]
    return bool(organising) and all(one.organisation_id == organisation.pk for one in organising)
