"""Totals by recipient: signed money goes to who signed for it, all other money is "not stated"."""

from typing import Any

import pytest

from budgets.models import Contract, Signature
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> None:
    """P-1: 100 and 30 DKK, of which Alpha signed for the 100. P-2: 7 DKK with a contract that nobody signed for the
    recipient. P-3: 5 DKK without a contract. P-4: no money, and Beta signed a contract of the project.
    """
    first, second, third, fourth = (builders.project(f"P-{number}") for number in range(1, 5))
    hundred = builders.allocation(first, "100.00")
    builders.allocation(first, "30.00")
    of_first, of_second = builders.contract(hundred), builders.contract(builders.allocation(second, "7.00"))
    builders.allocation(third, "5.00")
    empty = Contract.objects.create(code="P-4-K1", project=fourth)
    for contract, role, slug in (
        (of_first, "recipient", "alpha"),
        (of_second, "grantor", "gamma"),
        (empty, "recipient", "beta"),
    ):
        Signature.objects.create(
            contract=contract, role=role, organisation=builders.organisation(slug), day="2026-01-01"
        )


def rows(answer: Any) -> dict[str, tuple[int, int, str | None]]:
    return {
        row["recipient"]["value"]: (row["projects"], row["allocations"], row["budget_dkk"]) for row in answer["rows"]
    }


@pytest.mark.parametrize("mode", ["exclusive", "mentioned"])
@pytest.mark.usefixtures("signed")
def test_a_recipient_has_what_was_signed_for_it(get: Any, mode: str) -> None:
    # The 30 DKK of P-1 have no contract of their own, so that they follow the contracts of their project
    answer = get("totals/", group_by="recipient", mode=mode)
    assert rows(answer) == {
        "alpha": (1, 2, "130.00"),
        "beta": (1, 0, None),
        "not-stated": (2, 2, "12.00"),
    }
    assert answer["total"]["budget_dkk"] == "142.00"


@pytest.mark.usefixtures("signed")
def test_a_slow_filter_gives_the_same_recipients(get: Any) -> None:
    answer = get("totals/", group_by="recipient", search="P-")
    assert rows(answer)["alpha"] == (1, 2, "130.00")
    assert rows(answer)["not-stated"] == (2, 2, "12.00")
