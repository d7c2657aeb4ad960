"""The pages of proposals that wait for a second person. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets.owing.files import file_of
from budgets.owing.naming import read_organisations
from changes.apply import Refused
from changes.approving.deciding import DECISIONS, Decided
from changes.approving.rights import KIND, waiting_for
from changes.approving.trail import answer_of, mark_of
from changes.models import State, WaitingProposal
from changes.rights import SEE, check_may, may
from pages.changes.links import with_undo
from pages.proposals import listing
from pages.proposals.about import about
from pages.proposals.reopening import form_of
from pages.proposals.submitting import open_as_draft
from projects.editing.once import once
from projects.files.rights import READ
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 20


@require_safe
@login_required
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Lists what waits for this person's approval, the person's own proposals, and those that are decided."""
    refuse_unknown_parameters(request)
    own = _proposals().filter(author=request.user.pk, state__in=(State.WAITING, State.SENT_BACK))
    if not (own.exists() or may(request.user, SEE, KIND)):
        raise PermissionDenied
    mine = waiting_for(request.user)
    rest = _proposals().exclude(pk__in=[one.pk for one in [*mine, *own]])
    if not may(request.user, SEE, KIND):
        rest = rest.filter(author=request.user.pk)
    page, own = page_of(rest, request, PAGE_SIZE), list(own)
    read_organisations([*mine, *own, *page])
    found = listing.shown_of([*mine, *own, *page])
    first, second = len(mine), len(mine) + len(own)
    context = {"for_me": found[:first], "own": found[first:second], "page": page, "others": found[second:]}
    return render(request, "proposals/list.html", context)


@require_safe
@login_required
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a proposal: what it would change, what others changed meanwhile, and what the person may do with it."""
    refuse_unknown_parameters(request)
    return _shown(request, _proposal(request, pk))


def _shown(request: HttpRequest, proposal: WaitingProposal, problems: list[str] | None = None) -> HttpResponse:
    waiting, sent_back = proposal.state == State.WAITING, proposal.state == State.SENT_BACK
    author = may(request.user, "withdraw", proposal) and (waiting or sent_back)
    context = {
        "proposal": proposal,
        "shown": listing.shown(proposal),
        "about": about(proposal),
        "file": file_of(proposal) if may(request.user, READ, proposal) else None,
        "steps": listing.steps(proposal),
        "seen": mark_of(proposal),
        "meeting": listing.meeting(proposal) if waiting else None,
        "may_approve": waiting and may(request.user, "approve", proposal),
        "may_withdraw": author,
        "may_change": author and form_of(proposal) is not None,
        "problems": problems or [],
        "said": answer_of(proposal),
        "answer": request.POST.get("answer", ""),
    }
    return render(request, "proposals/detail.html", context, status=409 if problems else 200)


NEEDED = {"approve": "approve", "send-back": "approve", "withdraw": "withdraw", "renew": "withdraw"}
"""The right that each action needs."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def decide(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Approves a proposal, sends it back, renews or withdraws it."""
    proposal = _proposal(request, pk)
    check_may(request.user, NEEDED[action], proposal)
    if request.method != "POST":
        return redirect("proposal", pk)
    answer = str(request.POST.get("answer", "")).replace("\0", "")[:1000]
    try:
        outcome = DECISIONS[action](proposal, request.user, request.POST.get("seen", ""), answer)
    except (Decided, ValueError) as error:
        proposal.refresh_from_db()
        return _shown(request, proposal, [str(error)])
    except Refused:
        proposal.refresh_from_db()
        return _shown(request, proposal, [_("It cannot be approved as it is. The reasons are below.")])
    messages.success(request, _said(action, outcome))
    return redirect("proposal", pk)


def _said(action: str, outcome: Any) -> Any:
    if action == "approve":
        return with_undo(_("The proposal is approved and saved."), outcome.change)
    sentences = {
        "send-back": _("The proposal is sent back."),
        "withdraw": _("The proposal is withdrawn."),
        "renew": _("The proposal is renewed."),
    }
    return sentences[action]


@require_POST
@login_required
def change_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the form of the person's own proposal again. Sending the form renews the proposal."""
    proposal = _proposal(request, pk)
    check_may(request.user, "withdraw", proposal)
    if proposal.state not in (State.WAITING, State.SENT_BACK):
        return _shown(request, proposal, [_("This proposal is decided.")])
    address = open_as_draft(proposal)
    if not address:
        raise Http404
    return redirect(address)


def _proposals() -> Any:
    return WaitingProposal.objects.select_related("author", "decided_by", "change")


def _proposal(request: HttpRequest, pk: int) -> WaitingProposal:
    proposal: WaitingProposal = get_object_or_404(_proposals(), pk=pk)
    if not may(request.user, SEE, proposal):
        # Not 403: nobody learns which numbers exist
        raise Http404
    return proposal
