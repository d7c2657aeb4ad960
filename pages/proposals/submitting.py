"""A form whose saving waits for a second person: the answer, and the draft in which its author changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from changes.approving.keeping import replace
from changes.models import WaitingProposal
from pages.keeping import drafts
from pages.proposals.reopening import form_of


def submitted(request: HttpRequest, proposal: WaitingProposal, place: drafts.Place | None = None) -> HttpResponse:
    """Says that nothing is written yet, and leads to the proposal. Call it instead of saying what was saved.

    ``place``: the form that was sent. If its draft belongs to an earlier proposal of the person, it renews that one.
    """
    if place is not None:
        proposal = _with_form(request, proposal, place)
        drafts.forget(request.user, place)
    messages.success(request, _("Nothing is saved yet. It waits until a second person approves it."))
    return redirect("proposal", proposal.pk)


def _with_form(request: HttpRequest, proposal: WaitingProposal, place: drafts.Place) -> WaitingProposal:
    facts: dict[str, Any] = {"place": vars(place), "typed": drafts.typed_in(request.POST)}
    draft = drafts.find(request.user, place)
    earlier = WaitingProposal.objects.filter(draft=draft, author=request.user.pk).first() if draft else None
    if earlier and replace(earlier, proposal):
        proposal = earlier
    WaitingProposal.objects.filter(pk=proposal.pk).update(**facts)
    return proposal


def open_as_draft(proposal: WaitingProposal) -> str:
    """Makes the form of a proposal a draft of its author. Returns its address; empty if no form takes it."""
    found = form_of(proposal)
    if found is None or proposal.author is None:
        return ""
    place, typed = found
    proposal.draft = drafts.put(proposal.author, place, typed)
    proposal.save(update_fields=["draft"])
    return place.address
