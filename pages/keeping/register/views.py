"""New, edited and deleted records of the register: organisations, places, documents, funds, budget posts …"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from changes.apply import Refused, apply
from changes.check import standing_on
from changes.models import Action, Draft, Way
from changes.proposal import Proposal
from changes.rights import check_may, may_propose
from changes.rules import hindrance_to_deletion
from changes.version import version_of
from pages import register_views
from pages.changes.links import with_undo
from pages.keeping import drafts
from pages.keeping.forms import ROW, RecordForm
from pages.keeping.lists import as_list, with_row
from pages.keeping.naming import naming_of
from pages.keeping.page import Editing
from pages.keeping.register.kinds import KEPT, Kept
from pages.keeping.register.near import doubles, mark_of, same_named
from pages.keeping.register.page import address_of, place_of, place_of_new
from pages.keeping.sections import Section
from pages.keeping.views import kept_as_draft, looked_at, saved_words
from pages.money import register as money_register
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.language.texts import readers_language
from projects.strict import refuse_unknown_parameters

KNOWN = "known"
"""The hidden field that says which near records the person has seen."""
REASON = 1000

SHOWN: dict[str, Callable[..., HttpResponse]] = {
    "organisation": register_views.show_organisation,
    "place": register_views.show_place,
    "document": register_views.show_document,
    "fund": register_views.show_fund,
    "budget-post": money_register.show_post,
    "budget-rate": money_register.show_rate,
    "period": money_register.show_period,
}


def _require(request: HttpRequest, action: str, subject: Any) -> None:
    refuse_unknown_parameters(request)
    check_may(request.user, action, subject)


def _row(kind: str, slug: str) -> Any:
    return get_object_or_404(KEPT[kind].model, **{KEPT[kind].key: slug})


def _place(request: HttpRequest, kind: str, slug: str, section: str) -> drafts.Place | None:
    row = KEPT[kind].model.objects.filter(**{KEPT[kind].key: slug}).first()
    return place_of(KEPT[kind], row, section) if row and KEPT[kind].section(section) else None


@drafts.typed_is_kept(_place)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: HttpRequest, kind: str, slug: str, section: str) -> HttpResponse:
    """Takes the form of a section: saves it, looks at what it would change, adds a row, or keeps it as a draft."""
    kept, row = KEPT[kind], _row(kind, slug)
    chosen = kept.section(section)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return redirect(address_of(row, section))
    _require(request, Action.UPDATE, row)
    place = place_of(kept, row, section)
    if "draft" in request.POST:
        return kept_as_draft(request, place, row.get_absolute_url())
    answer = _sent(request, kind, row, chosen)
    if answer.status_code == 400:
        drafts.keep(request.user, place, request.POST)
    return answer


@once
def _sent(request: HttpRequest, kind: str, row: Any, section: Section) -> HttpResponse:
    action = request.POST.get(ROW, "")
    form = RecordForm.sent(kind, section.fields, with_row(request.POST, action) if action else request.POST, row=row)
    editing = Editing(section, form)
    if action:
        form.leave_unjudged()
        return SHOWN[kind](request, row, editing)
    if not looked_at(request, editing):
        return SHOWN[kind](request, row, editing, 400)
    editing.near = same_named(KEPT[kind], form.values, row)
    editing.known = mark_of(editing.near)
    if "look" in request.POST or editing.must_look:
        return SHOWN[kind](request, row, editing)
    if editing.near and request.POST.get(KNOWN) != editing.known:
        return SHOWN[kind](request, row, editing, 409)
    outcome = form.save(actor=request.user)
    if outcome is None:
        return SHOWN[kind](request, row, editing, 400)
    if outcome.waiting:
        return submitted(request, outcome.waiting, place_of(KEPT[kind], row, section.name))
    drafts.forget(request.user, place_of(KEPT[kind], row, section.name))
    messages.success(request, saved_words(outcome))
    return redirect(f"{row.get_absolute_url()}#section-{section.name}")


def _new_place(request: HttpRequest, kind: str) -> drafts.Place:
    return place_of_new(KEPT[kind])


@drafts.typed_is_kept(_new_place)
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, kind: str) -> HttpResponse:
    """Shows the form of a new record and saves it, after the records near to it were shown."""
    kept = KEPT[kind]
    _require(request, Action.CREATE, kind)
    place = place_of_new(kept)
    if request.method != "POST":
        draft = drafts.find(request.user, place)
        form = RecordForm.sent(kind, kept.new, drafts.texts_of(draft) if draft else _begun(kept))
        form.leave_unjudged()
        return _drawn(request, kept, Editing(_section_of_new(kept), form, draft=draft))
    if "draft" in request.POST:
        return kept_as_draft(request, place, reverse("drafts"))
    answer = _new_sent(request, kept)
    if answer.status_code == 400:
        drafts.keep(request.user, place, request.POST)
    return answer


def _begun(kept: Kept) -> QueryDict:
    """Returns the texts with which a new record begins: the original language is the reader's."""
    data = QueryDict(mutable=True)
    if "original_language" in kept.new:
        data["original_language"] = readers_language()
    return data


