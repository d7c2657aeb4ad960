"""fixtures/example/: an invented portfolio that shows every stage of a grant. Its figures are worked out by hand."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from budgets.choices import Stage
from budgets.entries.measures import money_of_grants, stage_on
from budgets.models import Allocation, BudgetRate, Period
from budgets.rules.findings import findings
from budgets.totals import totals
from projects.filtersets import ProjectFilterSet
from projects.models import Project

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


@pytest.fixture
def example(db: None) -> None:
    """Loads the example with every rule in force, so that no entry of it breaks a rule that stops."""
    call_command("load_fixtures", "reference", "rules", "example", stdout=StringIO())


def test_the_example_shows_every_stage(example: None) -> None:
    grants = Allocation.objects.annotate(stage=stage_on(TODAY)).order_by("reference")
    assert [grant.stage for grant in grants] == Stage.values


@pytest.mark.parametrize(
    ("day", "owed"),
    [
        (date(2024, 12, 31), {"EX-5-A1": "150000.00"}),
        (date(2025, 12, 31), {"EX-3-A1": "600000.00", "EX-4-A1": "198000.00"}),
        (TODAY, {"EX-2-A1": "300000.00", "EX-3-A1": "300000.00", "EX-4-A1": "66000.00"}),
    ],
)
def test_the_debt_on_three_days(example: None, day: date, owed: dict[str, str]) -> None:
    figures = money_of_grants(Allocation.objects.all(), day)
    found = {grant.reference: figures[grant.pk].debt for grant in Allocation.objects.all()}
    assert {key: str(debt) for key, debt in found.items() if debt} == owed


def test_the_example_breaks_rules_that_do_not_stop(example: None) -> None:
    found = {(finding.rule.code, finding.project.reference) for finding in findings(Project.objects.all(), TODAY)}
    assert found == {
        ("perspective-climate", "EX-3"),
        ("reports-in-time", "EX-3"),
        ("report-with-request", "EX-3"),
        ("instalments-in-time", "EX-3"),
        ("reports-in-time", "EX-4"),
    }


def test_the_example_never_counts_in_the_councils_amounts(dokument8: None, example: None) -> None:
    figures = totals(ProjectFilterSet({}, Project.objects.all()).qs).total
    assert (figures.projects, figures.budget_dkk) == (17, Decimal(12_000_000))


def test_the_example_concerns_its_own_portfolio_only(example: None) -> None:
    # Periods and budget rates hold for the grants of every portfolio
    assert not Period.objects.exists()
    assert not BudgetRate.objects.exists()
    assert {project.portfolio.slug for project in Project.objects.select_related("portfolio")} == {"example"}
