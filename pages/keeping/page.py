"""The page of a project, on which its sections are edited where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets.entries.rights import GRANT
from budgets.totals import figures_of, other_currency
from changes.as_of.point import todays_date
from changes.models import Action, Draft
from changes.rights import may
from pages.keeping import drafts
from pages.keeping.forms import RecordForm
from pages.keeping.preview import Preview
from pages.keeping.sections import Section, sections
from pages.money.ledger import ledger_of
from projects.models import Project
from projects.records import PROJECT


@dataclass
class Editing:
    """A section that is open for editing."""

    section: Section
    form: RecordForm
    preview: Preview | None = None
    must_look: bool = False
    """Whether saving stopped to show the totals that move."""
    near: list[Any] = field(default_factory=list)
    """Other records that have a name which this record would get."""
    known: str = ""
    """A mark of these: the person has seen them when the form sends it."""
    draft: Draft | None = None
    """The draft from which the form was opened."""
    action: str = ""
    """The address to which the form is sent, if it is not that of a section of the project."""


def place_of(project: Any, section: str) -> drafts.Place:
    """Returns the place of the form of a section."""
    return drafts.Place("project", project.pk, section, address_of(project, section))


def address_of(project: Any, section: str) -> str:
    """Returns the page with the section open for editing."""
    return f"{project.get_absolute_url()}?edit={section}#section-{section}"


def open_section(request: HttpRequest, project: Any, section: Section) -> Editing:
    """Returns the section with what the record says, or with what the person typed before and did not save."""
    draft = drafts.find(request.user, place_of(project, section.name))
    options: dict[str, Any] = {"complete": section.complete}
    if draft is None:
        return Editing(section, RecordForm.opened("project", section.fields, project, **options))
    form = RecordForm.sent("project", section.fields, drafts.texts_of(draft), row=project, **options)
    form.leave_unjudged()
    return Editing(section, form, draft=draft)


def show_project(request: HttpRequest, project: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows a project: its money, partners, places, lineage, documents, notes and source; and a section as a form."""
    project = Project.objects.for_list().get(pk=project.pk)
    allocations = project.allocations.all()
    if editing:
        editing.form.offer_to(request.user)
    rights = _rights(request.user, project)
    context = {
        "project": project,
        "parts": PARTS,
        **_facts(),
        "figures": figures_of(allocations),
        "other_currency": other_currency(allocations),
        "ledger": ledger_of(project, todays_date()),
        **rights,
        "keeps": any(rights.values()),
        "may_add": may(request.user, Action.CREATE, "project"),
        "editing": editing,
        "edit_action": (editing.action or url_of(project, editing.section.name)) if editing else "",
        "page_url": project.get_absolute_url(),
        "whose": drafts.mark_of(request.user) if editing else "",
        "drafts": _drafts(request, project, editing) if any(rights.values()) else [],
    }
    return render(request, "project_detail.html", context, status=status)


def _rights(person: Any, project: Any) -> dict[str, bool]:
    """Returns what the person may do on the page: change the project, its grants, and the money beside them."""
    kinds = {"may_enter": "entry", "may_contract": "contract", "may_co_finance": "co-financing"}
    return {
        "may_edit": may(person, Action.UPDATE, project),
        "may_grant": may(person, GRANT, project),
        **{name: may(person, Action.CREATE, kind, of=project) for name, kind in kinds.items()},
    }


def _facts() -> Mapping[str, list[Any]]:
    placed = [fact for fact in PROJECT.placed("page") if fact.page]
    return {name: [fact for fact in placed if fact.page and fact.page.section == name] for name in PLACED}


PARTS = [
    *((name, f"project/part_{name}.html") for name in ("texts", "facts", "dates", "places", "money")),
    *((name, f"money/{name}.html") for name in ("contracts", "co_financing", "ledger")),
    ("people", "project/part_people.html"),
    ("lineage", "project/lineage.html"),
    ("documents", "project/project_documents.html"),
    ("notes", "project/part_notes.html"),
]
"""The sections in the order of the page, and their templates."""
PLACED = ("facts", "dates", "places")
"""The sections of the page that list fields as their declarations place them."""


def _drafts(request: HttpRequest, project: Any, editing: Editing | None) -> list[tuple[str, Any]]:
    """Returns the person's other drafts of this project: the address and the heading of the section."""
    known = sections()
    found = Draft.objects.filter(person=request.user.pk, kind="project", row=project.pk)
    return [
        (address_of(project, draft.section), known[draft.section].heading)
        for draft in found
        if draft.section in known and not (editing and editing.section.name == draft.section)
    ]


def url_of(project: Any, section: str) -> str:
    """Returns the address to which the form of a section is sent."""
    return reverse("edit-project", args=[project.reference, section])