@once
def _new_sent(request: HttpRequest, kept: Kept) -> HttpResponse:
    action = request.POST.get(ROW, "")
    data = with_row(request.POST, action) if action else request.POST
    form = RecordForm.sent(kept.kind, kept.new, data, complete=kept.completed)
    editing = Editing(_section_of_new(kept), form)
    if action:
        form.leave_unjudged()
        return _drawn(request, kept, editing)
    if not looked_at(request, editing):
        return _drawn(request, kept, editing, 400)
    near = doubles(kept, form.values)
    if "look" in request.POST:
        return _drawn(request, kept, editing, near=near)
    if near and request.POST.get(KNOWN) != mark_of(near):
        return _drawn(request, kept, editing, 409, near)
    outcome = form.save(actor=request.user)
    if outcome is None:
        return _drawn(request, kept, editing, 400)
    if outcome.waiting:
        return submitted(request, outcome.waiting, place_of_new(kept))
    drafts.forget(request.user, place_of_new(kept))
    row = outcome.rows[-1]
    messages.success(request, with_undo(_("%(name)s is created.") % {"name": row}, outcome.change))
    return redirect(row)


def _section_of_new(kept: Kept) -> Section:
    return Section("new", kept.new_label, kept.new)


def _drawn(
    request: HttpRequest, kept: Kept, editing: Editing, status: int = 200, near: list[Any] | None = None
) -> HttpResponse:
    editing.form.offer_to(request.user)
    context = {
        "kept": kept,
        "editing": editing,
        "form": editing.form,
        "whose": drafts.mark_of(request.user),
        "near": near or [],
        "known": mark_of(near or []),
        "stopped": status == 409,
    }
    return render(request, "keeping/register/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def delete_record(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Shows what refers to a record, and deletes it as one change if nothing does."""
    kept, row = KEPT[kind], _row(kind, slug)
    _require(request, Action.DELETE, row)
    context = {"kept": kept, "row": row, "standing": standing_on(row, kind), "seen": version_of(kind, row.pk)}
    context["hindrance"] = hindrance_to_deletion(kind, row, False)
    if request.method != "POST":
        return render(request, "keeping/register/delete.html", context)
    sent = str(request.POST.get("seen", ""))
    seen = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else -1
    proposal = Proposal.delete(kind, slug, row=row.pk, seen=seen)
    reason = str(request.POST.get("reason", ""))[:REASON].replace("\0", "")
    facts: dict[str, Any] = {"way": Way.PAGE, "actor": request.user, "may": may_propose(request.user), "reason": reason}
    try:
        outcome = apply(proposals=[proposal], **facts)
    except Refused as refused:
        checked = refused.checked[0]
        problems = as_list(checked.errors)
        if checked.conflicts:
            problems.append(_("Somebody changed it since you opened this page. Look at it again before you delete it."))
        return render(request, "keeping/register/delete.html", {**context, "problems": problems}, status=409)
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    messages.success(request, with_undo(_("%(name)s is deleted.") % {"name": row}, outcome.change))
    return redirect(kept.listed)


def _named(draft: Draft, row: Any) -> tuple[str, str]:
    """Returns what a draft is about, and the address that opens it."""
    kept = KEPT[draft.kind]
    if row is None:
        named = kept.name or "name"
        names = (texts[0] for name, texts in draft.data.items() if name.startswith(f"{named}_") and any(texts))
        return f"{kept.new_label}: {next(names, '')}", reverse(f"new-{kept.kind}")
    section = kept.section(draft.section)
    return f"{row}: {section.heading if section else draft.section}", address_of(row, draft.section)


for _kind in KEPT:
    naming_of(_kind)(_named)
