"""A filter that is slow is evaluated once for all totals of a page, which are those of each total alone."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from budgets.dimensions import DIMENSIONS
from budgets.facets import counts_of
from budgets.grouping.slow import is_slow
from budgets.totals import Grouping, shared_ledger, totals_by
from projects.models import Project
from tests.random_portfolios import MODES, PORTFOLIOS, Plan, build, clear

pytestmark = pytest.mark.django_db
RANDOM = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def own() -> Any:
    return Project.objects.own()


def own_by_a_subquery() -> Any:
    return own().filter(pk__in=Project.objects.order_by().values("pk"))


def groupings(mode: Any) -> list[Grouping]:
    alone = [Grouping((name,), mode) for name in DIMENSIONS]
    few = [Grouping(("council",), mode, 1), Grouping(("partner",), mode, 2), Grouping(("fund",), mode, 1)]
    return [Grouping(), *alone, *few, Grouping(("status", "year"), mode), Grouping(("council", "place"), mode, 1)]


@RANDOM
@given(plans=PORTFOLIOS, mode=MODES)
def test_totals_that_are_read_together_are_those_of_each_alone(plans: list[Plan], mode: Any) -> None:
    clear()
    build(plans)
    assert totals_by(own_by_a_subquery(), groupings(mode)) == totals_by(own(), groupings(mode))
    assert counts_of(own_by_a_subquery()) == counts_of(own())


@RANDOM
@given(plans=PORTFOLIOS, mode=MODES)
def test_totals_and_counts_of_one_ledger_are_those_of_each_alone(plans: list[Plan], mode: Any) -> None:
    clear()
    build(plans)
    asked = groupings(mode)
    for projects in (own(), own_by_a_subquery(), own().filter(status="closed"), own().none()):
        ledger = shared_ledger(projects, asked)
        assert totals_by(projects, asked, ledger=ledger) == totals_by(projects, asked)
        assert counts_of(projects, ledger=ledger) == counts_of(projects)


def test_the_dashboard_reads_each_group_once(dokument8: None) -> None:
    with CaptureQueriesContext(connection) as seen:
        ledger = shared_ledger(own(), [Grouping(("status",)), Grouping(("partner",), "mentioned", 2)])
        totals_by(own(), [Grouping(("status",)), Grouping(("partner",), "mentioned", 2)], ledger=ledger)
        counts_of(own(), ["status", "partner"], ledger=ledger)
    assert len([one for one in seen if "granted_ore" in one["sql"]]) == 2


def test_a_slow_filter_is_evaluated_once_for_all_groups(dokument8: None) -> None:
    for ask in (lambda: totals_by(own_by_a_subquery(), groupings("mentioned")), lambda: counts_of(own_by_a_subquery())):
        with CaptureQueriesContext(connection) as seen:
            ask()
        filtered = [one["sql"] for one in seen if "IN (SELECT" in one["sql"] and "GROUP BY" in one["sql"]]
        # The other one names the amounts that are not counted
        assert len(filtered) <= 2


@pytest.mark.parametrize(
    ("rows", "slow"),
    [
        (Project.objects.all, False),
        (lambda: Project.objects.own().filter(status="closed", kind="project"), False),
        (own_by_a_subquery, True),
        (lambda: Project.objects.own().filter(ends__isnull=True), False),
        (lambda: Project.objects.own().filter(original_language="da"), True),
    ],
)
def test_a_filter_is_slow_unless_the_index_of_the_totals_answers_it(rows: Any, slow: bool) -> None:
    keys = {f"k_{name}": DIMENSIONS[name].project() for name in ("status", "year", "council", "fund", "portfolio")}
    chosen = rows().order_by().values("id", granted=F("granted_ore"), **keys)
    assert is_slow(str(chosen.query)) is slow


def test_a_filter_without_projects_has_totals_of_nothing(dokument8: None) -> None:
    nothing = own_by_a_subquery().none()
    assert totals_by(nothing, groupings("exclusive")) == totals_by(own().none(), groupings("exclusive"))
    closed = own_by_a_subquery().filter(status="closed", reference="none such")
    assert totals_by(closed, [Grouping(("status",))])[0].total.projects == 0
