"""Takes the forms of entries, contracts and co-financing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets.models import Entry
from changes.models import Draft
from pages.changes.links import with_undo
from pages.keeping import drafts
from pages.keeping.forms import ROW
from pages.keeping.lists import with_row
from pages.keeping.naming import naming_of
from pages.keeping.page import Editing, show_project
from pages.keeping.views import kept_as_draft, looked_at, saved_words
from pages.money.entering import (
    ADD,
    CO_FINANCING,
    CONTRACT,
    ENTRY,
    FORMS,
    EntryForm,
    RowForm,
    require_right,
)
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.models import Project

TRIES = 3
"""How often a new record takes the next free reference, if somebody takes it at the same moment."""


def _place(request: HttpRequest, reference: str, section: str) -> drafts.Place | None:
    project = Project.objects.filter(reference=reference).first()
    try:
        return FORMS[section](request, project).place if project else None
    except Http404:
        return None


@drafts.typed_is_kept(_place)
@require_http_methods(["GET", "HEAD", "POST"])
def keep_money(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Takes the form of an entry, a contract or co-financing: saves it, looks at what it would change, adds a row, or
    keeps it as a draft.
    """
    project = get_object_or_404(Project, reference=reference)
    asked = FORMS[section](request, project)
    if request.method != "POST":
        return redirect(asked.place.address)
    require_right(request, asked)
    if "draft" in request.POST:
        return kept_as_draft(request, asked.place, project.get_absolute_url())
    answer = _sent(request, project, asked)
    if answer.status_code == 400:
        drafts.keep(request.user, asked.place, request.POST)
    return answer


@once
def _sent(request: HttpRequest, project: Any, asked: EntryForm | RowForm) -> HttpResponse:
    action = request.POST.get(ROW, "")
    form = asked.form(with_row(request.POST, action) if action else request.POST)
    editing = Editing(asked.section, form, action=asked.action)
    if action:
        form.leave_unjudged()
        return show_project(request, project, editing)
    if not looked_at(request, editing):
        return show_project(request, project, editing, status=400)
    if "look" in request.POST or editing.must_look:
        return show_project(request, project, editing)
    outcome = _saved(request, asked, editing)
    if outcome is None:
        return show_project(request, project, editing, status=400)
    if outcome.waiting:
        return submitted(request, outcome.waiting, asked.place)
    drafts.forget(request.user, asked.place)
    words = saved_words(outcome)
    if form.row is None and outcome.rows:
        words = with_undo(_("%(name)s is created.") % {"name": outcome.rows[-1]}, outcome.change)
    messages.success(request, words)
    return redirect(outcome.rows[-1] if outcome.rows else project)


def _saved(request: HttpRequest, asked: EntryForm | RowForm, editing: Editing) -> Any:
    """Saves the form; a reference that somebody took meanwhile is replaced by the next free one."""
    outcome = editing.form.save(actor=request.user)
    for _try in range(TRIES):
        if outcome is not None or not any(_is_taken(asked, value) for value in _keys(editing.form)):
            break
        editing.form = asked.form(request.POST)
        editing.form.is_valid()
        outcome = editing.form.save(actor=request.user)
    return outcome


def _keys(form: Any) -> list[str]:
    return [form.values[name] for name in ("reference", "code") if form.row is None and form.values.get(name)]


def _is_taken(asked: EntryForm | RowForm, value: str) -> bool:
    if isinstance(asked, EntryForm):
        return Entry.objects.filter(reference=value).exists()
    return bool(asked.model.objects.filter(code=value).exists())


@naming_of(ENTRY)
@naming_of(CONTRACT)
@naming_of(CO_FINANCING)
def _named(draft: Draft, row: Any) -> tuple[str, str]:
    """Returns what a draft of an entry, a contract or co-financing is about, and the address that opens it."""
    key, kind, corrects = [*draft.section.split(":"), "", ""][:3]
    project = Project.objects.filter(pk=key).first() if key.isdigit() else None
    if project is None:
        return _("A record that no longer exists"), ""
    query = f"?edit={draft.kind}"
    new = {CONTRACT: _("New contract"), CO_FINANCING: _("New co-financing")}
    label: Any = row or new.get(draft.kind) or ADD.get(kind, _("Correct an entry"))
    if draft.kind in new:
        query += f"&code={row.code}" if row else ""
    else:
        entry = Entry.objects.filter(pk=corrects).first() if corrects else None
        query += f"&kind={kind}" + (f"&corrects={entry.reference}" if entry else "")
    return f"{project}: {label}", f"{project.get_absolute_url()}{query}#section-{draft.kind}"
