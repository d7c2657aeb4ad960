"""With many groups, the database chooses the largest. The figures of the others are in one row; a file has them all."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.dimensions import DIMENSIONS
from budgets.grouping import answers
from budgets.totals import Figures, Totals, every_group, totals
from projects.models import Project
from tests import builders
from tests.random_portfolios import LAYOUTS, MODES, PORTFOLIOS, Plan, build, clear

pytestmark = pytest.mark.django_db
RANDOM = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def by_keys(answer: Totals) -> dict[tuple[str, ...], Figures]:
    return {tuple(member.value for member in row.members.values()): row.figures for row in answer.rows}


def amount(figures: Figures) -> Decimal:
    return figures.budget_dkk or Decimal(0)


@RANDOM
@given(plans=PORTFOLIOS, names=LAYOUTS, mode=MODES, most=st.integers(1, 4))
def test_the_largest_groups_and_the_rest_are_all_groups(plans: list[Plan], names: Any, mode: Any, most: int) -> None:
    clear()
    build(plans)
    projects = Project.objects.own()
    everything = totals(projects, names, mode)
    some = totals(projects, names, mode, most)
    every, shown = by_keys(everything), by_keys(some)
    assert {keys: every[keys] for keys in shown} == shown
    assert some.rows_left_out == len(every) - len(shown)
    others = [figures for keys, figures in every.items() if keys not in shown]
    stated = [figures for keys, figures in shown.items() if any(key != "not-stated" for key in keys)]
    assert len(stated) == min(most, len(every) - (("not-stated",) * len(names) in every))
    assert all(amount(one) <= amount(other) for one in others for other in stated)
    if not others or some.overlapping:
        assert some.rest is None
        return
    assert some.rest is not None
    assert amount(some.rest) == sum(map(amount, others))
    assert some.rest.allocations == sum(one.allocations for one in others)
    assert max(one.projects for one in others) <= some.rest.projects <= sum(one.projects for one in others)


@RANDOM
@given(plans=PORTFOLIOS, names=LAYOUTS, mode=MODES)
def test_a_stream_has_every_group(plans: list[Plan], names: Any, mode: Any) -> None:
    clear()
    build(plans)
    projects = Project.objects.own()
    answer = totals(projects, names, mode)
    streamed = [row for part in every_group(projects, names, mode).parts() for row in part]
    answer.rows, every = streamed, by_keys(answer)
    assert every == by_keys(totals(projects, names, mode))


def test_a_project_in_several_of_the_other_groups_counts_once() -> None:
    project = builders.project()
    for year, sum_ in ((2001, "100"), (2002, "20"), (2003, "10")):
        builders.allocation(project, sum_, year=year, council=builders.council("MR-A"))
    answer = totals(Project.objects.all(), ["year"], largest=1)
    assert [row.members["year"].value for row in answer.rows] == ["2001"]
    assert answer.rest is not None
    figures = (answer.rest.projects, answer.rest.projects_paid, answer.rest.allocations, answer.rest.budget_dkk)
    assert figures == (1, 1, 2, Decimal(30))


@pytest.mark.parametrize("mode", ["exclusive", "mentioned"])
@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_can_be_cut(name: str, mode: Any) -> None:
    builders.allocation(builders.project(councils=["MR-A", "MR-B"], starts="2003"), "1.00")
    assert totals(Project.objects.all(), [name], mode, 1).total.projects == 1


@pytest.fixture
def two_groups_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_GROUPS", 2)
    for number, year in enumerate(("2001", "2002", "2003", "2004"), 1):
        builders.allocation(builders.project(f"P-{number}", starts=year), f"{number}.00")


@pytest.mark.usefixtures("two_groups_at_most")
def test_the_api_answers_the_largest_groups_and_the_rest(get: Any) -> None:
    answer = get("totals/", group_by="year")
    assert [row["year"]["value"] for row in answer["rows"]] == ["2004", "2003"]
    assert answer["rows_left_out"] == 2
    assert answer["rest"] == {"projects": 2, "allocations": 2, "budget_dkk": "3.00"}
    whole = get("totals/", group_by="status")
    assert (whole["rows_left_out"], whole["rest"]) == (0, None)


@pytest.mark.usefixtures("two_groups_at_most")
def test_a_file_has_every_group(reader: Client) -> None:
    for path in ("/api/v1/totals/", "/reports/"):
        answer = reader.get(path, {"group_by": "year", "format": "csv"})
        assert answer["X-Row-Count"] == "4"
        lines = b"".join(answer).decode().strip().splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == ["2004", "2003", "2002", "2001"]


@pytest.mark.usefixtures("two_groups_at_most")
def test_a_page_says_how_many_groups_it_leaves_out(reader: Client) -> None:
    text = reader.get("/reports/", {"group_by": "year"}).content.decode()
    assert "The 2 groups with the largest amounts, of 4. A file has every group." in text
    assert "2 smaller groups" in text
    crossed = reader.get("/reports/", {"group_by": ["year", "status"]}).context["table"]
    assert [column.name for column in crossed.columns][:4] == ["year", "year_label", "status", "status_label"]
