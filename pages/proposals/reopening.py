"""The form of a proposal that was not made with a form: a program proposed it, for example.

A proposal of one record opens in the form of that record, with what is proposed as typed texts.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from django.http import Http404, QueryDict

from budgets.models import Allocation
from changes.approving.keeping import Operation, operations_of
from changes.models import Action, WaitingProposal
from pages.keeping import drafts
from pages.keeping.forms import SEEN, typed_of
from pages.keeping.page import place_of
from pages.keeping.sections import sections
from pages.money.entering import CO_FINANCING, CONTRACT, ENTRY, FORMS
from projects.choices import Status
from projects.models import Project

Found = tuple[drafts.Place, dict[str, Any]]
"""The place of the form, and the typed texts: name of a field → texts."""


def form_of(proposal: WaitingProposal) -> Found | None:
    """Returns the form in which the author of a proposal changes it; None if no form takes all of it."""
    if proposal.place:
        return drafts.Place(**proposal.place), proposal.typed
    operations = operations_of(proposal)
    if len(operations) != 1 or proposal.undoes_id or proposal.restores_id or operations[0].action == Action.DELETE:
        return None
    (operation,) = operations
    open_form = OPENING.get(operation.kind)
    said = {**(operation.base or {}), **operation.data}
    try:
        return open_form(operation, said) if open_form else None
    except Http404:
        return None


def _of_entry(operation: Operation, said: Mapping[str, Any]) -> Found | None:
    grant = Allocation.objects.select_related("project").filter(reference=said["allocation"]).first()
    corrects = {"corrects": said["corrects"]} if said.get("corrects") else {}
    return _of_row(operation, said, grant and grant.project, {"kind": said["kind"], **corrects})


def _of_own_row(operation: Operation, said: Mapping[str, Any]) -> Found | None:
    project = Project.objects.filter(reference=said["project"]).first()
    return _of_row(operation, said, project, {"code": operation.key} if operation.action == Action.UPDATE else {})


def _of_row(operation: Operation, said: Mapping[str, Any], project: Any, query: dict[str, str]) -> Found | None:
    if project is None:
        return None
    asked: Any = SimpleNamespace(GET=QueryDict(mutable=True))
    asked.GET.update(query)
    form = FORMS[operation.kind](asked, project)
    return form.place, _typed(operation, form.section.fields, said, form.boxes)


def _of_project(operation: Operation, said: Mapping[str, Any]) -> Found | None:
    project = Project.objects.filter(pk=operation.row).first()
    wanted = set(operation.data)
    closes = wanted <= {"status", "ends"} and operation.data.get("status") == Status.CLOSED
    known = sections()
    chosen = [known["close"]] if closes else [one for one in known.values() if wanted <= set(one.fields)]
    if project is None or not chosen or operation.action != Action.UPDATE:
        return None
    return place_of(project, chosen[0].name), _typed(operation, chosen[0].fields, said, None)


def _typed(operation: Operation, names: tuple[str, ...], said: Mapping[str, Any], boxes: Any) -> dict[str, Any]:
    data = typed_of(operation.kind, names, said, boxes)
    if operation.action == Action.UPDATE:
        data[SEEN] = str(operation.version)
    return dict(data.lists())


OPENING: dict[str, Callable[[Operation, Mapping[str, Any]], Found | None]] = {
    ENTRY: _of_entry,
    CONTRACT: _of_own_row,
    CO_FINANCING: _of_own_row,
    "project": _of_project,
}
"""Kind of record → the function that finds its form. Takes the operation, and all that the record is to say."""
