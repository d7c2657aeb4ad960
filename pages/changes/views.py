"""The pages of changes: what was changed by whom, one change whole, undoing it, and restoring a version."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from changes import tables
from changes.apply import Outcome, Refused
from changes.models import Change, RecordChange
from changes.rights import SEE, may, may_propose, may_write
from changes.undo import CannotUndo, restore, sentences_of, standing_on_change, undo, undone_by
from changes.words import effects_in_words
from pages.changes import listing
from pages.changes.forms import ChangesForm, ReasonForm, rows_of
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.filtering.pagination import page_of

RECORDS_SHOWN = 50


def kinds_seen(request: HttpRequest) -> list[str]:
    """Returns the kinds of records whose history the reader may see. Raises PermissionDenied if there are none."""
    kinds = [kind for kind in tables.kinds() if not tables.is_private(kind) and may(request.user, SEE, kind)]
    if not kinds:
        raise PermissionDenied
    return kinds


def written_by(person: Any) -> frozenset[str]:
    """Returns the kinds of records that the person may write. A change of other kinds offers no undo."""
    return frozenset(kind for kind in tables.kinds() if not tables.is_private(kind) and may_write(person, kind))


@require_safe
@login_required
def change_list(request: HttpRequest) -> HttpResponse:
    """Lists the changes that the filters choose, the latest first."""
    kinds = kinds_seen(request)
    form = ChangesForm(request.GET, kinds)
    writes = written_by(request.user)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return render(request, "changes/list.html", {**context, "errors": form.errors}, status=400)
    values = form.cleaned_data
    of: dict[str, Any] = {}
    if values["record"]:
        kind, key = values["record"]
        rows = rows_of(kind, key)
        of = {"kind": kind, "row__in": rows}
        context |= {"record": listing.record_of(kind, rows), "restoring": kind in writes}
    places = {"before": values["before"], "after": values["after"]}
    context["page"] = listing.listed(form.chosen(), kinds, writes=writes, **places, **of)
    return render(request, "changes/list.html", context)


@require_safe
@login_required
def change_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Shows a change whole: its records with their differences, and what undid it."""
    kinds, change = kinds_seen(request), _change(number)
    records = change.records.filter(kind__in=kinds).order_by("pk")
    page, writes = page_of(records, request, RECORDS_SHOWN), written_by(request.user)
    context = {
        "change": change,
        "may_undo": not change.records.exclude(kind__in=writes).exists(),
        "page": page,
        "records": listing.in_words(list(page), writes=writes),
        "hidden": change.records.exclude(kind__in=kinds).count(),
        "undone_by": undone_by([number]).get(number),
        "undoings": change.undone_by.order_by("number"),
        "moved": listing.ChangeShown(change).moved,
        "newer": Change.objects.filter(number=number + 1).exists(),
    }
    return render(request, "changes/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def undo_change(request: HttpRequest, number: int) -> HttpResponse:
    """Shows what undoing a change would change, or what stands on it; and undoes it."""
    kinds_seen(request)
    change = _change(number)
    page = _Reversal(request, "changes/undo.html", {"change": change, "moved": listing.ChangeShown(change).moved})
    try:
        return page.answer(
            lambda **facts: undo(change=change, **facts), _("Change %(number)d is undone.") % {"number": number}
        )
    except Refused as refused:
        standing = [listing.StandingShown(one) for one in standing_on_change(change, refused)]
        return page.refused(refused, standing=standing)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def restore_version(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Shows what restoring a record as a change left it would change; and restores it."""
    records = RecordChange.objects.select_related("change__actor")
    record = get_object_or_404(records, change=number, pk=pk, kind__in=kinds_seen(request))
    shown = listing.RecordShown(record, [])
    page = _Reversal(request, "changes/restore.html", {"record": shown, "change": record.change})
    try:
        sentence = _("The version of change %(number)d is restored.") % {"number": number}
        return page.answer(lambda **facts: restore(record=record, **facts), sentence)
    except Refused as refused:
        return page.refused(refused, errors=sentences_of(refused))


class _Reversal:
    """A page that shows what would change, takes a reason, and then changes it."""

    def __init__(self, request: HttpRequest, template: str, context: dict[str, Any]) -> None:
        self.request, self.template = request, template
        self.form = ReasonForm(request.POST or None)
        self.context = {**context, "form": self.form}

    def answer(self, call: Callable[..., Outcome], done: str) -> HttpResponse:
        """Shows what the call would change, or makes the change and says so. Raises Refused."""
        saving = self.request.method == "POST" and self.form.is_valid()
        reason = self.form.cleaned_data["reason"] if saving else ""
        try:
            outcome = call(
                actor=self.request.user, may=may_propose(self.request.user), reason=reason, dry_run=not saving
            )
        except CannotUndo as error:
            return self._render({"cannot": str(error)}, 409)
        if outcome.waiting:
            return submitted(self.request, outcome.waiting)
        if outcome.change is None:
            foreseen = listing.foreseen(outcome, RECORDS_SHOWN)
            more = sum(map(bool, outcome.differences)) - len(foreseen)
            found = {"foreseen": foreseen, "more": more, "effects": effects_in_words(outcome.effects)}
            return self._render(found, 400 if self.form.errors else 200)
        messages.success(self.request, done)
        return redirect("change", outcome.change.number)

    def refused(self, refused: Refused, **context: Any) -> HttpResponse:
        """Says why nothing can be changed."""
        return self._render({**context, "forbidden": refused.forbidden}, 403 if refused.forbidden else 409)

    def _render(self, context: dict[str, Any], status: int) -> HttpResponse:
        # Looking at a refusal is no error
        status = status if self.request.method == "POST" else 200
        return render(self.request, self.template, {**self.context, **context}, status=status)


def _change(number: int) -> Change:
    return get_object_or_404(
        Change.objects.select_related("actor", "approver", "corrects", "undoes", "restores"), number=number
    )
