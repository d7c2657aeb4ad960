"""What is overdue on a day: reports that have not come, and instalments that are not paid."""

from datetime import date
from typing import Any

import pytest

from budgets.entries.due import overdue
from budgets.models import Contract, Instalment, ReportDue
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00")


def found(day: str) -> list[str]:
    return [
        f"{late.day} {late.report or late.instalment}{f' {late.missing}' if late.missing else ''}"
        for late in overdue(Contract.objects.all(), date.fromisoformat(day))
    ]


def test_a_report_is_overdue_from_the_day_after_it_is_due_until_it_comes(grant: Any) -> None:
    contract = builders.contract(grant)
    ReportDue.objects.create(contract=contract, kind="annual", day="2025-02-15")
    ReportDue.objects.create(contract=contract, kind="annual", day="2026-02-15")
    ReportDue.objects.create(contract=contract, kind="final", day="2026-03-01")
    builders.entry(grant, "report-received", "2025-03-01", report="annual")
    wrong = builders.entry(grant, "report-received", "2026-03-10", report="final")
    builders.entry(grant, "withdrawn", "2026-03-20", corrects=wrong)
    assert found("2025-02-15") == []
    assert found("2025-02-16") == ["2025-02-15 annual"]
    assert found("2025-03-01") == []
    assert found("2026-03-02") == ["2026-02-15 annual", "2026-03-01 final"]
    assert found("2026-03-10") == ["2026-02-15 annual"]
    assert found("2026-03-20") == ["2026-02-15 annual", "2026-03-01 final"]


def test_an_instalment_is_overdue_as_far_as_it_is_not_paid(grant: Any) -> None:
    contract = builders.contract(grant)
    Instalment.objects.create(contract=contract, number=1, day="2025-03-01", amount="300.00")
    Instalment.objects.create(contract=contract, number=2, day="2025-06-01", share="33.33")
    Instalment.objects.create(contract=contract, number=3, share="20", condition="The report is approved.")
    builders.entry(grant, "contracted", "2025-01-01", "900.00")
    builders.entry(grant, "paid", "2025-03-10", "400.00")
    assert found("2025-03-01") == []
    assert found("2025-03-02") == ["2025-03-01 1 300.00"]
    assert found("2025-03-10") == []
    # 33.33 % of 900 is 299.97, of which 100 are paid
    assert found("2025-06-02") == ["2025-06-01 2 199.97"]


def test_one_report_about_two_grants_is_one_report(grant: Any) -> None:
    other = builders.allocation(grant.project)
    contract = builders.contract(grant, other)
    for day in ("2025-02-15", "2026-02-15"):
        ReportDue.objects.create(contract=contract, kind="annual", day=day)
    for one in (grant, other):
        builders.entry(one, "report-received", "2025-02-10", report="annual")
    assert found("2026-02-16") == ["2026-02-15 annual"]


def test_an_entry_counts_for_the_contract_that_it_names(grant: Any) -> None:
    first, second = builders.contract(grant), builders.contract(grant, code="P-1-K2")
    for contract in (first, second):
        ReportDue.objects.create(contract=contract, kind="status", day="2025-02-15")
    builders.entry(grant, "report-received", "2025-02-10", report="status", contract=second)
    assert [late.contract for late in overdue(Contract.objects.all(), date(2025, 3, 1))] == [first]


def test_released_money_is_no_longer_to_be_paid() -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    contract = builders.contract(grant)
    contract.instalments.create(number=1, day="2025-03-01", amount="600.00")
    contract.instalments.create(number=2, day="2025-09-01", amount="400.00")
    builders.entry(grant, "contracted", "2025-02-01", "1000.00")
    builders.entry(grant, "paid", "2025-03-01", "600.00")
    builders.entry(grant, "paid", "2025-09-01", "300.00")
    contracts = Contract.objects.all()
    assert [late.missing for late in overdue(contracts, date(2025, 12, 31))] == [100]
    builders.entry(grant, "released", "2025-10-01", "100.00")
    assert overdue(contracts, date(2025, 12, 31)) == []


def test_a_payment_in_another_currency_covers_what_it_is_worth_in_that_of_the_contract(grant: Any) -> None:
    """37,300 DKK are 5,000 EUR at the contract's rate of 7.46: the second of two instalments is not paid."""
    contract = builders.contract(grant, currency="EUR", rate="7.46", rate_source="The contract")
    for number, day in ((1, "2025-03-01"), (2, "2025-06-01")):
        Instalment.objects.create(contract=contract, number=number, day=day, amount="5000.00")
    builders.entry(grant, "paid", "2025-02-20", "37300.00", contract=contract)
    assert found("2025-07-01") == ["2025-06-01 2 5000.00"]
    builders.entry(
        grant, "paid", "2025-06-20", "5000.00", contract=contract, currency="EUR", rate="7.50", rate_kind="day",
        rate_source="A bank",
    )  # fmt: skip
    assert found("2025-07-01") == []


def test_a_payment_in_euros_covers_an_instalment_in_kroner(grant: Any) -> None:
    contract = builders.contract(grant)
    Instalment.objects.create(contract=contract, number=1, day="2025-03-01", amount="7460.00")
    builders.entry(
        grant, "paid", "2025-02-20", "1000.00", currency="EUR", rate="7.46", rate_kind="day", rate_source="A bank"
    )
    assert found("2025-07-01") == []
