"""The page that changes several projects at once: choose what changes, look at it, apply it as one change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from changes.apply import Outcome, Refused, apply
from changes.models import Way
from changes.rights import check_day, may_propose
from pages.changes.links import with_undo
from pages.proposals.submitting import submitted
from pages.several.actions import CHANGE, PARAMETERS, ActionForm, actions_of
from pages.several.preview import look, proposals_of
from pages.several.selection import MOST, Selection, may_change
from pages.several.stale import NoSuchVersion, changed_since
from projects.editing.once import once

NAMED = 10
"""Projects that a sentence names; it gives the number of the rest."""


class AgreedForm(forms.Form):
    """What the person saw before they pressed the button, and why they change it."""

    seen = forms.CharField(max_length=60)
    shown = forms.CharField(max_length=60)
    left_out = forms.CharField(required=False)
    reason = forms.CharField(max_length=1000, required=False, label=gettext_lazy("Reason"))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def several(request: HttpRequest) -> HttpResponse:
    """Asks for the change of the chosen projects, shows what it would do, and applies it."""
    check_day()
    if not may_change(request.user):
        raise PermissionDenied
    selection = Selection(request.GET, PARAMETERS)
    if not selection.filterset.is_valid():
        context = {"filterset": selection.filterset, "errors": selection.filterset.errors}
        return render(request, "several/choose.html", context, status=400)
    actions = actions_of(request.GET)
    chosen = next((action for action in actions if action.verb), None)
    if not selection.count or selection.too_many or chosen is None or not chosen.is_valid():
        return _ask(request, selection, actions)
    return _apply(request, selection, chosen) if request.method == "POST" else _show(request, selection, chosen)


def _ask(request: HttpRequest, selection: Selection, actions: list[ActionForm]) -> HttpResponse:
    for action in actions:
        if action.is_bound and not action.verb:
            action.leave_unjudged()
    wrong = not selection.count or selection.too_many or any(action.errors for action in actions)
    unknown = bool(request.GET.get(CHANGE)) and not any(action.verb for action in actions)
    context = {"selection": selection, "actions": actions, "most": MOST, "unknown": unknown}
    # A person who presses the last button chose projects before: they do not match any more
    context["late"] = request.method == "POST"
    return render(request, "several/choose.html", context, status=400 if wrong or unknown else 200)


def _show(
    request: HttpRequest, selection: Selection, form: ActionForm, problem: str = "", **facts: Any
) -> HttpResponse:
    context = {
        "selection": selection,
        "form": form,
        "preview": look(selection.projects, form, request.user),
        "problem": problem,
        "here": request.get_full_path(),
        **facts,
    }
    return render(request, "several/preview.html", context, status=409 if problem else 200)


def _apply(request: HttpRequest, selection: Selection, form: ActionForm) -> HttpResponse:
    agreed = AgreedForm(request.POST)
    reason = str(request.POST.get("reason", ""))[:1000]
    problem = _problem(agreed, selection, form)
    if problem:
        return _show(request, selection, form, problem, reason=reason)
    left_out = set(agreed.cleaned_data["left_out"].split())
    proposals, _same = proposals_of(selection.projects, form, left_out)
    try:
        outcome = apply(
            proposals=proposals,
            way=Way.PAGE,
            actor=request.user,
            reason=agreed.cleaned_data["reason"],
            may=may_propose(request.user),
        )
    except Refused as refused:
        names = [proposals[place].key for place in refused.checked]
        problem = _("These projects are refused by now: %s.") % _listed(names)
        return _show(request, selection, form, problem, reason=reason)
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    messages.success(request, _done(outcome, len(proposals)))
    return redirect(selection.list_url)


def _problem(agreed: AgreedForm, selection: Selection, form: ActionForm) -> str:
    """Returns why the page has to be looked at again before anything is written; empty if it need not."""
    if not agreed.is_valid():
        return " ".join(str(sentence) for sentences in agreed.errors.values() for sentence in sentences)
    if agreed.cleaned_data["shown"] != selection.mark:
        sentence = ngettext(
            "Other projects match by now than those that were shown. Now it is %(number)d.",
            "Other projects match by now than those that were shown. Now they are %(number)d.",
            selection.count,
        )
        return sentence % {"number": selection.count}
    try:
        changed = changed_since(agreed.cleaned_data["seen"], selection.projects, form.field)
    except NoSuchVersion:
        return _("The register is not the one that this page was made from. Look at the change again.")
    return _("Somebody changed these projects in the meantime: %s.") % _listed(changed) if changed else ""


def _listed(names: list[str]) -> str:
    """Returns the first names, and how many more there are."""
    rest = len(names) - NAMED
    text = ", ".join(names[:NAMED])
    return (
        ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", rest)
        % {
            "names": text,
            "number": rest,
        }
        if rest > 0
        else text
    )


def _done(outcome: Outcome, number: int) -> Any:
    if outcome.change is None:
        return _("Nothing was changed.")
    sentence = ngettext("%(number)d project was changed.", "%(number)d projects were changed.", number)
    return with_undo(sentence % {"number": number}, outcome.change)
