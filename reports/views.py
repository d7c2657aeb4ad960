"""The pages of reports. A view reads the question, makes the table and renders it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgets.facets import facets_of
from budgets.links import address
from changes.as_of.point import todays_date
from changes.models import Action
from changes.rights import SEE, may
from projects.filtering.pagination import page_of
from projects.remembering.parts import made_of_parts, when_needed
from reports.annex.annex import Annex, annex_filterset, annex_of, too_many
from reports.annex.content import cells_of
from reports.annex.files import MOST_PROJECTS
from reports.bars import chart_of
from reports.facts import counted_in
from reports.files.downloads import download, links_to_files
from reports.files.of_pages import answers_with_files, files_at
from reports.formats import OF_A_REPORT, OF_THE_ANNEX, UnknownFormat, renderer_for
from reports.layout import layout_of
from reports.questions import Question, ask
from reports.ready_made import REPORTS, TOTALS, Report
from reports.renderers.base import Renderer, TooManyRows
from reports.table import Table

PAGE_SIZE = 100
MEASURED = ("measure", "on")
ITEMS_PER_PAGE = 50
"""Projects on a page of the annex."""


@require_safe
@made_of_parts
@answers_with_files
def report_index(request: HttpRequest) -> HttpResponseBase:
    """Shows the ready-made reports, and totals laid out as the reader chooses: by council by default."""
    data = request.GET.copy()
    if "group_by" not in data:
        data["group_by"] = "council"
    return _answer(request, TOTALS, data)


@require_safe
@made_of_parts
@answers_with_files
def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """Shows a ready-made report for the filters of the address; with ``format``, returns the same table as a file."""
    if name not in REPORTS:
        raise Http404
    return _answer(request, REPORTS[name], request.GET)


@require_safe
@made_of_parts
@answers_with_files
def difference(request: HttpRequest) -> HttpResponseBase:
    """Shows the difference between the two states that the address names. It has an address of its own because it is
    never read as of a day: it names its two states itself.
    """
    return _answer(request, REPORTS["difference"], request.GET)


@require_safe
@files_at("api:annex", OF_THE_ANNEX)
def annex(request: HttpRequest) -> HttpResponse:
    """Shows the annex "Oversigt over projektaktiviteter" for the filters of the address, to read, print and
    download.
    """
    filterset = annex_filterset(request.GET)
    context: dict[str, Any] = {"filterset": filterset}
    if not filterset.is_valid():
        return render(request, "reports/annex.html", {**context, "errors": filterset.errors}, status=400)
    page = page_of(range(filterset.qs.count()), request, ITEMS_PER_PAGE, fixed=True)
    part = slice(page.start_index() - 1, page.end_index()) if page else slice(0, 0)
    context["annex"] = made = annex_of(filterset, todays_date(), part=part)
    context |= {"rows": cells_of(made.table, made.table.rows), "foot": cells_of(made.table, made.table.foot)}
    return render(request, "reports/annex.html", {**context, **_files_of(made, request), "page": page})


def _files_of(annex: Annex, request: HttpRequest) -> dict[str, Any]:
    """Returns the links to the annex as a file, and why it has no document if it holds too many projects."""
    number = annex.totals.total.projects
    formats: list[Any] = [renderer for renderer in OF_THE_ANNEX if renderer.format == "json" or number <= MOST_PROJECTS]
    links = links_to_files(reverse("api:annex"), request.GET, formats, lang=annex.language)
    return {"links": links, "no_document": too_many(number, MOST_PROJECTS) if number > MOST_PROJECTS else ""}


def _answer(request: HttpRequest, report: Report, data: QueryDict) -> HttpResponseBase:
    """Returns the report as a page, or as the requested file, or as a page with the errors at their parameters."""
    try:
        renderer, errors = _renderer(request), {}
    except UnknownFormat as error:
        renderer, errors = None, {error.parameter: [str(error)]}
    question = _question(request, report, data, renderer)
    errors |= question.error_lists()
    if errors:
        return _page(request, report, question, {"errors": errors}, status=400)
    if renderer is None:
        return _page(request, report, question, _shown(request, report, question))
    try:
        return download(report.table(report, question), renderer, request)
    except TooManyRows as error:
        raise BadRequest(f"format: {error}") from error


def _renderer(request: HttpRequest) -> Renderer | None:
    """Returns the renderer of the requested format; None for the page. Raises UnknownFormat."""
    name, dialect = request.GET.get("format", ""), request.GET.get("dialect", "")
    return renderer_for(name, dialect, OF_A_REPORT) if name or dialect else None


def _question(request: HttpRequest, report: Report, data: QueryDict, renderer: Renderer | None) -> Question:
    return ask(
        data,
        report.form,
        report.filters,
        today=todays_date(),
        people=renderer.people if renderer else True,
        whole=renderer is not None,
        staff=may(request.user, SEE, "author"),
        may_edit=renderer is None and may_edit_projects(request.user),
        absolute=request.build_absolute_uri if renderer else str,
    )


def may_edit_projects(user: Any) -> bool:
    """Whether the user may open the editing page of a project."""
    return may(user, Action.UPDATE, "project")


def _page(
    request: HttpRequest, report: Report, question: Question, answer: dict[str, Any], status: int = 200
) -> HttpResponse:
    template = "reports/index.html" if report is TOTALS else "reports/report.html"
    context = {"report": report, "reports": REPORTS, "filterset": question.filterset}
    # Outside of the parts that readers share: a new seal does not make these anew
    context["states"] = getattr(question.form, "states", list)()
    layout = layout_of(report, question, answer.get("errors", {}))
    return render(request, template, {**context, "layout": layout, **answer}, status=status)


def _shown(request: HttpRequest, report: Report, question: Question) -> dict[str, Any]:
    table: Table = when_needed(lambda: report.table(report, question))
    return {
        "facets": when_needed(lambda: facets_of(question.filterset)),
        "filters": _filters(question),
        "ways": _ways(question),
        "may_edit": question.may_edit,
        "names": report.names_people and question.staff,
        "table": table,
        "counted": when_needed(lambda: counted_in(table.facts)),
        "page": when_needed(lambda: _page_of(table, request)),
        "chart": when_needed(lambda: chart_of(table)),
        "columns": when_needed(lambda: table.columns_for(people=True)),
        "matched": when_needed(lambda: bool(table.count) or question.projects.exists()),
    }


def _page_of(table: Table, request: HttpRequest) -> Page:
    return page_of(table.rows if isinstance(table.rows, Sequence) else list(table.rows), request, PAGE_SIZE)


def _filters(question: Question) -> str:
    """Returns the reader's own filters as a query string, for the links to the other reports."""
    return address("", _chosen(question))


def _chosen(question: Question) -> dict[str, list[str]]:
    own = question.filterset.fixed()
    return {name: values for name, values in question.filterset.chosen().items() if name not in own}


def _ways(question: Question) -> dict[str, str]:
    """Returns the query string of the link to each report: the reader's own filters, and the measure and its day if
    that report has them.
    """
    chosen, kept = _chosen(question), question.filterset.kept()
    return {
        name: address(
            "", chosen | {one: kept[one] for one in MEASURED if one in kept and one in report.form.parameters}
        )
        for name, report in REPORTS.items()
    }
