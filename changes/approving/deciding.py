"""What people do with a proposal that waits: approve it, send it back, renew it or withdraw it."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes.apply import Outcome, apply
from changes.approving.handing_in import hindrance_of
from changes.approving.keeping import operations_of, replace
from changes.approving.rights import refusal_of_author, refusal_of_both
from changes.approving.telling import tell
from changes.approving.trail import Cause, mark_of, step
from changes.check import Checked
from changes.models import State, WaitingProposal
from changes.rights import check_may
from changes.undo import undone_by


class Decided(Exception):
    """The proposal does not wait any more, or cannot be decided. The text says why."""


class ChangedMeanwhile(Decided):
    """Its author changed the proposal after the person saw it."""

    def __init__(self) -> None:
        super().__init__(_("The proposal was changed meanwhile. This is what it says now."))


def approve(*, proposal: WaitingProposal, approver: Any, seen: str, answer: str = "") -> Outcome:
    """Makes a proposal a change of its author, approved by another person. Everything is checked again.

    ``seen``: the mark of what the approver saw (``trail.mark_of``). Raises ChangedMeanwhile if it says something else
    by now, Decided if it does not wait any more, Refused if a rule is broken by now or somebody changed the records,
    PermissionDenied if this person may not approve it.
    """
    check_may(approver, "approve", proposal)
    with transaction.atomic():
        # The update locks the row: of two people who approve at once, the second finds none that waits
        _decide(proposal, State.APPROVED, approver, answer, seen=seen)
        outcome = _applied(proposal, approver=approver, may=refusal_of_both(proposal, approver))
        if outcome.change is None:
            raise Decided(_("The register already says what is proposed. Withdraw the proposal."))
        proposal.change = outcome.change
        proposal.save(update_fields=["change"])
    return outcome


def look(proposal: WaitingProposal) -> Outcome:
    """Returns what approving would do now, and writes nothing. Raises Refused."""
    return _applied(proposal, dry_run=True)


def send_back(*, proposal: WaitingProposal, person: Any, seen: str, answer: str) -> None:
    """Gives a proposal back to its author with the reason. ``seen``: as of ``approve``. Raises ValueError without a
    reason, ChangedMeanwhile, Decided.
    """
    check_may(person, "approve", proposal)
    if not answer.strip():
        raise ValueError(_("Say why you send it back."))
    _decide(proposal, State.SENT_BACK, person, answer.strip(), seen=seen)


def withdraw(*, proposal: WaitingProposal, person: Any) -> None:
    """Ends a proposal of the person's own. Raises Decided if it is decided already."""
    check_may(person, "withdraw", proposal)
    _decide(proposal, State.WITHDRAWN, person, "", among=(State.WAITING, State.SENT_BACK))


def end(*, proposal: WaitingProposal, person: Any, cause: Cause, change: int) -> None:
    """Ends a proposal that cannot be approved any more, whoever proposed it, because of a change. Raises Decided."""
    among = (State.WAITING, State.SENT_BACK)
    _decide(proposal, State.WITHDRAWN, person, "", among=among, cause=cause, change=change)


def renew(*, proposal: WaitingProposal, person: Any) -> None:
    """Proposes the same values again, for the records as they are now: the author has seen what others changed.

    Raises Refused if a rule is broken by now, Decided if it is decided already or one person may write it by now.
    """
    check_may(person, "withdraw", proposal)
    if proposal.state not in (State.WAITING, State.SENT_BACK):
        # Its values are checked against the records below, and would be refused for another reason
        raise Decided(_already(proposal))
    with transaction.atomic():
        outcome = _applied(proposal, may=refusal_of_author(proposal), as_it_is_now=True)
        if outcome.waiting is None:
            transaction.set_rollback(True)
            raise Decided(_("It does not need a second person any more. Withdraw the proposal and save it yourself."))
        if not replace(proposal, outcome.waiting):
            raise Decided(_already(proposal))


DECISIONS: dict[str, Callable[[WaitingProposal, Any, str, str], Any]] = {
    "approve": lambda proposal, person, seen, answer: approve(
        proposal=proposal, approver=person, seen=seen, answer=answer
    ),
    "send-back": lambda proposal, person, seen, answer: send_back(
        proposal=proposal, person=person, seen=seen, answer=answer
    ),
    "withdraw": lambda proposal, person, _seen, _answer: withdraw(proposal=proposal, person=person),
    "renew": lambda proposal, person, _seen, _answer: renew(proposal=proposal, person=person),
}
"""What people do with a proposal, by the name in the addresses of the pages and of the API. Takes the proposal, the
person, the mark of what the person saw, and the answer. Raises as the functions do."""


def _applied(
    proposal: WaitingProposal,
    *,
    may: Callable[[Checked], str] | None = None,
    as_it_is_now: bool = False,
    **options: Any,
) -> Outcome:
    if proposal.author is None:
        raise Decided(_("The account that proposed it is gone. Propose it again."))
    if proposal.undoes_id and undone_by([proposal.undoes_id]):
        raise Decided(_("Change %(number)d is undone already.") % {"number": proposal.undoes_id})
    if sentence := hindrance_of(proposal):
        raise Decided(sentence)
    wanted = [one.proposal() for one in operations_of(proposal)]
    if as_it_is_now:
        wanted = [_without_base(one) for one in wanted]
    facts = {name: getattr(proposal, name) for name in ("way", "reason", "file", "corrects", "undoes", "restores")}
    return apply(proposals=wanted, actor=proposal.author, may=may, **facts, **options)


def _without_base(proposal: Any) -> Any:
    return dataclasses.replace(proposal, base=None)


def _decide(
    proposal: WaitingProposal,
    state: str,
    person: Any,
    answer: str,
    *,
    seen: str | None = None,
    among: tuple[str, ...] = (State.WAITING,),
    **more: Any,
) -> None:
    waiting = WaitingProposal.objects.filter(pk=proposal.pk, state__in=among)
    with transaction.atomic():
        # The update locks the row: what is compared afterwards is what is decided
        if not waiting.update(state=state, decided_by=person, decided_at=timezone.now(), answer=answer[:1000]):
            raise Decided(_already(proposal))
        proposal.refresh_from_db()
        if seen is not None and seen != mark_of(proposal):
            raise ChangedMeanwhile
        proposal.steps = [*proposal.steps, step(proposal, state, person, answer[:1000], **more)]
        proposal.save(update_fields=["steps"])
        tell(proposal, state)


def _already(proposal: WaitingProposal) -> str:
    proposal.refresh_from_db()
    words = {"state": proposal.get_state_display()}
    return _("This proposal does not wait any more: %(state)s.") % words
