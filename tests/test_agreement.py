"""One definition of every number: list, totals, links and pages agree for any portfolio and any filters."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings

from tests.random_portfolios import FILTERS, PORTFOLIOS, Plan, build, by_council, clear

pytestmark = pytest.mark.django_db

# The fixtures of the database and the client are the same for every example, which is meant
RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEWER = settings(RANDOM, max_examples=20)
FEWEST = settings(RANDOM, max_examples=8)
Filters = dict[str, list[str]]


def money(text: str | None) -> Decimal:
    return Decimal(text or 0)


def follow(get: Any, url: str) -> list[dict[str, Any]]:
    """All rows of the list behind a link."""
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


@FEWER
@given(plans=PORTFOLIOS, filters=FILTERS)
@pytest.mark.parametrize("dimensions", ["status", "kind", "council", "portfolio", "council,status"])
def test_groups_add_up_and_the_lists_behind_a_row_add_up_to_it(
    get: Any, dimensions: str, plans: list[Plan], filters: Filters
) -> None:
    clear()
    build(plans)
    answer = get("totals/", **filters, group_by=dimensions)
    assert sum(money(row["budget_dkk"]) for row in answer["rows"]) == money(answer["total"]["budget_dkk"])
    assert sum(row["allocations"] for row in answer["rows"]) == answer["total"]["allocations"]
    for row in answer["rows"]:
        allocations = follow(get, row["allocations_url"])
        assert sum(money(one["amount_dkk"]) for one in allocations) == money(row["budget_dkk"])
        assert sum(one["amount_dkk"] is not None for one in allocations) == row["allocations"]
        projects = follow(get, row["projects_url"])
        assert len(projects) == row["projects"]
        if "council" not in dimensions:
            assert sum(money(project["budget_dkk"]) for project in projects) == money(row["budget_dkk"])


@RANDOM
@given(plans=PORTFOLIOS)
@pytest.mark.parametrize("mode", ["exclusive", "mentioned"])
def test_totals_by_council_are_those_of_a_reckoner_without_sql(get: Any, mode: str, plans: list[Plan]) -> None:
    clear()
    build(plans)
    rows = get("totals/", group_by="council", mode=mode)["rows"]
    counted = {row["council"]["value"]: (money(row["budget_dkk"]), row["allocations"]) for row in rows}
    expected = {group: (sum(amounts), len(amounts)) for group, amounts in by_council(plans, mode).items()}
    assert {group: figures for group, figures in counted.items() if figures[1]} == expected


@FEWER
@given(plans=PORTFOLIOS, filters=FILTERS)
def test_with_every_council_mentioned_the_lists_behind_a_row_add_up_to_it(
    get: Any, plans: list[Plan], filters: Filters
) -> None:
    clear()
    build(plans)
    for row in get("totals/", **filters, group_by="council", mode="mentioned")["rows"]:
        allocations = follow(get, row["allocations_url"])
        assert sum(money(one["amount_dkk"]) for one in allocations) == money(row["budget_dkk"])
        assert len(follow(get, row["projects_url"])) == row["projects"]


@FEWEST
@given(plans=PORTFOLIOS, filters=FILTERS)
def test_pages_show_the_figures_of_the_api(get: Any, reader: Any, plans: list[Plan], filters: Filters) -> None:
    clear()
    build(plans)
    total = get("totals/", **filters)["total"]
    board = reader.get("/", filters).context["board"]
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
