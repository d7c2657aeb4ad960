"""The page of a project, and its sections as forms. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from changes.rights import check_may, may
from pages.changes.links import with_undo
from pages.keeping import drafts
from pages.keeping.forms import ROW, RecordForm
from pages.keeping.lists import with_row
from pages.keeping.making import NAMING, made_by, making_of
from pages.keeping.page import Editing, address_of, open_section, place_of, show_project
from pages.keeping.preview import preview_of
from pages.keeping.searched import SEARCHED, SearchedWidget
from pages.keeping.sections import Section, sections
from pages.money.entering import FORMS
from pages.money.entering import opened as opened_money
from pages.proposals.submitting import submitted
from projects.editing.once import once, sent_before
from projects.models import Project
from projects.strict import refuse_unknown_parameters

EDIT = "edit"
"""The parameter that opens a section of the page as a form."""


@require_safe
def project_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows a project; with ``?edit=money`` that section is a form."""
    project = get_object_or_404(Project, reference=reference)
    name = request.GET.get(EDIT, "")
    of_money = name in FORMS
    refuse_unknown_parameters(request, (EDIT, *(FORMS[name].parameters if of_money else ())))
    if not name:
        return show_project(request, project)
    section = None if of_money else _section(name)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if section is None:
        return show_project(request, project, opened_money(request, project, name))
    check_may(request.user, section.right, project)
    return show_project(request, project, open_section(request, project, section))


def _project(request: HttpRequest, reference: str) -> Any:
    """Returns the project; also after somebody else gave it another reference, if the form says which it is."""
    project = Project.objects.filter(reference=reference).first()
    key = request.POST.get("of", "")
    if project is None and key.isascii() and key.isdigit() and len(key) < 18:
        project = Project.objects.filter(pk=key).first()
    if project is None:
        raise Http404
    return project


def _section(name: str) -> Section:
    try:
        return sections()[name]
    except KeyError:
        raise Http404 from None


def _place(request: HttpRequest, reference: str, section: str) -> drafts.Place | None:
    try:
        return place_of(_project(request, reference), _section(section).name)
    except Http404:
        return None


@drafts.typed_is_kept(_place)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_project(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Takes the form of a section: saves it, looks at what it would change, adds a row, or keeps it as a draft."""
    project = _project(request, reference)
    chosen = _section(section)
    if request.method != "POST":
        return redirect(address_of(project, section))
    check_may(request.user, chosen.right, project)
    if "draft" in request.POST:
        return kept_as_draft(request, place_of(project, section), project.get_absolute_url())
    answer = _sent(request, project, chosen)
    if answer.status_code != 302 and not {"look", ROW} & set(request.POST):
        drafts.keep(request.user, place_of(project, section), request.POST)
    return answer


def kept_as_draft(request: HttpRequest, place: drafts.Place, back: str) -> HttpResponse:
    """Keeps what was typed. The script that keeps it while a person types needs no page."""
    by_script = request.POST["draft"] == "auto"
    if by_script and sent_before(request):
        # The script's sending was overtaken by the saving of the same form
        return HttpResponse(status=204)
    kept = drafts.keep(request.user, place, request.POST)
    if by_script:
        return HttpResponse(status=204 if kept else 413)
    if not kept:
        messages.error(request, _("This is too long to be kept as a draft."))
        return redirect(place.address)
    messages.success(request, _("Kept as a draft. Nothing is saved in the register yet."))
    return redirect(back)


@once
def _sent(request: HttpRequest, project: Any, section: Section) -> HttpResponse:
    action = request.POST.get(ROW, "")
    data = with_row(request.POST, action) if action else request.POST
    form = RecordForm.sent("project", section.fields, data, row=project, complete=section.complete)
    editing = Editing(section, form)
    if action:
        form.leave_unjudged()
        return show_project(request, project, editing)
    if not looked_at(request, editing):
        return show_project(request, project, editing, status=400)
    if "look" in request.POST or editing.must_look:
        return show_project(request, project, editing)
    outcome = form.save(actor=request.user)
    if outcome is None:
        return show_project(request, project, editing, status=400)
    if outcome.waiting:
        return submitted(request, outcome.waiting, place_of(project, section.name))
    drafts.forget(request.user, place_of(project, section.name))
    messages.success(request, saved_words(outcome))
    project.refresh_from_db()
    return redirect(f"{project.get_absolute_url()}#section-{section.name}")


def saved_words(outcome: Any) -> Any:
    """Returns what a person reads after saving a section, with a link to the change that can be undone."""
    return (
        with_undo(_("Saved."), outcome.change) if outcome.change else _("Nothing was different, so nothing was saved.")
    )


def looked_at(request: HttpRequest, editing: Any) -> bool:
    """Judges a form and puts what it would change beside it; returns False if it is refused."""
    form: RecordForm = editing.form
    form.offer_to(request.user)
    outcome = form.look(actor=request.user) if form.is_valid() else None
    if outcome is None:
        return False
    editing.preview = preview_of(form, outcome)
    looking = "look" in request.POST
    editing.must_look = not looking and request.POST.get("looked", "") != editing.preview.mark
    return True


@require_safe
def nearest_rows(request: HttpRequest) -> HttpResponse:
    """Shows the rows nearest to the words in a search box, for the script. Parameters: kinds, name, words, and
    naming, the language of a new name."""
    kinds = tuple(kind for kind in request.GET.get("kinds", "").split() if kind in SEARCHED)
    if not kinds or not may(request.user, "use", "desk"):
        raise Http404
    name = request.GET.get("name", "")[:200]
    widget = SearchedWidget(kinds, made_by(request.user, making_of(kinds)))
    typed = {f"{name}-words": request.GET.get("words", ""), NAMING: request.GET.get(NAMING, "")}
    value = widget.value_from_datadict(typed, None, name)
    return render(request, "keeping/offered.html", widget.get_context(name, value, {}))
