"""The chart of the ledger: where its axis ends, and that its amounts are those of today."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.entries.measures import Money, money_of_projects
from budgets.models import Allocation
from pages.money.ledger import ledger_of
from projects.models import Project
from tests import builders
from tests.budgets.entries.random_ledgers import PLANS, Grant, build

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


@pytest.fixture
def grant(db: None) -> Any:
    found = builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-05")
    builders.entry(found, "contracted", "2025-01-10", "900.00")
    return found


def test_the_chart_ends_today_or_on_a_later_day_in_force(grant: Any) -> None:
    chart = ledger_of(grant.project, TODAY).chart
    assert chart
    assert chart.last == TODAY
    builders.entry(grant, "paid", "2027-02-15", "400.00")
    chart = ledger_of(grant.project, TODAY).chart
    assert chart
    assert chart.last == date(2027, 2, 15)
    now = {one.name: str(one.now) for one in chart.steps}
    assert now == {"granted": "1000.00", "contracted": "900.00", "paid": "0.00"}


def test_a_withdrawn_entry_of_a_far_day_does_not_stretch_the_chart(grant: Any) -> None:
    far = builders.entry(grant, "paid", "2099-01-01", "400.00")
    builders.entry(grant, "withdrawn", "2099-01-01", corrects=far)
    chart = ledger_of(grant.project, TODAY).chart
    assert chart
    assert chart.last == TODAY
    assert [line.day for line in chart.days] == [date(2025, 1, 5), date(2025, 1, 10)]


@settings(max_examples=30)
@given(PLANS, st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_headline_is_the_measures_of_the_day(plans: list[Grant], day: date) -> None:
    build(plans)
    for project in Project.objects.all():
        ledger = ledger_of(project, day)
        if ledger.lines:
            stated = money_of_projects(Allocation.objects.filter(project=project), day)
            assert ledger.now == stated.get(project.pk, Money())
