"""The editing pages of entries, contracts and their frame."""

from typing import Any

import pytest
from django.test import Client

from budgets.models import BudgetPost, BudgetRate, CoFinancing, Contract, Entry, Period
from tests import builders
from tests.admin_pages import address, opened

pytestmark = pytest.mark.django_db
BEFORE_DECISION = (
    "14 January 2025 lies before the decision of the grant, which is dated 15 January 2025 at the earliest."
)


@pytest.fixture
def anna(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-15")


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def test_an_entry_is_added(anna: Client, grant: Any) -> None:
    typed = {
        "reference": "P-1-A1-E1",
        "allocation": grant.pk,
        "kind": "contracted",
        "day": "2025-02-01",
        "amount": "900",
    }
    answer = anna.post(address(Entry, "add"), {**opened(anna, Entry, "add"), **typed})
    assert answer.status_code == 302
    assert str(Entry.objects.get().amount_dkk) == "900.00"


def test_an_entry_that_breaks_a_rule_is_an_error_at_its_field(anna: Client, grant: Any) -> None:
    typed = {"reference": "P-1-A1-E1", "allocation": grant.pk, "kind": "paid", "day": "2025-01-14", "amount": "1"}
    answer = anna.post(address(Entry, "add"), {**opened(anna, Entry, "add"), **typed})
    amounts = "contracted 0 DKK, paid and released 1 DKK. Left until now: 0 DKK."
    assert errors(answer) == {
        "day": [BEFORE_DECISION],
        "amount": [f"More would be paid and released than is contracted. On 14 January 2025: {amounts}"],
    }
    assert not Entry.objects.exists()


def test_an_entry_is_shown_and_not_changed_or_deleted(anna: Client, grant: Any) -> None:
    entry = builders.entry(grant, amount="900.00")
    assert anna.get(address(entry)).status_code == 200
    assert anna.post(address(entry), {"amount": "1"}).status_code == 403
    assert anna.post(address(entry, "delete"), {"post": "yes"}).status_code == 403
    assert str(Entry.objects.get().amount) == "900.00"


def test_a_contract_is_entered_with_its_rows(anna: Client, grant: Any) -> None:
    typed = {
        "code": "P-1-K1",
        "project": grant.project_id,
        "kind": "project",
        "currency": "DKK",
        "starts": "2025-02-01",
        "contract_allocations-TOTAL_FORMS": "1",
        "contract_allocations-0-allocation": grant.pk,
        "signatures-TOTAL_FORMS": "1",
        "signatures-0-role": "grantor",
        "signatures-0-day": "2025-01-20",
        "signatures-0-organisation": builders.organisation().pk,
        "instalments-TOTAL_FORMS": "1",
        "instalments-0-number": "1",
        "instalments-0-share": "50",
        "reports_due-TOTAL_FORMS": "1",
        "reports_due-0-kind": "final",
        "reports_due-0-day": "2026-03-01",
    }
    answer = anna.post(address(Contract, "add"), {**opened(anna, Contract, "add"), **typed})
    assert answer.status_code == 302, answer.context["errors"]
    contract = Contract.objects.get()
    assert contract.contract_allocations.get().allocation == grant
    assert (contract.signatures.count(), contract.instalments.get().share, contract.reports_due.count()) == (1, 50, 1)


def test_a_closed_period_is_not_deleted(anna: Client) -> None:
    period = Period.objects.create(
        code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31", closed_at="2025-04-10T09:00:00Z"
    )
    assert anna.post(address(period, "delete"), {"post": "yes"}).status_code == 403
    assert Period.objects.exists()


@pytest.mark.parametrize("model", [BudgetPost, BudgetRate, CoFinancing, Contract, Entry, Period])
def test_every_list_opens_and_finds(anna: Client, grant: Any, model: Any) -> None:
    builders.post()
    builders.contract(grant)
    builders.entry(grant, amount="900.00")
    BudgetRate.objects.create(code="2025-SEK", year=2025, currency="SEK", rate="0.66", how_set="By the budget")
    Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    CoFinancing.objects.create(code="P-1-F1", project=grant.project, organisation=builders.organisation(), in_kind=True)
    assert anna.get(address(model, "changelist"), {"q": "2025" if model in (BudgetPost, BudgetRate, Period) else "P-1"})
    row = model.objects.get()
    assert str(row) in anna.get(address(row)).content.decode()


def test_the_history_of_a_contract_names_its_grants(anna: Client, grant: Any) -> None:
    """A grant of a contract is edited on the page of the contract only, so it has no page of an earlier version."""
    contract = builders.contract(grant)
    page = anna.get(f"/admin/budgets/contract/{contract.pk}/history/")
    assert page.status_code == 200
    assert "P-1-A1" in page.content.decode()
