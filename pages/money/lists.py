"""The lists of the money: entries and contracts of projects, budget posts, budget rates, and accounting periods."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.entries.filtersets import ContractFilterSet, EntryFilterSet, PostFilterSet, RateFilterSet
from budgets.entries.measures import money_of_entries
from budgets.facets import facets_of
from budgets.models import BudgetPost, BudgetRate, Contract, Entry, Period
from changes.as_of.point import todays_date
from changes.models import Action
from changes.rights import may
from projects.filtering.pagination import page_of
from projects.strict import StrictFilterSet
from reports import facts
from reports.files.of_pages import files_at
from reports.kinds.posts import post_table

PAGE_SIZE = 50


@require_safe
@files_at("api:entry-list")
def entry_list(request: HttpRequest) -> HttpResponse:
    """Lists the entries behind a figure. The figures above the list are those of its entries on the day."""
    entries = Entry.objects.for_list().order_by("-day", "-reference")
    filterset = EntryFilterSet(request.GET, entries)
    context: dict[str, Any] = {"filterset": filterset}
    if not filterset.is_valid():
        return render(request, "money/entries.html", {**context, "errors": filterset.errors}, status=400)
    on = filterset.form.cleaned_data["on"]
    context |= {"figures": money_of_entries(filterset.qs.order_by(), on), "on": on, "facets": facets_of(filterset)}
    context["page"] = page_of(filterset.qs, request, PAGE_SIZE)
    return render(request, "money/entries.html", context)


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Lists the contracts of the chosen projects."""
    contracts = (
        Contract.objects.select_related("project", "administrative_body")
        .prefetch_related("signatures")
        .order_by("-starts", "code")
    )
    filterset = ContractFilterSet(request.GET, contracts)
    context: dict[str, Any] = {"filterset": filterset}
    if not filterset.is_valid():
        return render(request, "money/contract_list.html", {**context, "errors": filterset.errors}, status=400)
    context |= {"page": page_of(filterset.qs, request, PAGE_SIZE), "facets": facets_of(filterset)}
    return render(request, "money/contract_list.html", context)


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """Lists the budget posts with their figures of today."""
    return _list(request, "money/register/posts.html", PostFilterSet, BudgetPost.objects.select_related("council"))


@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """Lists the rates of the budget years."""
    return _list(
        request, "money/register/rates.html", RateFilterSet, BudgetRate.objects.select_related("source__document")
    )


@require_safe
def period_list(request: HttpRequest) -> HttpResponse:
    """Lists the accounting periods, and who closed each."""
    return _list(request, "money/register/periods.html", StrictFilterSet, Period.objects.all())


def _list(request: HttpRequest, template: str, filters: type[StrictFilterSet], rows: Any) -> HttpResponse:
    filterset = filters(request.GET, rows)
    kind = {BudgetPost: "budget-post", BudgetRate: "budget-rate", Period: "period"}[rows.model]
    context: dict[str, Any] = {"filterset": filterset, "may_add": may(request.user, Action.CREATE, kind)}
    if not filterset.is_valid():
        return render(request, template, {**context, "errors": filterset.errors}, status=400)
    context["page"] = page = page_of(filterset.qs, request, PAGE_SIZE)
    if kind == "budget-post" and page is not None:
        keys = [post.pk for post in page]
        table = post_table(BudgetPost.objects.filter(pk__in=keys), todays_date(), [])
        context |= {"table": table, "rows": table.rows, "columns": table.columns_for(people=True)}
        context["not_counted"] = facts.left_out_in(table.facts)
    return render(request, template, context)
