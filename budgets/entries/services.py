"""Services that close accounting periods and open them again."""

from collections.abc import Callable
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from budgets.models import Period
from changes.apply import Outcome, apply
from changes.check import Checked
from changes.models import Way
from changes.proposal import Proposal


class NotOver(Exception):
    """The period cannot be closed, because its last day is not past. The text says so."""


def close_period(
    *,
    period: Period,
    actor: Any = None,
    way: Way = Way.PAGE,
    reason: str = "",
    dry_run: bool = False,
    may: Callable[[Checked], str] | None = None,
) -> Outcome:
    """Closes a period: from now on no entry of its days is added or taken away. Returns the outcome of the change,
    which says who closed it and when; it is empty if the period is closed already.

    Undoing the change opens the period again. Raises NotOver before the end of the last day. Raises Refused if ``may``
    refuses.
    """
    period.refresh_from_db()
    if not period.closed and (sentence := hindering_closing(period)):
        raise NotOver(sentence)
    moment = timezone.now().replace(microsecond=0).isoformat()
    return _written(period, moment, actor=actor, way=way, reason=reason, dry_run=dry_run, may=may)


def reopen_period(
    *,
    period: Period,
    reason: str,
    actor: Any = None,
    way: Way = Way.PAGE,
    dry_run: bool = False,
    may: Callable[[Checked], str] | None = None,
) -> Outcome:
    """Opens a closed period again. The change keeps who did it, when and why; the outcome is empty if it is open.

    Raises ValueError without a reason, Refused if ``may`` refuses.
    """
    if not reason.strip():
        raise ValueError(_("Say why the period is opened again."))
    return _written(period, None, actor=actor, way=way, reason=reason, dry_run=dry_run, may=may)


def _written(period: Period, moment: str | None, **facts: Any) -> Outcome:
    period.refresh_from_db()
    if period.closed == (moment is not None):
        return Outcome()
    proposal = Proposal.update("period", period.code, {"closed_at": moment}, stored=True)
    outcome = apply(proposals=[proposal], **facts)
    period.refresh_from_db()
    return outcome


def hindering_closing(period: Period) -> str:
    """Returns why a period cannot be closed yet; empty if its last day is past."""
    if period.over:
        return ""
    words = _("The period ends on %(day)s. It can be closed from the day after.")
    return words % {"day": formats.date_format(period.last_day, "DATE_FORMAT")}


def hindering_deletion_of_period(period: Any, undoing: bool) -> str:
    """Returns why a period cannot be deleted; empty if it is open."""
    return _("The period is closed. Open it first.") if period.closed else ""
