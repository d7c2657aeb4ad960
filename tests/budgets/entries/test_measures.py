"""The measures of grants equal a reckoner without SQL, on any day and in any order of entry."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from budgets.choices import Measure
from budgets.entries.measures import money_of_grants, money_of_posts, money_of_projects, money_rows, stage_on
from budgets.models import Allocation, BudgetPost, Entry
from tests import builders
from tests.budgets.entries import random_ledgers as random
from tests.budgets.entries.random_ledgers import DAYS, PLANS, Fact, Grant

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ON = st.one_of(st.none(), DAYS)
CONTRACTED = Fact("contracted", random.FIRST, 1)
CONTRACTED_AGAIN = Grant(
    *(0, 1, None, None, None, None, None, None),
    [CONTRACTED, Fact("withdrawn", random.FIRST, None, corrects=0), CONTRACTED],
)
"""A withdrawal that no entry corrects: it ends no period."""
NAMES = ("granted", "contracted", "paid", "released", "repaid", "debt")


def ore(money: Any) -> dict[str, int]:
    return {name: int(getattr(money, name) * 100) for name in NAMES}


@SOME
@given(plans=PLANS, on=ON)
def test_measures_equal_the_reckoner_for_each_grant_and_project(db: None, plans: list[Grant], on: date | None) -> None:
    grants = random.build(plans)
    found = money_of_grants(Allocation.objects.all(), on)
    assert {key: ore(money) for key, money in found.items()} == {
        grant.pk: random.measured([plan], on) for grant, plan in zip(grants, plans, strict=True)
    }
    by_project = money_of_projects(Allocation.objects.all(), on)
    for key in {grant.project_id for grant in grants}:
        of_project = [plan for grant, plan in zip(grants, plans, strict=True) if grant.project_id == key]
        assert ore(by_project[key]) == random.measured(of_project, on)


@SOME
@given(plans=PLANS, on=ON)
def test_the_rows_of_a_measure_add_up_to_it(db: None, plans: list[Grant], on: date | None) -> None:
    random.build(plans)
    expected = random.measured(plans, on)
    for measure in Measure.values:
        rows = money_rows(measure, on).values_list("moved", flat=True)
        assert int(sum(rows, Decimal(0)) * 100) == expected[measure], measure


@SOME
@given(plans=PLANS, on=DAYS, shuffled=st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_entry(db: None, plans: list[Grant], on: date, shuffled: Any) -> None:
    def figures() -> list[Any]:
        # In the order of the grants: a database returns them in any
        return [ore(money) for _grant, money in sorted(money_of_grants(Allocation.objects.all(), on).items())]

    random.build(plans)
    before = figures()
    random.build(plans, order=lambda place: shuffled.random())
    assert figures() == before


@SOME
@given(plan=random.grants().filter(lambda plan: plan.ledger), late=st.integers(0, 30), amount=st.integers(1, 10**9))
def test_a_correction_leaves_all_earlier_days_as_they_were(db: None, plan: Grant, late: int, amount: int) -> None:
    [grant] = random.build([plan])
    corrected = Entry.objects.filter(corrections=None).latest("pk")
    day = corrected.day + timedelta(days=late)
    earlier = [random.FIRST - timedelta(days=1), *(day - timedelta(days=number) for number in (1, 2, late + 1))]

    def figures() -> list[Any]:
        return [ore(money_of_grants(Allocation.objects.all(), on)[grant.pk]) for on in earlier]

    before = figures()
    facts: dict[str, Any] = {"amount": Decimal(amount) / 100, "corrects": corrected, "reference": "NEW"}
    builders.entry(grant, "paid", day.isoformat(), **facts)
    assert figures() == before


@SOME
@given(plans=PLANS, on=ON)
def test_the_measures_of_posts_equal_the_reckoner(db: None, plans: list[Grant], on: date | None) -> None:
    random.build(plans)
    found = money_of_posts(BudgetPost.objects.all(), on)
    for number, post in enumerate(BudgetPost.objects.order_by("code")):
        money = found[post.pk]
        decided = sum(plan.ore for plan in plans if plan.post == number and random.is_decided(plan, on))
        assert int(money.granted * 100) == decided
        assert int(money.undisposed * 100) == 100_000_000 - decided
        own = [
            fact
            for plan in plans
            for fact in random.in_force(plan.ledger, on)
            if (plan.post if fact.post is None else fact.post) == number
        ]
        assert int(money.paid * 100) == sum(fact.dkk() for fact in own if fact.kind == "paid")
        assert int(money.contracted * 100) == sum(fact.dkk() for fact in own if fact.kind in ("contracted", "changed"))


@SOME
@given(plans=PLANS, on=DAYS)
@example(plans=[Grant(0, 1, None, None, None, None, None, None, [])], on=random.FIRST)
@example(plans=[CONTRACTED_AGAIN], on=random.FIRST + timedelta(days=1))
def test_the_stage_of_a_grant_equals_the_reckoner(db: None, plans: list[Grant], on: date) -> None:
    random.build(plans)
    found = Allocation.objects.annotate(stage=stage_on(on)).order_by("reference").values_list("stage", flat=True)
    assert list(found) == [random.stage(plan, on) for plan in plans]


def test_the_life_of_a_grant_by_hand() -> None:
    """Decision, contract, three instalments, a changed period, a correction, a settlement with repayment."""
    grant = builders.allocation(builders.project(), "1000.00", granted="2025-01-15")
    builders.contract(grant, starts=date(2025, 3, 1), ends=date(2025, 12, 31))
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-10", "400.00")
    builders.entry(grant, "changed", "2025-04-01", "50.00", ends=date(2026, 3, 31))
    wrong = builders.entry(grant, "paid", "2025-06-10", "300.00")
    builders.entry(grant, "paid", "2025-07-01", "350.00", corrects=wrong)
    builders.entry(grant, "report-received", "2026-05-01", report="final")
    builders.entry(grant, "report-approved", "2026-05-20", report="final")
    builders.entry(grant, "paid", "2026-06-01", "180.00", final=True)
    builders.entry(grant, "report-approved", "2026-06-16", report="accounts")
    builders.entry(grant, "released", "2026-06-15", "20.00")
    builders.entry(grant, "repaid", "2026-07-01", "30.00")
    reckoned = {
        "2025-01-14": (0, 0, 0, 0, 0, 0, "decided"),
        "2025-01-31": (1000, 0, 0, 0, 0, 0, "decided"),
        "2025-02-28": (1000, 900, 0, 0, 0, 900, "contracted"),
        "2025-03-01": (1000, 900, 0, 0, 0, 900, "running"),
        "2025-03-31": (1000, 900, 400, 0, 0, 500, "running"),
        "2025-06-30": (1000, 950, 700, 0, 0, 250, "running"),
        "2025-07-01": (1000, 950, 750, 0, 0, 200, "running"),
        "2026-03-31": (1000, 950, 750, 0, 0, 200, "running"),
        "2026-04-01": (1000, 950, 750, 0, 0, 200, "reporting"),
        "2026-06-01": (1000, 950, 930, 0, 0, 20, "reporting"),
        "2026-06-15": (1000, 950, 930, 20, 0, 0, "reporting"),
        "2026-06-16": (1000, 950, 930, 20, 0, 0, "settled"),
        "2026-12-31": (1000, 950, 930, 20, 30, 0, "settled"),
    }
    for text, (*amounts, stage) in reckoned.items():
        day = date.fromisoformat(text)
        money = money_of_grants(Allocation.objects.all(), day)[grant.pk]
        assert [getattr(money, name) for name in NAMES] == amounts, text
        assert Allocation.objects.annotate(stage=stage_on(day)).get().stage == stage, text


def test_the_second_quarter_takes_the_difference_of_a_correction() -> None:
    """The example of docs/data.md."""
    grant = builders.allocation(builders.project(), "1000.00")
    builders.entry(grant, "contracted", "2025-01-10", "900.00")
    paid = builders.entry(grant, "paid", "2025-02-15", "400.00")
    builders.entry(grant, "paid", "2025-04-20", "350.00", corrects=paid)
    march, april = (
        money_of_grants(Allocation.objects.all(), date(2025, month, day))[grant.pk].paid
        for month, day in ((3, 31), (4, 30))
    )
    assert (march, april, april - march) == (Decimal(400), Decimal(350), Decimal(-50))
