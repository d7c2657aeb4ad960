"""The ledger of a project: its running figures are the measures of each day."""

from datetime import date

import pytest
from hypothesis import given, settings

from budgets.entries.lines import lines_of
from budgets.entries.measures import Money, money_of_projects
from budgets.models import Allocation
from projects.models import Project
from tests import builders
from tests.budgets.entries.random_ledgers import PLANS, Grant, build

pytestmark = pytest.mark.django_db


@settings(max_examples=30)
@given(PLANS)
def test_after_each_day_the_running_figures_are_the_measures_of_that_day(plans: list[Grant]) -> None:
    build(plans)
    for project in Project.objects.all():
        grants = Allocation.objects.filter(project=project)
        last = {line.day: line.after for line in lines_of(project)}
        for day, after in last.items():
            if day is not None and grants:
                assert after == money_of_projects(grants, day)[project.pk]


def test_a_correction_moves_the_figures_by_the_difference() -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-05")
    builders.entry(grant, "contracted", "2025-01-10", "900.00")
    paid = builders.entry(grant, "paid", "2025-02-15", "400.00")
    builders.entry(grant, "paid", "2025-04-20", "350.00", corrects=paid)
    lines = lines_of(grant.project)
    assert [line.after for line in lines] == [
        Money(granted=1000),
        Money(granted=1000, contracted=900),
        Money(granted=1000, contracted=900, paid=400),
        Money(granted=1000, contracted=900, paid=350),
    ]
    assert [str(line.corrected_by or "") for line in lines] == ["", "", "P-1-A1-E3", ""]


def test_a_decision_without_a_time_comes_first_and_one_of_a_year_on_its_first_day() -> None:
    project = builders.project("P-1")
    builders.allocation(project, "30.00", granted="2025-03")
    builders.allocation(project, "20.00", year=2025)
    builders.allocation(project, "10.00")
    lines = lines_of(project)
    assert [line.day for line in lines] == [None, date(2025, 1, 1), date(2025, 3, 1)]
    assert [line.after.granted for line in lines] == [10, 30, 60]
