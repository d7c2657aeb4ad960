"""New projects: from nothing, as a follow-up of another, or as a copy of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from changes import reading
from changes.models import Action, Draft
from changes.record import RECORDS
from changes.rights import check_may
from changes.shape import shape_of
from pages.changes.links import with_undo
from pages.keeping import drafts
from pages.keeping.boxes import Box, ColumnBox, TranslatedBox
from pages.keeping.forms import ROW, RecordForm, typed_of
from pages.keeping.lists import with_row
from pages.keeping.making import Made
from pages.keeping.preview import Preview
from pages.keeping.references import next_reference
from pages.keeping.views import kept_as_draft, looked_at
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.language.texts import readers_language
from projects.models import Portfolio, Project

FIELDS = ("title", "original_language", "portfolio", "status", "kind", "source", "reference", "follows")
PROPOSED = "proposed"
"""The hidden field with the reference that the page proposed: if it was not changed, saving takes the next free one."""
TRIES = 5

CARRIED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "texts": (gettext_lazy("Summary"), ("summary",)),
    "dates": (gettext_lazy("Dates"), ("starts", "ends")),
    "councils": (gettext_lazy("Councils of ministers"), ("councils",)),
    "partners": (gettext_lazy("Partners"), ("partners",)),
    "places": (gettext_lazy("Places and core areas"), ("places", "core_areas")),
    "documents": (gettext_lazy("Documents"), ("documents",)),
}
"""What a copy may take over: never the money, the events or the lineage."""
USUALLY_CARRIED = ("texts", "councils", "partners", "places")
CARRY = "carry"


class OriginalTextBox(TranslatedBox):
    """A text in its original language only. The others are written later, on the page of the project."""

    template = "keeping/box.html"

    def fields(self) -> dict[str, forms.Field]:
        (validator,) = self.model._meta.get_field(self.part.source).validators[:1]
        return {self.name: forms.CharField(label=self.label, max_length=300, validators=[validator])}

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {self.name: list((value or {}).values())[:1]}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        text = cleaned.get(self.name)
        return {cleaned.get("original_language") or readers_language(): text} if text else {}

    @property
    def at(self) -> str:
        return self.name


@dataclass
class New:
    """The page of a new project."""

    form: RecordForm
    heading: str
    original: Any = None
    """The project that is copied or followed."""
    copies: bool = False
    preview: Preview | None = None
    must_look: bool = False
    draft: Draft | None = None


def _boxes() -> dict[str, Box]:
    shape, record = shape_of("project"), RECORDS["project"]
    return {
        "title": OriginalTextBox(shape["title"], record["title"], required=True, model=shape.model),
        "reference": ColumnBox(shape["reference"], record["reference"], required=False),
    }


def _form(data: QueryDict, original: Any = None) -> RecordForm:
    def complete(values: dict[str, Any], _row: Any) -> None:
        if original and CARRY in data:
            said = reading.snapshot("project", original.pk) or {}
            chosen = [names for name, (_label, names) in CARRIED.items() if name in data.getlist(CARRY)]
            values.update({name: said[name] for names in chosen for name in names})
        if values["reference"] in (None, "", data.get(PROPOSED)):
            values["reference"] = next_reference(values["portfolio"] or "", values["status"] or "")

    return RecordForm("project", FIELDS, data, complete=complete, boxes=_boxes())


def _begun(original: Any, copies: bool) -> QueryDict:
    """Returns the texts with which a new project begins."""
    own = Portfolio.objects.filter(own=True).first()
    data = QueryDict(mutable=True)
    said: dict[str, Any] = {"kind": "project", "portfolio": own.slug if own else None}
    if original:
        before = reading.snapshot("project", original.pk) or {}
        said["portfolio"] = before["portfolio"]
        said["original_language"] = before["original_language"]
        if copies:
            said |= {name: before[name] for name in ("kind", "status", "source")}
            data["title"] = before["title"].get(before["original_language"]) or next(iter(before["title"].values()))
            data.setlist(CARRY, list(USUALLY_CARRIED))
        else:
            said["follows"] = [original.reference]
    said.setdefault("original_language", readers_language())
    typed = typed_of("project", [name for name in FIELDS if name != "title"], said)
    for name, texts in typed.lists():
        data.setlist(name, texts)
    data[PROPOSED] = data["reference"] = next_reference(said["portfolio"] or "", str(said.get("status") or "ongoing"))
    return data


def _place_of_new(request: HttpRequest) -> drafts.Place:
    follows = request.GET.get("follows", "")[:32]
    query = f"?follows={follows}" if follows else ""
    return drafts.Place("project", None, f"new:{follows}"[:60], f"/projects/new/{query}")


def _place_of_copy(request: HttpRequest, reference: str) -> drafts.Place | None:
    project = Project.objects.filter(reference=reference).first()
    address = f"/projects/{reference}/duplicate/"
    return drafts.Place("project", project.pk, "duplicate", address) if project else None


@drafts.typed_is_kept(_place_of_new)
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    """Shows the form of a new project and saves it. ``?follows=DOK8-C07`` makes it a follow-up of that project."""
    follows = request.GET.get("follows", "")
    original = get_object_or_404(Project, reference=follows) if follows else None
    heading = _("Follow-up of %(project)s") % {"project": original.reference} if original else _("New project")
    return _page(request, _place_of_new(request), heading, original, copies=False)


@drafts.typed_is_kept(_place_of_copy)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_project(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows the form of a copy of a project, and saves it as a new project."""
    original = get_object_or_404(Project, reference=reference)
    heading = _("Copy of %(project)s") % {"project": original.reference}
    place = _place_of_copy(request, reference)
    return _page(request, place, heading, original, copies=True) if place else redirect("projects")


