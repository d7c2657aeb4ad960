"""The accounts of organisations (``Contributor``). What they may do is in ``rights.py``."""

from typing import Any

from events.choices import EventRole
from events.models import Contributor, Event
from projects.models import Organisation

NOT_ASKED = object()


def organisation_of(user: Any) -> Organisation | None:
    """Returns the organisation that the account belongs to; None for staff and personal accounts. One query a user."""
    if user is None or not user.is_authenticated or user.is_staff:
        return None
    known: Any = getattr(user, "_contributes_for", NOT_ASKED)
    if known is NOT_ASKED:
        row = Contributor.objects.filter(user=user.pk).select_related("organisation__merged_into").first()
        known = user._contributes_for = row.organisation.stands_for if row else None
    return known


def join(user: Any, organisation: Organisation) -> None:
    """Makes an account one of the organisation."""
    Contributor.objects.create(user=user, organisation=organisation)


def is_contributor(user: Any) -> bool:
    """Returns whether the account belongs to an organisation, and so sees only the calendar."""
    return organisation_of(user) is not None


def organises_alone(organisation: Organisation, event: Event) -> bool:
    """Returns whether the organisation is the event's only organiser. Co-organisers do not count."""
    organising = [party for party in event.parties.all() if party.role == EventRole.ORGANISING]
    return bool(organising) and all(party.organisation_id == organisation.pk for party in organising)
