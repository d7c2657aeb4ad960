"""Services that write periods."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import Period
from changes.apply import Outcome, apply
from changes.models import Way
from changes.proposal import Proposal


def close_period(*, period: Period, actor: Any = None, way: Way = Way.PAGE, reason: str = "") -> Outcome:
    """Closes a period: from now on no entry of its days is added or taken away. Returns the outcome of the change,
    which says who closed it and when; it is empty if the period is closed already.

    Undoing the change opens the period again.
    """
    period.refresh_from_db()
    if period.closed:
        return Outcome()
    closed = {"closed_at": timezone.now().replace(microsecond=0).isoformat()}
    proposal = Proposal.update("period", period.code, closed, stored=True)
    outcome = apply(proposals=[proposal], way=way, actor=actor, reason=reason)
    period.refresh_from_db()
    return outcome


def hindering_deletion_of_period(period: Any, undoing: bool) -> str:
    """Returns why a period cannot be deleted; empty if it is open."""
    return _("The period is closed. Open it first.") if period.closed else ""
