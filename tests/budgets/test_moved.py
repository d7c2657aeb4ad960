"""The money that a change moves is the difference of what is granted."""

from decimal import Decimal
from typing import Any

import pytest

from budgets.models import Allocation
from budgets.totals import totals
from changes.apply import apply
from changes.models import Change, Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.undo import undo
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db

SOURCE = {"document": "paper", "section": "one", "item": None}
EURO = {"currency": "EUR", "rate": "7.45600000", "rate_date": "2006-09-08", "rate_source": "ECB"}


def grant(amount: str, number: int = 1, **values: Any) -> dict[str, Any]:
    return {"reference": f"P-1-A{number}", "amount": amount, "source": SOURCE, **values}


def change(*grants: dict[str, Any], project: str = "P-1", **values: Any) -> Change:
    data = {"allocations": list(grants), **values}
    made = apply(proposals=[Proposal.update("project", project, data)], way=Way.API).change
    assert made is not None
    return Change.objects.get(pk=made.pk)


def test_a_grant_that_comes_and_goes_moves_its_amount() -> None:
    builders.project("P-1")
    first = change(grant("100.50"))
    more = change(grant("250.00"), grant("1.00", 2))
    gone = change()
    assert [one.moved_dkk for one in (first, more, gone)] == [Decimal("100.50"), Decimal("150.50"), Decimal("-251.00")]
    undone = undo(change=gone).change
    assert undone is not None
    assert undone.moved_dkk == Decimal("251.00")


def test_another_currency_counts_with_its_rate_and_not_without() -> None:
    builders.project("P-1")
    assert change(grant("33.33", **EURO)).moved_dkk == Decimal("248.51")
    assert change(grant("33.33", currency="EUR", rate=None, rate_date=None, rate_source=None)).moved_dkk == Decimal(
        "-248.51"
    )


def test_a_change_that_touches_no_grant_moves_nothing() -> None:
    builders.project("P-1")
    assert change(title="Other").moved_dkk is None
    change(grant("5.00"))
    assert change(grant("5.00", year=2006)).moved_dkk is None


def test_money_that_goes_from_one_project_to_another_is_nothing_in_sum() -> None:
    builders.allocation(builders.project("P-1"), "100.00")
    other = builders.project("P-2")
    with changing(way=Way.PROGRAM) as opened:
        Allocation.objects.update(project=other)
    assert opened.change is not None
    assert opened.change.moved_dkk == 0


def test_the_moves_of_all_changes_add_up_to_what_is_granted(dokument8: None) -> None:
    builders.source()
    before = totals(Project.objects.all(), []).total.budget_dkk
    made = [
        change(grant("10.01", **EURO), project="DOK8-C06"),
        change(grant("20.00", 2), project="DOK8-C07"),
        change(project="DOK8-O01"),
    ]
    after = totals(Project.objects.all(), []).total.budget_dkk
    assert before is not None
    assert after is not None
    assert sum(one.moved_dkk or 0 for one in made) == after - before
