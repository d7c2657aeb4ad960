"""The work list of likely doubles, and the page on which two organisations are compared, merged or told apart."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from changes.apply import Outcome, Refused, apply
from changes.check import Checked
from changes.models import Action, Way
from changes.proposal import Proposal
from changes.reading import snapshot
from changes.rights import check_may, may_propose
from changes.undo import sentences_of
from pages.changes.links import with_undo
from pages.doubles.beside import lines_of
from pages.doubles.forms import DifferForm, MergeForm
from pages.doubles.words import evidence_in_words
from pages.proposals.submitting import submitted
from projects.doubles.alike import compared
from projects.doubles.known import known_organisations
from projects.doubles.merging import KIND, CannotMerge, merge
from projects.doubles.nearest import nearest
from projects.doubles.pairs import Pair, likely_doubles
from projects.editing.once import once
from projects.filtering.pagination import page_of
from projects.memory import remembered
from projects.models import Organisation, OrganisationDistinction
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 50
MOST_NEAR = 8


def _may_merge(request: HttpRequest) -> None:
    check_may(request.user, Action.UPDATE, KIND)


@require_http_methods(["GET", "HEAD"])
def doubles(request: HttpRequest) -> HttpResponse:
    """Lists the likely doubles among all organisations, and the pairs that somebody said to be different."""
    _may_merge(request)
    if set(request.GET) - {"page"}:
        refuse_unknown_parameters(request)
    page = page_of(remembered("likely doubles", likely_doubles), request, PAGE_SIZE)
    differ = OrganisationDistinction.objects.select_related("organisation", "other").order_by("-pk")
    context = {"page": page, "pairs": _shown(page), "differ": [(one, _said_by(one)) for one in differ[:PAGE_SIZE]]}
    return render(request, "doubles/list.html", context)


def _shown(page: Any) -> list[dict[str, Any]]:
    pairs: list[Pair] = list(page)
    keys = {key for pair in pairs for key in (pair.one, pair.other)}
    rows = Organisation.objects.select_related("country").in_bulk(keys)
    return [
        {
            "one": rows[pair.one],
            "other": rows[pair.other],
            "evidence": evidence_in_words(pair.alike),
            "same_name": str(rows[pair.one]) == str(rows[pair.other]),
        }
        for pair in pairs
        if pair.one in rows and pair.other in rows
    ]


def _said_by(distinction: OrganisationDistinction) -> Any:
    """Returns the state of the history in which it was said: who, and when."""
    history: Any = distinction.history  # type: ignore[attr-defined]
    return history.select_related("history_user").order_by("history_id").first()


@require_http_methods(["GET", "HEAD", "POST"])
@once
def merge_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Compares an organisation with another (``with=`` its short name), and merges them. Without another, it shows
    those that look alike."""
    one = get_object_or_404(Organisation.objects.current(), slug=slug)
    check_may(request.user, Action.UPDATE, one)
    if set(request.GET) - {"with"}:
        refuse_unknown_parameters(request)
    code = request.GET.get("with", "")
    other = Organisation.objects.current().exclude(pk=one.pk).filter(slug=code.replace("\0", "")).first()
    if other is None:
        return _choose(request, one, code)
    check_may(request.user, Action.UPDATE, other)
    if request.method != "POST":
        return _compared(request, one, other, MergeForm(one, other))
    form = MergeForm(one, other, request.POST)
    if not form.is_valid():
        return _compared(request, one, other, form, status=400)
    kept, merged = form.chosen
    facts: dict[str, Any] = {**form.used, "actor": request.user, "reason": form.cleaned_data["reason"]}
    try:
        outcome = merge(kept=kept, merged=merged, may=_may_rename(request.user), **facts)
    except (CannotMerge, Refused) as refused:
        problems = sentences_of(refused) if isinstance(refused, Refused) else [str(refused)]
        return _compared(request, one, other, form, problems, 409)
    words = _("“%(merged)s” and “%(kept)s” are one organisation now.") % {"merged": merged, "kept": kept}
    return _done(request, outcome, words, kept.get_absolute_url())


