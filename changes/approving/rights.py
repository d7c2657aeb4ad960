"""Who may approve, send back, withdraw and read proposals that wait."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from changes.approving import gate
from changes.approving.handing_in import belongs_to_an_organisation, organisation_of, refusal_of
from changes.check import Checked
from changes.models import State, WaitingProposal
from changes.rights import APPROVE, RECEIVE, SEE, decides, is_staff, may_propose, may_see_all
from changes.rights.limits import limits_of, narrowed_to, outside

KIND = "waitingproposal"


@decides("approve", KIND)
def may_approve(person: Any, proposal: Any) -> bool:
    """Returns whether the person may approve a proposal and send it back: with the right to it, within the limits of
    the role, and never one of their own. What an organisation handed in needs another right than money, and no account
    of an organisation approves it, whatever roles the account has.
    """
    handed_in = proposal is not None and bool(proposal.handed_in_by)
    needed = [APPROVE, RECEIVE] if handed_in else [APPROVE]
    if not (is_staff(person) and any(person.has_perm(name) for name in needed)):
        return False
    if proposal is None:
        return True
    if handed_in and belongs_to_an_organisation(person):
        return False
    limits = [names for names in (limits_of(person, needed), narrowed_to(person)) if names is not None]
    within = all(one & set(names) for one in limits for names in proposal.belongs)
    return within and proposal.author_id not in (None, person.pk)


@decides("withdraw", KIND)
def may_withdraw(person: Any, proposal: Any) -> bool:
    """Returns whether the person may change, renew and withdraw a proposal: only its author; of what an organisation
    handed in, each account of the organisation.
    """
    if proposal.handed_in_by:
        return bool(organisation_of(person) == proposal.handed_in_by)
    return is_staff(person) and proposal.author_id == person.pk


@decides(SEE, KIND)
def may_see(person: Any, proposal: Any) -> bool:
    """Returns whether the person may read proposals: who sees the changes, and everybody their own."""
    return may_see_all(person) or (proposal is not None and may_withdraw(person, proposal))


def refusal_of_author(proposal: WaitingProposal) -> Callable[[Checked], str]:
    """Returns the function that says why the author of a proposal may not propose it any more."""
    return refusal_of(proposal) if proposal.handed_in_by else may_propose(proposal.author)


def refusal_of_both(waiting: WaitingProposal, approver: Any) -> Callable[[Checked], str]:
    """Returns the function that says why author and approver together may not write a proposal.

    The author still has the right to propose it, and the approver's role reaches what takes two persons.
    """
    proposing = refusal_of_author(waiting)
    needed = [APPROVE, RECEIVE] if waiting.handed_in_by else [APPROVE]

    def refusal(checked: Checked) -> str:
        if checked.refused:
            # Nothing of it is written, and both may read why
            return ""
        if proposing(checked):
            return _("The person who proposed it may not do this any more.")
        if not gate.needed_for([gate.meant_by(checked)]):
            return ""
        proposal = checked.proposal
        return outside(approver, needed, proposal.kind, proposal.action, checked.before, checked.after)

    return refusal


def waiting_for(person: Any) -> list[WaitingProposal]:
    """Returns the proposals that wait for this person's approval."""
    waiting = (
        WaitingProposal.objects.filter(state=State.WAITING)
        .exclude(author=person.pk)
        .select_related("author", "decided_by")
    )
    return [one for one in waiting.defer("typed") if may_approve(person, one)]


def sent_back_to(person: Any) -> list[WaitingProposal]:
    """Returns the person's own proposals that were sent back."""
    found = WaitingProposal.objects.filter(state=State.SENT_BACK, author=person.pk)
    return list(found.select_related("author", "decided_by").defer("typed"))
