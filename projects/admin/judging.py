"""The editing side meets the judges: rules that compare a record with rows of others, once all of it is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from changes import reading, tables
from changes.check import Checked
from changes.models import Action
from changes.opened import current
from changes.proposal import Proposal
from changes.rules import refused_by, verdicts_on
from changes.shape import shape_of

Errors = dict[str, list[str]]
JUDGED = "judged_errors"
"""The attribute of a request with the errors of the judges, for the form that is shown again."""


class RefusedByJudges(Exception):
    """What was written breaks a rule, so it is taken back."""

    def __init__(self, errors: Errors) -> None:
        self.errors = errors
        super().__init__(str(errors))


class Judgement:
    """What the judges read before a row is written, and their verdict afterwards."""

    def __init__(self, row: Any, *, deletes: bool = False) -> None:
        self.proposals = list(_proposals(row, deletes))
        self.verdicts = verdicts_on(self.proposals)

    def require(self) -> None:
        """Raises RefusedByJudges if what was written since breaks a rule."""
        checked = [_checked(proposal) for proposal in self.proposals] if self.verdicts else []
        refused = refused_by(self.verdicts, checked)
        errors: Errors = {}
        for one in refused.values():
            for field, said in one.errors.items():
                errors.setdefault(field, []).extend(dict.fromkeys(_sentences(said)))
        if errors:
            raise RefusedByJudges(errors)


def _proposals(row: Any, deletes: bool) -> Iterator[Proposal]:
    table = tables.tables().get(row._meta.db_table)
    if table is None or tables.is_private(table.kind):
        return
    if not table.owner:
        project = getattr(row, "project", None)
        data = {"project": project.reference} if project else {}
        action = Action.DELETE if deletes else Action.UPDATE if row.pk else Action.CREATE
        yield Proposal(action, table.kind, data=data, whole=True, row=row.pk)
        return
    stored = type(row)._base_manager.filter(pk=row.pk).values_list(table.owner, flat=True)
    for owner in dict.fromkeys([*stored, getattr(row, table.owner)]):
        yield Proposal(Action.UPDATE, table.kind, whole=True, row=owner)


def _checked(proposal: Proposal) -> Checked:
    shape, change = shape_of(proposal.kind), current()
    row = shape.model._base_manager.filter(pk=proposal.row).first()
    said = (change.before if change else {}).get((proposal.kind, proposal.row or 0))
    after = reading.snapshot(proposal.kind, proposal.row) if row is not None and proposal.row else None
    return Checked(proposal, shape, row, said or after, after)


def _sentences(said: Any) -> Iterator[str]:
    """Yields the sentences at a field, also those of its rows."""
    for one in said.values() if isinstance(said, Mapping) else said:
        if isinstance(one, Mapping | list):
            yield from _sentences(one)
        else:
            yield str(one)


class Judged:
    """Judges what a page of the editing side writes. Comes before Django's class."""

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.judged = getattr(request, JUDGED, {})
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the form again with the sentences of the rules that it would break."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RefusedByJudges as refused:
            setattr(request, JUDGED, refused.errors)
        return super().changeform_view(request, *args, **kwargs)

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        row = super().save_form(request, form, change)
        # Nothing is written yet
        request.judgement = Judgement(row)
        return row

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if hasattr(obj, "_history"):
            # An earlier version that is brought back has no rows beside it
            request.judgement.require()

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.judgement.require()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        judgement = Judgement(obj, deletes=True)
        super().delete_model(request, obj)
        judgement.require()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        judgements = [Judgement(row, deletes=True) for row in queryset]
        super().delete_queryset(request, queryset)
        for judgement in judgements:
            judgement.require()

    def said(self, request: HttpRequest, refused: RefusedByJudges) -> HttpResponse:
        """Shows the sentences of the rules that stopped a deletion, or an earlier version, on the same page."""
        for sentence in dict.fromkeys(text for texts in refused.errors.values() for text in texts):
            messages.error(request, sentence)
        return redirect(request.get_full_path())