def _may_rename(person: Any) -> Callable[[Checked], str]:
    """Returns the function that says why a person may not make a proposal of a merge.

    A merge changes no amount. So contracts and entries that name the merged organisation need no right to money: the
    right to both organisations is enough. Two persons decide where the portfolio asks for it.
    """
    ordinary = may_propose(person)
    return lambda checked: "" if checked.shape.model._meta.app_label == "budgets" else ordinary(checked)


def _done(request: HttpRequest, outcome: Outcome, words: str, address: str) -> HttpResponse:
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    messages.success(request, with_undo(words, outcome.change))
    return redirect(address)


def _choose(request: HttpRequest, one: Organisation, words: str) -> HttpResponse:
    country = one.country.code if one.country else ""
    names = [name for name in _names(one) if name]
    near = nearest(names, country=country, besides=one.pk, most=MOST_NEAR)
    found = Organisation.objects.current().exclude(pk=one.pk).matching(words)[:MOST_NEAR] if words else []
    shown = [(each.organisation, evidence_in_words(each.alike)) for each in near]
    return render(request, "doubles/choose.html", {"row": one, "near": shown, "words": words, "found": found})


def _names(row: Organisation) -> list[str]:
    return list(known_organisations().known[row.pk].names) if row.pk in known_organisations().known else [row.name]


def _compared(
    request: HttpRequest,
    one: Organisation,
    other: Organisation,
    form: MergeForm,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    index = known_organisations()
    known = index.known.get(one.pk), index.known.get(other.pk)
    alike = compared(known[0], known[1], index.is_real) if known[0] and known[1] else None
    context = {
        "one": one,
        "other": other,
        "lines": lines_of(one, other),
        "evidence": evidence_in_words(alike) if alike else "",
        "form": form,
        "problems": problems or [],
    }
    return render(request, "doubles/compare.html", context, status=status)


@require_POST
@once
def differ(request: HttpRequest, slug: str) -> HttpResponse:
    """Remembers that an organisation is not another (``other``, its short name), as a change with its reason."""
    row = get_object_or_404(Organisation, slug=slug)
    check_may(request.user, Action.UPDATE, row)
    form = DifferForm(request.POST)
    if not form.is_valid() or form.cleaned_data["other"] == row:
        messages.error(request, _("Nothing is found."))
        return redirect("doubles")
    other, reason = form.cleaned_data["other"], form.cleaned_data["reason"]
    check_may(request.user, Action.UPDATE, other)
    rows = [one for one in _distinctions(row) if one["other"] != other.slug]
    words = _("“%(one)s” and “%(other)s” are remembered as different organisations.") % {"one": row, "other": other}
    return _keep(request, row, [*rows, {"other": other.slug, "reason": reason or None}], words, reason)


@require_POST
@once
def differ_no_more(request: HttpRequest, slug: str) -> HttpResponse:
    """Forgets that an organisation is not another: they are compared again."""
    row = get_object_or_404(Organisation, slug=slug)
    check_may(request.user, Action.UPDATE, row)
    rows = [one for one in _distinctions(row) if one["other"] != request.POST.get("other")]
    return _keep(request, row, rows, _("They are compared again."), "")


def _distinctions(row: Organisation) -> list[dict[str, Any]]:
    return list((snapshot(KIND, row.pk) or {})["distinctions"])


def _keep(request: HttpRequest, row: Organisation, rows: list[Any], words: str, reason: str) -> HttpResponse:
    proposal = Proposal.update(KIND, row.slug, {"distinctions": rows}, row=row.pk)
    facts: dict[str, Any] = {"way": Way.PAGE, "actor": request.user, "may": may_propose(request.user), "reason": reason}
    try:
        outcome = apply(proposals=[proposal], **facts)
    except Refused as refused:
        messages.error(request, " ".join(sentences_of(refused)))
        return redirect(reverse("doubles"))
    return _done(request, outcome, words, reverse("doubles"))
