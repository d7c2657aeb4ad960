"""The rules of a contract's own rows: signatures, its first day, and instalments."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from budgets.models import Rule, Signature
from changes.apply import Refused, apply
from changes.models import Way
from changes.proposal import Proposal
from tests import builders
from tests.changes.api.program import Program

GRANTOR = {"role": "grantor", "organisation": "secretariat", "function": "", "day": "2025-01-20"}
RECIPIENT = {"role": "recipient", "organisation": "body", "function": "", "day": "2025-02-01"}


def errors(**values: Any) -> dict[str, Any]:
    """Returns field → sentences of these changes of the contract. Nothing is written."""
    try:
        apply(proposals=[Proposal.update("contract", "P-1-K1", values)], way=Way.API, dry_run=True)
    except Refused as refused:
        return refused.errors[0]
    return {}


def instalment(number: int, **values: Any) -> dict[str, Any]:
    return {"number": number, "day": None, "amount": None, "share": None, "condition": "", **values}


def test_a_contract_starts_when_both_parties_have_signed(contract: Any) -> None:
    found = errors(starts="2025-01-31")
    assert [*found] == ["starts"]
    assert found["starts"][0].startswith(Rule.objects.get(code="signed-contract-first").sentence)
    assert errors(starts="2025-02-01") == {}
    assert [*errors(signatures=[GRANTOR, {**RECIPIENT, "day": "2025-02-02"}])] == ["starts"]
    assert errors(signatures=[GRANTOR, {**RECIPIENT, "day": "2025-02-02"}], starts="2025-02-02") == {}
    assert errors(signatures=[GRANTOR], starts="2025-01-01") == {}


@pytest.mark.parametrize("limits", [{"severity": "lists"}, {"valid_from": "2025-06-01"}])
def test_a_rule_that_does_not_stop_leaves_the_start(contract: Any, limits: dict[str, str]) -> None:
    Rule.objects.filter(code="signed-contract-first").update(**limits)
    assert errors(starts="2025-01-31") == {}


def test_a_start_from_before_hinders_no_other_change(contract: Any) -> None:
    contract.starts = "2025-01-10"
    contract.save()
    assert errors(terms="2024-1") == {}
    assert errors(starts="2025-01-11") == {}


def test_nobody_has_signed_on_a_day_that_lies_ahead(contract: Any) -> None:
    today = timezone.localdate()
    ahead = {**RECIPIENT, "day": (today + timedelta(days=1)).isoformat()}
    found = errors(signatures=[GRANTOR, ahead], starts=None, ends=None)
    assert [*found] == ["signatures"]
    assert found["signatures"][0].endswith("lies ahead. State a signature once it is given.")
    assert errors(signatures=[GRANTOR, {**RECIPIENT, "day": today.isoformat()}], starts=None, ends=None) == {}


def test_no_organisation_signs_for_both_parties(contract: Any) -> None:
    sentence = "secretariat signs for the grantor and for another party. The parties differ."
    both = [GRANTOR, {**RECIPIENT, "organisation": "secretariat"}]
    assert errors(signatures=both) == {"signatures": [sentence]}
    as_well = {**RECIPIENT, "role": "administrator", "organisation": "body"}
    assert errors(signatures=[GRANTOR, RECIPIENT, as_well]) == {}


def test_no_instalment_is_due_in_a_year_before_the_first_signature(contract: Any) -> None:
    sentence = "The instalment of 31 December 2024 is due before the contract is signed, 20 January 2025."
    early = [instalment(1, amount="1.00", day="2024-12-31")]
    assert errors(instalments=early) == {"instalments": [sentence]}
    assert errors(instalments=[instalment(1, amount="1.00", day="2025-01-01")]) == {}
    assert errors(instalments=early, signatures=[]) == {}


@pytest.mark.parametrize(
    ("amounts", "share", "stopped"),
    [
        (["200000.00", "300000.00"], None, False),
        (["200000.00", "300000.01"], None, True),
        (["200000.00"], "60.00", False),
        (["200000.01"], "60.00", True),
    ],
)
def test_instalments_are_no_more_than_what_is_contracted(
    grant: Any, contract: Any, amounts: list[str], share: str | None, stopped: bool
) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "600000.00", contract=contract)
    builders.entry(grant, "changed", "2025-03-01", "-100000.00", contract=contract)
    rows = [instalment(number, amount=amount) for number, amount in enumerate(amounts, 1)]
    rows += [instalment(9, share=share)] if share else []
    sentence = "The instalments add up to 500,000.01 DKK, and the contract is about 500,000 DKK."
    assert errors(instalments=rows) == ({"instalments": [sentence]} if stopped else {})


def test_instalments_are_no_more_than_the_grants_while_nothing_is_contracted(contract: Any) -> None:
    assert errors(instalments=[instalment(1, amount="600000.00")]) == {}
    assert [*errors(instalments=[instalment(1, amount="600000.01")])] == ["instalments"]
    # In another currency the amount of the contract is not known
    assert errors(instalments=[instalment(1, amount="600000.01")], currency="SEK") == {}


def test_the_shares_of_instalments_are_no_more_than_the_whole(contract: Any) -> None:
    halves = [instalment(1, share="50.00"), instalment(2, share="50.00")]
    assert errors(instalments=halves) == {}
    sentence = "The shares of the instalments add up to more than 100 percent."
    assert errors(instalments=[*halves, instalment(3, share="0.01")]) == {"instalments": [sentence]}


def test_rest_refuses_a_new_contract_with_the_sentence_at_its_field(grant: Any) -> None:
    for slug in ("body", "secretariat"):
        builders.organisation(slug)
    boss = Program(get_user_model().objects.create_superuser("boss"))
    said = {"code": "P-1-K1", "project": "P-1", "allocations": ["P-1-A1"], "starts": "2025-01-31"}
    answer = boss.send("post", "contracts/", {**said, "signatures": [GRANTOR, RECIPIENT]})
    assert (answer.status_code, [*answer.json()]) == (400, ["starts"])
    assert not Signature.objects.exists()