def _page(request: HttpRequest, place: drafts.Place, heading: str, original: Any, *, copies: bool) -> HttpResponse:
    check_may(request.user, Action.CREATE, "project")
    if request.method != "POST":
        draft = drafts.find(request.user, place)
        data = drafts.texts_of(draft) if draft else _begun(original, copies)
        form = _form(data, original if copies else None)
        form.leave_unjudged()
        return _drawn(request, New(form, heading, original, copies, draft=draft))
    if "draft" in request.POST:
        return kept_as_draft(request, place, "/drafts/")
    answer = _sent(request, place, heading, original, copies)
    if answer.status_code != 302 and "look" not in request.POST and ROW not in request.POST:
        drafts.keep(request.user, place, request.POST)
    return answer


@once
def _sent(request: HttpRequest, place: drafts.Place, heading: str, original: Any, copies: bool) -> HttpResponse:
    if action := request.POST.get(ROW, ""):
        form = _form(with_row(request.POST, action), original if copies else None)
        form.leave_unjudged()
        return _drawn(request, New(form, heading, original, copies))
    page = New(_form(request.POST, original if copies else None), heading, original, copies)
    if "look" in request.POST:
        return _drawn(request, page, 200 if looked_at(request, page) else 400)
    page.form.offer_to(request.user)
    # A new project has no money yet, so it moves no total that would have to be shown first
    if not page.form.is_valid():
        return _drawn(request, page, 400)
    proposed = request.POST.get("reference", "") in ("", request.POST.get(PROPOSED))
    for _try in range(TRIES):
        outcome = page.form.save(actor=request.user)
        if outcome is not None and outcome.waiting:
            return submitted(request, outcome.waiting, place)
        if outcome is not None:
            drafts.forget(request.user, place)
            words = _("%(project)s is created.") % {"project": outcome.rows[-1].reference}
            messages.success(request, with_undo(words, outcome.change))
            return redirect(outcome.rows[-1])
        # Somebody may have taken the proposed reference at the same moment: the next one is tried
        if not proposed or not (page.form.problems or "reference" in page.form.facts.errors):
            break
        page.form = _form(request.POST, original if copies else None)
        page.form.is_valid()
    return _drawn(request, page, 400)


def _drawn(request: HttpRequest, page: New, status: int = 200) -> HttpResponse:
    page.form.offer_to(request.user)
    data = page.form.data
    chosen = data.getlist(CARRY)
    context = {
        "editing": page,
        "form": page.form,
        "whose": drafts.mark_of(request.user),
        "proposed": data.get(PROPOSED, ""),
        "carried": [(name, label, name in chosen) for name, (label, _names) in CARRIED.items()] if page.copies else [],
    }
    return render(request, "keeping/new_project.html", context, status=status)
