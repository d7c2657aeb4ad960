"""The pages of the two books. A view reads the form, calls a service and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets.books import services
from budgets.books.reading.cells import UnreadableLedger
from budgets.books.rights import COMPARE, MATCH
from budgets.models import Allocation, BookMatch, LedgerFile
from changes.rights import check_may, may
from projects.editing.once import once
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters
from reports.books.forms import ROWS, ColumnsForm, LedgerForm, MatchForm, ResultForm
from reports.books.tables import groups_table, rows_of_the_page, rows_table, sentence_of, with_links
from reports.files.downloads import download, links_to_files
from reports.files.of_pages import answers_with_files
from reports.formats import OF_A_REPORT, UnknownFormat, renderer_for
from reports.renderers.base import Renderer, TooManyRows
from reports.table import Table

PAGE_SIZE = 50
LATEST = 50
SAMPLE = 8
"""Rows of the ledger on the page of its columns."""
OF_THE_PAGE = ("page", "page_size", "dialect")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def books(request: HttpRequest) -> HttpResponse:
    """Shows the form for a ledger, the person's latest ledgers and the matches; saves a ledger that was sent."""
    check_may(request.user, COMPARE, "ledger")
    form = LedgerForm(request.POST, request.FILES) if request.method == "POST" else LedgerForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            ledger = services.keep_ledger(person=request.user, name=file.name, data=file.read())
        except UnreadableLedger as error:
            form.add_error("file", str(error))
        else:
            return redirect("books-columns", ledger.uid)
    if request.method != "POST":
        refuse_unknown_parameters(request, ("page",))
    matches = BookMatch.objects.select_related("person", "withdrawn_by")
    context = {
        "form": form,
        "ledgers": LedgerFile.objects.filter(person=request.user).defer("cells"),
        "page": page_of(matches, request, LATEST, fixed=True),
        "may_match": may(request.user, MATCH, "ledger"),
    }
    return render(request, "reports/books/books.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def columns(request: HttpRequest, uid: Any) -> HttpResponse:
    """Shows which column holds what, with the first rows of the ledger, and saves what the person corrects."""
    ledger = _own(request, uid)
    form = ColumnsForm(ledger, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.save_choices(ledger=ledger, choices=form.choices())
        return redirect("books-result", ledger.uid)
    if request.method != "POST":
        refuse_unknown_parameters(request)
    context = {"ledger": ledger, "form": form, "lines": form.lines[:SAMPLE]}
    return render(request, "reports/books/columns.html", context, status=400 if form.is_bound else 200)


@require_safe
@login_required
@answers_with_files
def result(request: HttpRequest, uid: Any) -> HttpResponseBase:
    """Shows the ledger beside the register, by grant, post and period or row by row; or as a file."""
    ledger = _own(request, uid)
    if not ledger.columns:
        return redirect("books-columns", ledger.uid)
    form = ResultForm(request.GET)
    form.other_parameters = OF_THE_PAGE
    renderer = _renderer(request)
    if not form.is_valid():
        return render(request, "reports/books/result.html", {"ledger": ledger, "form": form}, status=400)
    found = services.compared(ledger)
    table = _table(request, ledger, found, form.cleaned_data, for_page=renderer is None)
    if renderer:
        try:
            return download(table, renderer, request)
        except TooManyRows as error:
            raise BadRequest(f"format: {error}") from error
    context = {"ledger": ledger, "form": form, "found": found, "sentence": sentence_of(found.comparison)}
    return render(request, "reports/books/result.html", {**context, **_shown(request, table)})


def _table(
    request: HttpRequest, ledger: LedgerFile, found: services.Compared, chosen: dict[str, Any], *, for_page: bool
) -> Table:
    if chosen["show"] != ROWS:
        return groups_table(found, ledger.name, chosen["state"])
    if for_page:
        return rows_of_the_page(found, ledger.name, chosen["kind"], matching=may(request.user, MATCH, "ledger"))
    return rows_table(found, ledger.name, chosen["kind"])


def _renderer(request: HttpRequest) -> Renderer | None:
    """Returns the renderer of the requested format; None for the page. Raises BadRequest for an unknown format."""
    name, dialect = request.GET.get("format", ""), request.GET.get("dialect", "")
    try:
        return renderer_for(name, dialect, OF_A_REPORT) if name or dialect else None
    except UnknownFormat as error:
        raise BadRequest(f"{error.parameter}: {error}") from error


def _shown(request: HttpRequest, table: Table) -> dict[str, Any]:
    page = page_of(list(table.rows), request, PAGE_SIZE)
    references = {str(row.values[0]) for row in page.object_list if table.foot}
    grants = Allocation.objects.filter(reference__in=references).select_related("project")
    page.object_list = with_links(page.object_list, {grant.reference: grant.get_absolute_url() for grant in grants})
    links = links_to_files(request.path, request.GET, OF_A_REPORT)
    return {"table": table, "page": page, "columns": table.columns_for(people=True), "links": links}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def match(request: HttpRequest, uid: Any) -> HttpResponse:
    """Shows and saves a match of two codes. The address may name the codes."""
    check_may(request.user, MATCH, "ledger")
    ledger = _own(request, uid)
    if request.method == "POST":
        form = MatchForm(request.POST)
        if form.is_valid() and _keep(request, form):
            messages.success(request, _("The match is kept. The comparison uses it from now on."))
            return redirect(f"{reverse('books-result', args=[ledger.uid])}?show={ROWS}")
    else:
        refuse_unknown_parameters(request, ("kind", "theirs", "ours", "grant"))
        form = MatchForm(initial=request.GET.dict())
    context = {"ledger": ledger, "form": form}
    return render(request, "reports/books/match.html", context, status=400 if form.errors else 200)


def _keep(request: HttpRequest, form: MatchForm) -> bool:
    """Saves the match; else adds the errors to the form and returns False."""
    try:
        services.keep_match(person=request.user, **form.cleaned_data)
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, sentences in found.items():
            form.add_error(name if name in form.fields else None, sentences)
    return not form.errors


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: Any) -> HttpResponse:
    """Withdraws a match."""
    check_may(request.user, MATCH, "ledger")
    if services.withdraw_match(match=get_object_or_404(BookMatch, uid=uid), person=request.user):
        messages.success(request, _("The match is withdrawn."))
    return redirect("books")


@require_POST
@login_required
def delete(request: HttpRequest, uid: Any) -> HttpResponse:
    """Deletes the copy of a ledger; the matches stay."""
    _own(request, uid).delete()
    messages.success(request, _("The ledger is deleted. Its matches stay."))
    return redirect("books")


def _own(request: HttpRequest, uid: Any) -> LedgerFile:
    """Returns a ledger of the person. Raises PermissionDenied, and Http404 for those of others."""
    check_may(request.user, COMPARE, "ledger")
    return get_object_or_404(LedgerFile, uid=uid, person=request.user)
