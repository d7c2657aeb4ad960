"""The pages of tables. A view reads the form, calls a service and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changes.models import WaitingProposal
from changes.rights import check_may
from pages.changes.links import with_undo
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters
from tables import correcting, services
from tables.annotated import annotated_xlsx
from tables.blank import blank_xlsx
from tables.checking.results import Result, RowState
from tables.choices import AT_WORK, DONE, State
from tables.columns.kinds import KINDS
from tables.forms import ColumnsForm, KindForm, SendForm
from tables.jobs import FEW, check_soon, start_soon
from tables.models import TableFile
from tables.picture import columns_of, differences_of, rows_of
from tables.reading.cells import UnreadableTable
from tables.rights import IMPORT, kinds_for

SAMPLE = 8
"""Rows of the table on the page of its columns."""
PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG, NEW, CHANGED, GONE = RowState.WRONG.value, RowState.NEW.value, RowState.CHANGED.value, "gone"
SHOWN = (WRONG, NEW, CHANGED, RowState.SAME.value, GONE)
SECONDS = 3
"""After so many seconds the page of a table at work is loaded again."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def tables(request: HttpRequest) -> HttpResponse:
    """Shows the form for a table and the person's latest tables; saves a table that was sent."""
    check_may(request.user, IMPORT, "table")
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = services.keep_table(person=request.user, name=file.name, data=file.read())
        except UnreadableTable as error:
            form.add_error("file", str(error))
        else:
            return redirect("table-columns", table.uid)
    if request.method != "POST":
        refuse_unknown_parameters(request, ("page",))
    own = TableFile.objects.filter(person=request.user).defer("cells", "result")
    page = page_of(own, request, PAGE_SIZE, fixed=True)
    context = {"form": form, "page": page, "kinds": kinds_for(request.user), "most_kept": services.MOST_KEPT}
    return render(request, "tables/tables.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def columns(request: HttpRequest, uid: Any) -> HttpResponse:
    """Shows which column holds what, with the first rows, and saves what the person corrects. Then the table is
    checked.
    """
    table = _own(request, uid)
    if table.state in DONE or not bytes(table.cells):
        return redirect("table", table.uid)
    kinds = kinds_for(request.user)
    if request.method == "POST" and "kind" in request.POST:
        kind_form = KindForm(kinds, request.POST)
        if kind_form.is_valid():
            services.change_kind(table, kind_form.cleaned_data["kind"])
            return redirect("table-columns", table.uid)
    form = ColumnsForm(table, request.POST if request.method == "POST" and "kind" not in request.POST else None)
    if form.is_bound and form.is_valid():
        services.save_columns(
            table=table, columns=form.chosen, defaults=form.defaults, empties=form.cleaned_data["empties"]
        )
        table.refresh_from_db()
        check_soon(table)
        return redirect("table", table.uid)
    if request.method != "POST":
        refuse_unknown_parameters(request)
    context = {"table": table, "form": form, "kind_form": KindForm(kinds, initial={"kind": table.kind})}
    return render(request, "tables/columns.html", {**context, **_sample(table)}, status=400 if form.errors else 200)


def _sample(table: TableFile) -> dict[str, Any]:
    sheet, matched = services.sheet_of(table), services.matched_of(table)
    columns = columns_of(matched, sheet)
    lines = sheet.lines[matched.begins : matched.begins + SAMPLE]
    facts = {"columns": columns, "rows": rows_of(lines, len(columns), {}), "notes": sheet.notes, "sheet": sheet.name}
    return {**facts, "earlier": services.earlier_of(table)}


@require_safe
@login_required
def table(request: HttpRequest, uid: Any) -> HttpResponse:
    """Shows how far a table has come, and what the check found."""
    own = _own(request, uid)
    if own.state == State.SENT and bytes(own.cells):
        return redirect("table-columns", own.uid)
    refuse_unknown_parameters(request, ("show", "page"))
    context: dict[str, Any] = {"table": own, "kind": KINDS.get(own.kind), "earlier": services.earlier_of(own)}
    if own.state in AT_WORK:
        context |= {"silent": services.is_silent(own), "may_cancel": own.state != State.APPLYING}
        answer = render(request, "tables/working.html", context)
        answer["Refresh"] = str(SECONDS)
        return answer
    result = services.result_of(own)
    return render(request, "tables/result.html", {**context, **_shown(request, own, result)})


def _shown(request: HttpRequest, table: TableFile, result: Result) -> dict[str, Any]:
    """Returns the chosen part of the result for the page."""
    counts = result.counts()
    usual = next((state for state in (WRONG, CHANGED, NEW) if counts.get(state)), CHANGED)
    show = request.GET.get("show") or usual
    if show not in SHOWN:
        raise BadRequest(f"show: {show}")
    chosen = services.chosen_of(table, result)
    context = {
        "result": result,
        "counts": counts,
        "show": show,
        "chosen": len(chosen),
        "too_many": len(chosen) > services.MOST_APPLIED,
        "most": services.MOST_APPLIED,
        "open": table.state == State.CHECKED,
        "kept": bool(bytes(table.cells)),
        "wrong_rows": len(result.faults_of()),
        "wrong_cells": len({(fault.line, fault.place) for fault in result.faults}),
    }
    return {**context, **(_rows_shown(request, table, result, show) if context["kept"] and show != GONE else {})}


def _rows_shown(request: HttpRequest, table: TableFile, result: Result, show: str) -> dict[str, Any]:
    sheet, matched = services.sheet_of(table), services.matched_of(table)
    columns = columns_of(matched, sheet)
    if show == WRONG:
        faults = result.faults_of()
        page = page_of([line for line in sheet.lines if line.number in faults], request, PAGE_SIZE, fixed=True)
        page.object_list = rows_of(page.object_list, len(columns), faults, [heading for _letters, heading in columns])
        return {"columns": columns, "page": page, "notes": sheet.notes}
    page = page_of(list(result.of_state(RowState(show))), request, PAGE_SIZE, fixed=True)
    page.object_list = differences_of(table, list(page.object_list), sheet, len(columns))
    return {"columns": columns, "page": page, "notes": sheet.notes}


@require_POST
@login_required
@once
def apply(request: HttpRequest, uid: Any) -> HttpResponse:
    """Saves which rows of the page are chosen, checks the table again, or applies the chosen rows."""
    own = _own(request, uid)
    if "again" in request.POST:
        return _again(own)
    if own.state != State.CHECKED:
        return redirect("table", own.uid)
    if "shown" in request.POST:
        shown, chosen = _numbers(request, "shown"), _numbers(request, "take")
        services.leave_out(own, shown, chosen)
        own.refresh_from_db()
    for name in ("all", "none"):
        if request.POST.get(name) in (NEW, CHANGED):
            services.choose_all(own, RowState(request.POST[name]), taken=name == "all")
    if "apply" not in request.POST:
        messages.success(request, _("Your choice of rows is saved."))
        return redirect(f"{reverse('table', args=[own.uid])}?show={request.POST.get('show', '')[:10]}")
    reason = str(request.POST.get("reason", ""))[:1000]
    if own.total > FEW:
        facts: dict[str, Any] = {"state": State.TO_APPLY, "reason": reason, "of_language": get_language() or "en"}
        facts["beat"] = timezone.now()
        TableFile.objects.filter(pk=own.pk).update(**facts)
        own.refresh_from_db()
        start_soon(own)
        return redirect("table", own.uid)
    return _applied(request, own, reason)


def _applied(request: HttpRequest, table: TableFile, reason: str) -> HttpResponse:
    try:
        outcome = services.apply_table(table=table, actor=request.user, reason=reason)
    except services.CannotApply as error:
        messages.error(request, str(error))
        return redirect("table", table.uid)
    if isinstance(outcome.waiting, WaitingProposal):
        return submitted(request, outcome.waiting)
    number = len(outcome.proposals)
    sentence = ngettext("%(number)d record was written.", "%(number)d records were written.", number)
    messages.success(request, with_undo(sentence % {"number": number}, outcome.change))
    return redirect("table", table.uid)


@require_POST
@login_required
@once
def correct(request: HttpRequest, uid: Any) -> HttpResponse:
    """Writes what the person corrects into the copy of the table, and checks it again."""
    own = _own(request, uid)
    if own.state == State.CHECKED and bytes(own.cells):
        number = correcting.correct(table=own, cells=correcting.corrected_in(own, request.POST))
        sentence = ngettext("%(number)d cell is corrected.", "%(number)d cells are corrected.", number)
        messages.success(request, sentence % {"number": number} if number else _("No cell differs."))
        own.refresh_from_db()
        if number and own.state == State.TO_CHECK:
            check_soon(own)
    return redirect("table", own.uid)


def _again(table: TableFile) -> HttpResponse:
    """Lets a table be checked once more, also after its process ended without a word."""
    if table.state == State.CHECKED or (services.is_silent(table) and table.state != State.APPLIED):
        state = State.TO_APPLY if table.state in (State.TO_APPLY, State.APPLYING) else State.TO_CHECK
        facts: dict[str, Any] = {"state": state, "beat": timezone.now(), "problem": ""}
        # A new check shows all rows anew. Work that goes on keeps to the rows that the person chose
        facts |= {"left_out": []} if state == State.TO_CHECK else {}
        TableFile.objects.filter(pk=table.pk).update(**facts)
        table.refresh_from_db()
        if state == State.TO_CHECK:
            check_soon(table)
        else:
            start_soon(table)
    return redirect("table", table.uid)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdigit() and len(text) < 9]


