"""The pages. A view filters, calls and renders."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import SavedView
from budgets.facets import facets_of
from budgets.filtersets import AllocationFilterSet
from budgets.grouping.answers import figures_in, totals_of
from budgets.links import narrowed
from budgets.models import Allocation
from changes.as_of.point import todays_date
from changes.rights import SEE, may
from pages import dashboard as dashboards
from pages import map as maps
from pages.columns import layout_of_list
from pages.measured import MeasureLayout, total_in_measure, with_measure
from pages.several.selection import may_change
from projects.filtering.pagination import page_of
from projects.filtersets import ProjectFilterSet
from projects.memory import question_of, remembered
from projects.models import Document, Project
from projects.querysets import source_documents
from projects.remembering.parts import made_of_parts, when_needed
from reports.files.of_pages import files_at
from reports.formats import OF_A_LIST

PAGE_SIZE = 50
API = "/api/"
OF_THE_MEASURE = ("measure", "on")
"""Parameters of the list of projects that its files do not take."""


@require_safe
@made_of_parts
def dashboard(request: HttpRequest) -> HttpResponse:
    """Shows the portfolio's figures for the filters of the address."""
    layout = MeasureLayout.of(request.GET, Project.objects.all())
    filterset = layout.filterset
    if not layout.is_valid():
        context = {"filterset": filterset, "layout": layout, "errors": layout.errors}
        return render(request, "dashboard.html", context, status=400)
    staff, measured = is_staff(request), layout.measure.measured()
    made = when_needed(lambda: dashboards.build(filterset, todays_date(), measured, staff=staff))
    context = {
        "filterset": filterset,
        "layout": layout,
        "measured": measured,
        "facets": when_needed(lambda: made[0]),
        "board": when_needed(lambda: made[1]),
        "staff": staff,
        "documents": when_needed(lambda: documents_of(filterset)),
        "pins": SavedView.objects.pinned_by(request.user),
    }
    return render(request, "dashboard.html", context)


@require_safe
@files_at("api:project-list", OF_A_LIST, *OF_THE_MEASURE)
@made_of_parts
def project_list(request: HttpRequest) -> HttpResponse:
    """Lists the projects that the filters choose, in pages, with the totals of all of them."""
    layout = layout_of_list(request.GET, Project.objects.for_list())
    filterset = layout.filterset
    if not layout.is_valid():
        context = {"filterset": filterset, "layout": layout, "errors": layout.errors}
        return render(request, "project_list.html", context, status=400)
    measured = layout.measure.measured()
    context = {
        "filterset": filterset,
        "facets": when_needed(lambda: facets_of(filterset)),
        "layout": layout,
        "totals": when_needed(lambda: totals_of(filterset)),
        "measured": measured,
        "in_measure": when_needed(lambda: total_in_measure(filterset, measured)),
        "not_stated_url": narrowed(filterset.chosen(), "budget_stated", "false"),
        "page": when_needed(lambda: with_measure(page_of(filterset.qs, request, PAGE_SIZE), measured)),
        "columns": when_needed(lambda: layout.headings),
        "ticks": may_change(request.user),
        "documents": when_needed(lambda: documents_of(filterset)),
    }
    return render(request, "project_list.html", context)


@require_safe
@files_at("api:allocation-list")
@made_of_parts
def allocation_list(request: HttpRequest) -> HttpResponse:
    """Lists the allocations behind a figure; they add up to it."""
    allocations = Allocation.objects.for_list().prefetch_related("project__council_roles__council")
    filterset = AllocationFilterSet(request.GET, allocations)
    if not filterset.is_valid():
        return refused(request, "allocation_list.html", filterset)
    made = when_needed(lambda: figures_in(filterset))
    context = {
        "filterset": filterset,
        "facets": when_needed(lambda: facets_of(filterset)),
        "figures": when_needed(lambda: made[0]),
        "other_currency": when_needed(lambda: made[1]),
        "page": when_needed(lambda: page_of(filterset.qs, request, PAGE_SIZE)),
        "documents": when_needed(lambda: documents_of(filterset)),
    }
    return render(request, "allocation_list.html", context)


def is_staff(request: HttpRequest) -> bool:
    """Returns whether the reader is on the staff, and may see who did what."""
    return may(request.user, SEE, "author")


@require_safe
@made_of_parts
def map_page(request: HttpRequest) -> HttpResponse:
    """Shows where the projects and their money are: countries and places, for the filters of the address."""
    filterset = ProjectFilterSet(request.GET, Project.objects.all())
    if not filterset.is_valid():
        return refused(request, "map.html", filterset)
    context = {
        "filterset": filterset,
        "facets": when_needed(lambda: facets_of(filterset)),
        "map": when_needed(lambda: maps.build(filterset.qs, filterset.chosen())),
        "not_stated_url": narrowed(filterset.chosen(), "budget_stated", "false"),
        "documents": when_needed(lambda: documents_of(filterset)),
    }
    return render(request, "map.html", context)


def refused(request: HttpRequest, template: str, filterset: Any) -> HttpResponse:
    """Shows the page with the errors at their filters and without figures: a typing error must not show a total."""
    return render(request, template, {"filterset": filterset, "errors": filterset.errors}, status=400)


def documents_of(filterset: Any) -> list[Document]:
    """Returns the documents that are sources of the projects or allocations; the page names them."""
    known_from = source_documents(filterset.qs)
    key = ("documents", type(filterset), question_of(filterset))
    return remembered(key, lambda: list(Document.objects.filter(pk__in=known_from)))
