"""The editing side meets the rules that compare a whole change with the entries made before."""

from typing import Any

import pytest
from django.test import Client

from budgets.models import Allocation, Contract, Rule, Signature
from tests import builders
from tests.admin_pages import address, opened


@pytest.fixture
def paid(grant: Any, contract: Any) -> Any:
    """The grant with 500,000 DKK contracted, of which 400,000 are paid."""
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    return grant


def says(code: str, answer: Any) -> bool:
    assert answer.status_code == 200, answer
    sentence = Rule.objects.get(code=code).sentence
    return any(text.startswith(sentence) for problem in answer.context["problems"] for text in problem.sentences)


def test_a_signature_stays_while_a_payment_needs_it(admin_client: Client, paid: Any, contract: Any) -> None:
    fields = opened(admin_client, contract)
    answer = admin_client.post(address(contract), {**fields, "signatures-0-DELETE": "on"})
    assert says("signed-contract-first", answer)
    assert Signature.objects.count() == 2
    answer = admin_client.post(address(contract), {**fields, "signatures-0-day": "2025-03-02"})
    assert says("signed-contract-first", answer)
    answer = admin_client.post(address(contract), {**fields, "signatures-0-day": "2025-03-01", "starts": "2025-03-01"})
    assert answer.status_code == 302


def test_a_grant_is_not_lowered_below_what_is_contracted(admin_client: Client, paid: Any) -> None:
    fields = opened(admin_client, paid)
    answer = admin_client.post(address(paid), {**fields, "amount": "499999.99"})
    assert says("within-the-grant", answer)
    assert str(Allocation.objects.get().amount) == "600000.00"
    assert 'value="499,999.99"' in answer.content.decode() or 'value="499999.99"' in answer.content.decode()
    answer = admin_client.post(address(paid), {**fields, "amount": "500000"})
    assert answer.status_code == 302


def test_a_grant_is_not_lowered_on_the_page_of_its_project(admin_client: Client, paid: Any) -> None:
    fields = opened(admin_client, paid.project)
    name = next(key for key, value in fields.items() if key.endswith("-amount") and "600" in str(value))
    answer = admin_client.post(address(paid.project), {**fields, name: "400000"})
    assert says("within-the-grant", answer)
    assert str(Allocation.objects.get().amount) == "600000.00"


def test_a_contract_that_a_payment_needs_is_not_deleted(admin_client: Client, paid: Any, contract: Any) -> None:
    confirmed = {**opened(admin_client, contract, "delete"), "post": "yes"}
    answer = admin_client.post(address(contract, "delete"), confirmed, follow=True)
    assert Contract.objects.exists()
    assert Rule.objects.get(code="signed-contract-first").sentence in answer.content.decode()