@require_safe
@login_required
def annotated(request: HttpRequest, uid: Any) -> HttpResponse:
    """Sends the person's table back with its faults as comments."""
    own = _own(request, uid)
    refuse_unknown_parameters(request)
    if not bytes(own.cells):
        return redirect("table", own.uid)
    content = annotated_xlsx(services.sheet_of(own), services.result_of(own))
    answer = HttpResponse(content, content_type=XLSX)
    name = f"{own.name.rsplit('.', 1)[0]}-{_('checked')}.xlsx"
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer


@require_safe
@login_required
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """Sends a blank table of a kind, to be filled in."""
    check_may(request.user, IMPORT, "table")
    if kind not in {one.name for one in kinds_for(request.user)}:
        raise Http404
    refuse_unknown_parameters(request)
    answer = HttpResponse(blank_xlsx(kind), content_type=XLSX)
    answer["Content-Disposition"] = str(content_disposition_header(True, f"{KINDS[kind].label}.xlsx"))
    return answer


@require_POST
@login_required
def cancel(request: HttpRequest, uid: Any) -> HttpResponse:
    """Ends the work on a table. What is being written at this moment is written whole."""
    own = _own(request, uid)
    waiting = TableFile.objects.filter(pk=own.pk, state__in=(State.TO_CHECK, State.CHECKING, State.TO_APPLY))
    if waiting.update(state=State.CANCELLED):
        messages.success(request, _("The work is cancelled. Nothing was written."))
    return redirect("table", own.uid)


@require_POST
@login_required
def delete(request: HttpRequest, uid: Any) -> HttpResponse:
    """Deletes the copy of a table. What it wrote stays."""
    own = _own(request, uid)
    if own.state == State.APPLIED:
        # The checksum stays, so that the same file is recognised
        TableFile.objects.filter(pk=own.pk).update(cells=b"", result=b"")
    else:
        own.delete()
    messages.success(request, _("The copy of the table is deleted. The register stays as it is."))
    return redirect("tables")


def _own(request: HttpRequest, uid: Any) -> TableFile:
    """Returns a table of the person. Raises PermissionDenied, and Http404 for those of others."""
    check_may(request.user, IMPORT, "table")
    return get_object_or_404(TableFile, uid=uid, person=request.user)
