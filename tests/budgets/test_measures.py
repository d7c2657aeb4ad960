"""A total can add up other money than allocations: a measure names the rows."""

from decimal import Decimal

import pytest
from django.db.models import BigIntegerField, ExpressionWrapper, F

from budgets.dimensions import DIMENSIONS
from budgets.grouping.measures import Measure
from budgets.models import Allocation
from budgets.totals import totals
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db

REPAID = Measure(
    "repaid",
    lambda: Allocation.objects.filter(scope="share"),
    amount=ExpressionWrapper(F("amount_dkk") / 10, BigIntegerField()),
    sign=-1,
    own_keys={"year": DIMENSIONS["year"].own_key, "council": DIMENSIONS["council"].own_key},
)
"""A made-up measure: a tenth of each share is paid back. Its rows have a year and a council, but no fund."""


@pytest.fixture(autouse=True)
def money() -> None:
    first = builders.project("P-1", councils=["MR-A", "MR-B"], starts="2003")
    builders.allocation(first, "100.00", scope="share", year=2005, fund=None)
    builders.allocation(first, "50.00", scope="share", council=builders.council("MR-A"))
    builders.allocation(first, "7.00", scope="whole")
    builders.allocation(builders.project("P-2"), "30.00", currency="SEK", scope="share")
    builders.project("P-3")


def amounts(by: str, mode: str = "exclusive") -> dict[str, tuple[int, Decimal | None]]:
    answer = totals(Project.objects.all(), [by], mode, measure=REPAID)
    return {row.members[by].value: (row.figures.projects, row.figures.budget_dkk) for row in answer.rows}


def test_the_total_adds_up_only_the_rows_of_the_measure() -> None:
    answer = totals(Project.objects.all(), measure=REPAID)
    assert (answer.total.projects, answer.total.allocations, answer.total.projects_without_budget) == (3, 2, 1)
    assert answer.total.budget_dkk == Decimal("-15.00")
    assert [(one.currency, one.allocations, one.amount) for one in answer.other_currency] == [("SEK", 1, Decimal(30))]


def test_a_row_belongs_to_its_own_key_and_otherwise_where_its_project_does() -> None:
    assert amounts("year") == {"2003": (1, Decimal(-5)), "2005": (1, Decimal(-10)), "not-stated": (2, None)}
    assert amounts("council") == {
        "MR-A": (1, Decimal(-5)),
        "MR-A+MR-B": (1, Decimal(-10)),
        "not-stated": (2, None),
    }
    assert amounts("council", "mentioned") == {
        "MR-A": (1, Decimal(-15)),
        "MR-B": (1, Decimal(-10)),
        "not-stated": (2, None),
    }


def test_a_dimension_without_a_key_of_the_rows_groups_them_by_project() -> None:
    assert amounts("fund") == {"not-stated": (3, Decimal(-15))}
