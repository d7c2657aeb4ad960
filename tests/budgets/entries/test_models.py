"""The database itself refuses rows that make no sense, whoever writes them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from budgets.models import BudgetPost, BudgetRate, CoFinancing, Contract, Entry, Instalment, Period
from tests import builders

pytestmark = pytest.mark.django_db

SEK = {"currency": "SEK", "rate": "0.66", "rate_kind": "day", "rate_source": "A bank"}


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"amount": None}, "entry_amount_of_its_kind"),
        ({"amount": "0"}, "entry_amount_of_its_kind"),
        ({"amount": "-1"}, "entry_amount_of_its_kind"),
        ({"kind": "changed", "amount": "0"}, "entry_amount_of_its_kind"),
        ({"kind": "report-received", "report": "final"}, "entry_amount_of_its_kind"),
        ({"currency": "SEK"}, "entry_rate_with_its_kind"),
        ({**SEK, "rate": None}, "entry_rate_with_its_kind"),
        ({**SEK, "rate_kind": ""}, "entry_rate_with_its_kind"),
        ({**SEK, "rate": "0"}, "entry_rate_with_its_kind"),
        ({**SEK, "currency": "DKK"}, "entry_rate_with_its_kind"),
        ({"starts": "2025-01-01"}, "entry_period_only_of_a_change"),
        ({"kind": "changed", "starts": "2025-01-02", "ends": "2025-01-01"}, "entry_end_not_before_start"),
        ({"kind": "changed", "amount": None}, "entry_change_says_what"),
        ({"report": "final"}, "entry_report_with_its_kind"),
        ({"kind": "report-approved", "amount": None}, "entry_report_with_its_kind"),
        ({"final": True}, "entry_final_only_paid"),
        ({"kind": "withdrawn", "amount": None}, "entry_withdrawal_corrects"),
    ],
)
def test_an_entry_holds_to_its_constraints(values: dict[str, Any], constraint: str) -> None:
    grant = builders.allocation(builders.project())
    with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
        Entry.objects.create(
            **{
                "reference": "E",
                "allocation": grant,
                "kind": "contracted",
                "day": "2025-01-01",
                "amount": "1",
                **values,
            }
        )


def test_an_entry_is_corrected_once() -> None:
    grant = builders.allocation(builders.project())
    first = builders.entry(grant, amount="1")
    builders.entry(grant, amount="2", corrects=first)
    with transaction.atomic(), pytest.raises(IntegrityError):
        builders.entry(grant, amount="3", corrects=first)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (BudgetPost, {"code": "P", "number": "1", "year": 2025, "adopted": "-1"}),
        (BudgetPost, {"code": "P", "number": "1", "year": 1800, "adopted": "1"}),
        (BudgetPost, {"code": "P", "number": "1", "year": 2025, "adopted": "1", "price_level": 1800}),
        (BudgetRate, {"code": "2025-DKK", "year": 2025, "currency": "DKK", "rate": "1"}),
        (BudgetRate, {"code": "2025-SEK", "year": 2025, "currency": "SEK", "rate": "0"}),
        (Period, {"code": "P", "first_day": "2025-01-02", "last_day": "2025-01-01"}),
        (Contract, {"code": "K", "starts": "2025-01-02", "ends": "2025-01-01"}),
        (Contract, {"code": "K", "currency": "SEK", "rate_source": "A bank"}),
        (Contract, {"code": "K", "currency": "SEK", "rate": "0.66"}),
        (Contract, {"code": "K", "rate": "0.66", "rate_source": "A bank"}),
        (CoFinancing, {"code": "F", "organisation": "body"}),
        (CoFinancing, {"code": "F", "organisation": "body", "amount": "0", "in_kind": True}),
        (Instalment, {"number": 1}),
        (Instalment, {"number": 1, "amount": "1", "share": "1"}),
        (Instalment, {"number": 1, "share": "100.01"}),
        (Instalment, {"number": 1, "amount": "0"}),
    ],
)
def test_the_frame_holds_to_its_constraints(model: Any, values: dict[str, Any]) -> None:
    grant = builders.allocation(builders.project())
    if model in (Contract, CoFinancing):
        values = {**values, "project": grant.project}
    if model is Instalment:
        values = {**values, "contract": builders.contract(grant)}
    if "organisation" in values:
        values = {**values, "organisation": builders.organisation()}
    with transaction.atomic(), pytest.raises(IntegrityError):
        model.objects.create(**values)


def test_a_difference_in_another_currency_and_its_reverse_add_up_to_nothing() -> None:
    """The reckoning by hand: 0.01 SEK × 0.5 is half an øre, which is rounded away from zero."""
    grant = builders.allocation(builders.project())
    for number, (amount, rate, expected) in enumerate(
        [
            ("0.01", "0.5", "0.01"),
            ("-0.01", "0.5", "-0.01"),
            ("-0.01", "0.49999999", "0.00"),
            ("-1.00", "0.664", "-0.66"),
            ("-1.00", "0.665", "-0.67"),
            ("-9999999999.99", "99.99999999", "-999999999899.00"),
            ("9999999999.99", "99.99999999", "999999999899.00"),
        ]
    ):
        entry = builders.entry(grant, "changed", "2025-01-01", amount, **{**SEK, "rate": rate}, reference=f"E{number}")
        assert str(entry.amount_dkk) == expected, amount


def test_the_code_of_a_budget_rate_is_its_year_and_currency() -> None:
    rate = BudgetRate(code="2025-NOK", year=2025, currency="SEK", rate="0.66", how_set="By the budget")
    with pytest.raises(Exception, match="The code is the year and the currency"):
        rate.full_clean()
