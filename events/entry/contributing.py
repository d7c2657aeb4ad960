"""The accounts of organisations (``Contributor``). What they may do is in ``rights.py``."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from events.choices import EventRole
from events.models import Contributor, Event
from projects.models import Organisation

NOT_ASKED = object()
ROLE = "contributor"
"""The name of the group of these accounts (``accounts/roles.py``)."""


def organisation_of(user: Any) -> Organisation | None:
    """Returns the organisation that the account belongs to; None for staff and personal accounts. One query a user."""
    return _asked(user)[0]


def _asked(user: Any) -> tuple[Organisation | None, bool]:
    """Returns the organisation of an account, and whether it has the role of such accounts."""
    if user is None or not user.is_authenticated or user.is_staff:
        return None, False
    known: Any = getattr(user, "_contributes_for", NOT_ASKED)
    if known is NOT_ASKED:
        role = Exists(Group.objects.filter(name=ROLE, user=OuterRef("pk")))
        accounts = get_user_model().objects.filter(pk=user.pk).annotate(has_role=role)
        row: Any = accounts.select_related("contributor__organisation__merged_into").first()
        contributor = getattr(row, "contributor", None)
        organisation = contributor.organisation.stands_for if contributor else None
        known = user._contributes_for = (organisation, bool(row and row.has_role))
    return known


def join(user: Any, organisation: Organisation) -> None:
    """Makes an account one of the organisation."""
    Contributor.objects.create(user=user, organisation=organisation)


def is_contributor(user: Any) -> bool:
    """Returns whether the account belongs to an organisation, and so acts for it."""
    return organisation_of(user) is not None


def sees_calendar_only(user: Any) -> bool:
    """Returns whether the account belongs to an organisation or has the role of such accounts: an account that was
    given the role and no organisation must not read more than one with both.
    """
    organisation, has_role = _asked(user)
    return organisation is not None or has_role


def organises_alone(organisation: Organisation, event: Event) -> bool:
    """Returns whether the organisation is the event's only organiser. Co-organisers do not count."""
    organising = [party for party in event.parties.all() if party.role == EventRole.ORGANISING]
    return bool(organising) and all(party.organisation_id == organisation.pk for party in organising)
