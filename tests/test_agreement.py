"""One definition of every number: list, totals, links and pages agree for any portfolio and any filters."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings

from budgets.dimensions import DIMENSIONS
from tests.random_portfolios import FILTERS, LAYOUTS, MODES, PORTFOLIOS, Plan, build, clear, reckon

pytestmark = pytest.mark.django_db

# All examples share the fixtures of the database and the client on purpose
RANDOM = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEWER = settings(RANDOM, max_examples=8)
FEWEST = settings(RANDOM, max_examples=6)
Filters = dict[str, list[str]]


def money(text: str | None) -> Decimal:
    return Decimal(text or 0)


def follow(get: Any, url: str) -> list[dict[str, Any]]:
    """Returns all rows of the list behind a link."""
    parts = urlsplit(url)
    return get(parts.path.removeprefix("/api/v1/"), **parse_qs(parts.query), page_size=500)["results"]


@RANDOM
@given(plans=PORTFOLIOS, filters=FILTERS)
def test_the_budgets_of_a_list_add_up_to_the_totals_of_the_same_address(
    get: Any, plans: list[Plan], filters: Filters
) -> None:
    clear()
    build(plans)
    projects = get("projects/", **filters, page_size=500)
    answer = get("totals/", **filters)
    assert sum(money(project["budget_dkk"]) for project in projects["results"]) == money(answer["total"]["budget_dkk"])
    assert projects["count"] == answer["total"]["projects"]
    without = sum(not project["allocations"] for project in projects["results"])
    assert without == answer["not_counted"]["projects_without_budget"]


@RANDOM
@given(plans=PORTFOLIOS, filters=FILTERS)
def test_every_allocation_of_the_selection_is_counted_or_accounted_for(
    get: Any, plans: list[Plan], filters: Filters
) -> None:
    clear()
    build(plans)
    answer = get("totals/", **filters)
    projects = get("projects/", **filters, page_size=500)["results"]
    left_out = sum(one["allocations"] for one in answer["not_counted"]["other_currency"])
    assert answer["total"]["allocations"] + left_out == sum(len(project["allocations"]) for project in projects)


def figures(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("projects", "projects_without_budget", "allocations", "allocations_not_counted")
    return (*(row[name] for name in names), money(row["budget_dkk"]))


def by_values(rows: list[dict[str, Any]], names: list[str]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {tuple(row[name]["value"] for name in names): figures(row) for row in rows}


@FEWER
@given(plans=PORTFOLIOS, mode=MODES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_rows_of_every_dimension_are_those_of_a_reckoner_without_sql(
    get: Any, dimension: str, plans: list[Plan], mode: str
) -> None:
    clear()
    build(plans)
    rows = get("totals/", group_by=dimension, mode=mode)["rows"]
    assert by_values(rows, [dimension]) == reckon(plans, [dimension], mode)


@RANDOM
@given(plans=PORTFOLIOS, mode=MODES, names=LAYOUTS)
def test_the_cells_and_margins_of_every_cross_table_are_those_of_a_reckoner_without_sql(
    get: Any, plans: list[Plan], mode: str, names: list[str]
) -> None:
    clear()
    build(plans)
    answer = get("totals/", group_by=names, mode=mode)
    assert by_values(answer["rows"], names) == reckon(plans, names, mode)
    for name, rows in answer["margins"].items():
        assert by_values(rows, [name]) == reckon(plans, [name], mode)


@RANDOM
@given(plans=PORTFOLIOS, filters=FILTERS, names=LAYOUTS)
def test_exclusive_rows_add_up_to_the_total_for_any_filters(
    get: Any, plans: list[Plan], filters: Filters, names: list[str]
) -> None:
    clear()
    build(plans)
    answer = get("totals/", **filters, group_by=names)
    assert sum(money(row["budget_dkk"]) for row in answer["rows"]) == money(answer["total"]["budget_dkk"])
    assert sum(row["allocations"] for row in answer["rows"]) == answer["total"]["allocations"]
    left_out = sum(one["allocations"] for one in answer["not_counted"]["other_currency"])
    assert sum(row["allocations_not_counted"] for row in answer["rows"]) == left_out


@RANDOM
@given(plans=PORTFOLIOS, filters=FILTERS, names=LAYOUTS, mode=MODES)
def test_the_lists_behind_every_figure_add_up_to_it(
    get: Any, plans: list[Plan], filters: Filters, names: list[str], mode: str
) -> None:
    clear()
    build(plans)
    answer = get("totals/", **filters, group_by=names, mode=mode)
    of_projects = all(name not in ("council", "fund", "year", "scope", "post", "recipient", "stage") for name in names)
    for row in [*answer["rows"], *(row for rows in answer["margins"].values() for row in rows)]:
        allocations = follow(get, row["allocations_url"])
        assert sum(money(one["amount_dkk"]) for one in allocations) == money(row["budget_dkk"])
        assert sum(one["amount_dkk"] is not None for one in allocations) == row["allocations"]
        assert len(allocations) == row["allocations"] + row["allocations_not_counted"]
        projects = follow(get, row["projects_url"])
        assert len(projects) == row["projects"]
        if of_projects:
            assert sum(money(project["budget_dkk"]) for project in projects) == money(row["budget_dkk"])


@FEWEST
@given(plans=PORTFOLIOS, filters=FILTERS)
def test_pages_show_the_figures_of_the_api(get: Any, reader: Any, plans: list[Plan], filters: Filters) -> None:
    clear()
    build(plans)
    total = get("totals/", **filters)["total"]
    board = reader.get("/", filters).context["board"]
    for name, chart in board.charts.items():
        rows = get("totals/", **filters, group_by=name, mode=chart.design.grouping.mode)["rows"]
        told = {row[name]["value"]: (row["projects"], row["allocations"], row["budget_dkk"]) for row in rows}
        for bar in chart.drawn:
            amount = None if bar.amount is None else f"{bar.amount:.2f}"
            assert told[bar.row.members[name].value] == (bar.figures.projects, bar.figures.allocations, amount)
        assert len(chart.drawn) + chart.others == len(rows)
    for one in board.missing:
        assert not one.url or reader.get(one.url).context["totals"].total.projects == one.projects
    assert board.timeline.dated + board.timeline.undated == board.total.projects
    listed = reader.get("/projects/", filters).context["totals"].total
    granted = reader.get("/allocations/", filters)
    for figures in (board.total, listed):
        assert (figures.projects, figures.allocations) == (total["projects"], total["allocations"])
        assert (figures.budget_dkk or 0) == money(total["budget_dkk"])
    assert board.ongoing.projects + board.closed.projects == total["projects"]
    cards = {
        "ongoing": board.ongoing.projects,
        "closed": board.closed.projects,
        "not_stated": board.total.projects_without_budget,
    }
    for name, projects in cards.items():
        link = board.links[name]
        assert (reader.get(link).context["totals"].total.projects if link else 0) == projects
    assert (granted.context["figures"].budget_dkk or 0) == money(total["budget_dkk"])
