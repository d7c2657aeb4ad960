"""The rules of entries: each broken rule is an error at its field, with its sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from budgets.entries.services import close_period
from budgets.models import BudgetRate, Entry
from changes.apply import Refused, apply
from changes.models import Way
from changes.proposal import Proposal
from changes.undo import sentences_of, undo
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-15")


def wrong(of: Any, **values: Any) -> dict[str, Any]:
    """Returns field → sentences of the proposal of an entry; empty if it is accepted."""
    said = {"reference": f"{of.reference}-NEW", "allocation": of.reference, "day": "2025-06-01", **values}
    try:
        apply(proposals=[Proposal.create("entry", said)], way=Way.API)
    except Refused as refused:
        return refused.errors[0]
    return {}


def above(day: str, contracted: str, used: str, left: str) -> dict[str, Any]:
    amounts = f"contracted {contracted} DKK, paid and released {used} DKK. Left until now: {left} DKK."
    return {"amount": [f"More would be paid and released than is contracted. On {day}: {amounts}"]}


def test_payments_above_the_contract_are_refused(grant: Any) -> None:
    assert wrong(grant, kind="paid", amount="0.01") == above("1 June 2025", "0", "0.01", "0")
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "500.00")
    assert wrong(grant, kind="paid", amount="400.01") == above("1 June 2025", "900", "900.01", "400")
    assert wrong(grant, kind="paid", amount="400.00") == {}
    again = wrong(grant, kind="released", amount="0.01", reference="P-1-A1-R")
    assert again == above("1 June 2025", "900", "900.01", "0")


def test_a_payment_before_the_contract_is_above_it(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    early = wrong(grant, kind="paid", amount="100.00", day="2025-01-31")
    assert early == above("31 January 2025", "0", "100", "0")
    assert wrong(grant, kind="paid", amount="100.00", day="2025-02-01") == {}


def test_a_change_below_what_is_paid_is_refused(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-08-01", "500.00")
    below = wrong(grant, kind="changed", amount="-400.01")
    assert below == above("1 August 2025", "499.99", "500", "400")
    assert wrong(grant, kind="changed", amount="-400.00") == {}


def test_a_correction_counts_in_place_of_what_it_corrects(grant: Any) -> None:
    first = builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "500.00")
    lower = wrong(grant, kind="contracted", amount="499.99", corrects=first.reference)
    assert lower == above("1 June 2025", "499.99", "500", "400")
    gone = wrong(grant, kind="withdrawn", corrects=first.reference)
    assert gone == above("1 June 2025", "0", "500", "400")
    assert wrong(grant, kind="contracted", amount="500.00", corrects=first.reference) == {}
    more = wrong(grant, kind="paid", amount="0.01", reference="P-1-A1-R")
    assert more == above("1 June 2025", "500", "500.01", "0")


REQUESTED = "More would be requested than is contracted. On"


def test_requests_above_the_contract_are_refused(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    first = builders.entry(grant, "requested", "2025-03-01", "600.00")
    amounts = "1 June 2025: contracted 900 DKK, requested 900.01 DKK. Left until now: 300 DKK."
    assert wrong(grant, kind="requested", amount="300.01") == {"amount": [f"{REQUESTED} {amounts}"]}
    amounts = "1 June 2025: contracted 900 DKK, requested 900.01 DKK. Left until now: 300 DKK."
    corrected = wrong(grant, kind="requested", amount="900.01", corrects=first.reference)
    assert corrected == {"amount": [f"{REQUESTED} {amounts}"]}
    assert wrong(grant, kind="requested", amount="300.00") == {}


def test_less_can_be_agreed_than_was_requested(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "requested", "2025-03-01", "900.00")
    assert wrong(grant, kind="changed", amount="-400.00") == {}
    amounts = "1 July 2025: contracted 500 DKK, requested 900.01 DKK. Left until now: 0 DKK."
    more = wrong(grant, kind="requested", amount="0.01", day="2025-07-01", reference="P-1-A1-R")
    assert more == {"amount": [f"{REQUESTED} {amounts}"]}


REPAID = "More would be repaid than is paid. On"


def test_repayments_above_what_was_paid_are_refused(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    payment = builders.entry(grant, "paid", "2025-03-01", "500.00")
    amounts = "1 June 2025: paid 500 DKK, repaid 500.01 DKK. Left until now: 500 DKK."
    assert wrong(grant, kind="repaid", amount="500.01") == {"amount": [f"{REPAID} {amounts}"]}
    assert wrong(grant, kind="repaid", amount="500.00") == {}
    amounts = "2 June 2025: paid 499.99 DKK, repaid 500 DKK. Left until now: 0 DKK."
    lower = {"kind": "paid", "amount": "499.99", "day": "2025-06-02", "corrects": payment.reference}
    assert wrong(grant, **lower, reference="P-1-A1-C") == {"amount": [f"{REPAID} {amounts}"]}
    amounts = "2 June 2025: paid 0 DKK, repaid 500 DKK. Left until now: 0 DKK."
    gone = wrong(grant, kind="withdrawn", day="2025-06-02", corrects=payment.reference, reference="P-1-A1-W")
    assert gone == {"amount": [f"{REPAID} {amounts}"]}


def test_undo_takes_no_payment_that_was_repaid(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    facts = {"reference": "P-1-A1-P", "allocation": "P-1-A1", "kind": "paid", "day": "2025-03-01", "amount": "500.00"}
    paid = apply(proposals=[Proposal.create("entry", facts)], way=Way.API)
    builders.entry(grant, "repaid", "2025-04-01", "100.00")
    assert paid.change
    with pytest.raises(Refused) as refused:
        undo(change=paid.change)
    amounts = "1 April 2025: paid 0 DKK, repaid 100 DKK. Left until now: 400 DKK."
    assert sentences_of(refused.value) == [f"{REPAID} {amounts}"]


def test_undo_takes_no_contract_that_was_requested(grant: Any) -> None:
    facts = {
        "reference": "P-1-A1-C",
        "allocation": "P-1-A1",
        "kind": "contracted",
        "day": "2025-02-01",
        "amount": "900",
    }
    contracted = apply(proposals=[Proposal.create("entry", facts)], way=Way.API)
    builders.entry(grant, "requested", "2025-03-01", "300.00")
    assert contracted.change
    with pytest.raises(Refused) as refused:
        undo(change=contracted.change)
    amounts = "1 March 2025: contracted 0 DKK, requested 300 DKK. Left until now: 600 DKK."
    assert sentences_of(refused.value) == [f"{REQUESTED} {amounts}"]


def test_an_entry_of_a_day_that_lies_ahead_is_refused(grant: Any) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    found = wrong(grant, kind="contracted", amount="1.00", day=tomorrow.isoformat())
    assert [*found] == ["day"]
    assert found["day"][0].endswith(
        "lies ahead. An entry states what has happened; plan it as an instalment or a report due."
    )
    assert wrong(grant, kind="contracted", amount="1.00", day=timezone.localdate().isoformat()) == {}


def test_a_day_before_the_decision_is_refused(grant: Any) -> None:
    sentence = "14 January 2025 lies before the decision of the grant, which is dated 15 January 2025 at the earliest."
    expected = {"day": [sentence]}
    assert wrong(grant, kind="contracted", amount="1.00", day="2025-01-14") == expected
    assert wrong(grant, kind="contracted", amount="1.00", day="2025-01-15") == {}


@pytest.mark.parametrize(
    ("decided", "early", "first"),
    [
        ({"granted": "2025-03"}, "2025-02-28", "2025-03-01"),
        ({"granted": "2025"}, "2024-12-31", "2025-01-01"),
        ({"year": 2025}, "2024-12-31", "2025-01-01"),
        ({}, None, "1999-01-01"),
    ],
)
def test_a_decision_counts_from_the_first_day_that_its_date_can_mean(decided: Any, early: Any, first: str) -> None:
    grant = builders.allocation(builders.project("P-1"), **decided)
    if early:
        assert "day" in wrong(grant, kind="contracted", amount="1.00", day=early)
    assert wrong(grant, kind="contracted", amount="1.00", day=first) == {}


def test_a_second_final_payment_is_refused(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    last = builders.entry(grant, "paid", "2025-03-01", "500.00", final=True)
    expected = {"final": ["The grant has a final payment already."]}
    assert wrong(grant, kind="paid", amount="1.00", final=True) == expected
    assert wrong(grant, kind="paid", amount="400.00", final=True, corrects=last.reference) == {}


@pytest.mark.parametrize("report", ["status", "annual", "final", "auditor"])
def test_a_report_that_never_came_is_not_approved(grant: Any, report: str) -> None:
    approved = {"kind": "report-approved", "report": report, "day": "2025-06-01"}
    found = wrong(grant, **approved)
    assert [*found] == ["report"]
    assert found["report"][0].endswith(": none was received by 1 June 2025, the day of its approval.")
    builders.entry(grant, "report-received", "2025-06-02", report=report)
    assert [*wrong(grant, **approved)] == ["report"]
    builders.entry(grant, "report-received", "2025-05-31", report="accounts")
    assert [*wrong(grant, **approved)] == ["report"]
    builders.entry(grant, "report-received", "2025-06-01", report=report)
    assert wrong(grant, **approved) == {}


def test_a_report_stays_received_as_long_as_its_approval_counts(grant: Any) -> None:
    received = builders.entry(grant, "report-received", "2025-03-01", report="final")
    approval = builders.entry(grant, "report-approved", "2025-04-01", report="final")
    found = wrong(grant, kind="withdrawn", corrects=received.reference)
    assert found == {"corrects": ["Final report: none was received by 1 April 2025, the day of its approval."]}
    assert wrong(grant, kind="withdrawn", corrects=approval.reference) == {}
    assert wrong(grant, kind="withdrawn", corrects=received.reference, reference="P-1-A1-N2") == {}


def test_an_approval_without_a_report_from_before_hinders_no_other_correction(grant: Any) -> None:
    builders.entry(grant, "report-approved", "2025-04-01", report="final")
    paid = builders.entry(grant, "contracted", "2025-04-01", "5.00")
    assert wrong(grant, kind="withdrawn", corrects=paid.reference) == {}


def test_an_entry_in_a_closed_period_is_refused(grant: Any) -> None:
    period = builders.period(code="2025-Q2", first_day="2025-04-01", last_day="2025-06-30")
    assert wrong(grant, kind="contracted", amount="1.00", day="2025-06-30") == {}
    close_period(period=period)
    for day, shown in (("2025-04-01", "1 April 2025"), ("2025-06-30", "30 June 2025")):
        sentence = f"The accounting period of this day is closed. {shown} is in the period 2025-Q2."
        closed = {"day": [f"{sentence} Date the entry in an open period."]}
        assert wrong(grant, kind="contracted", amount="1.00", day=day, reference="P-1-A1-B") == closed
    for day in ("2025-03-31", "2025-07-01"):
        reference = f"P-1-A1-{day}"
        assert wrong(grant, kind="contracted", amount="1.00", day=day, reference=reference) == {}


NEEDS_RATE = "An amount in another currency needs its rate, above 0 and below 100, and the kind of the rate"


@pytest.mark.parametrize(
    "rate",
    [
        {},
        {"rate": "0.66"},
        {"rate_kind": "day"},
        {"rate": "0", "rate_kind": "day", "rate_source": "A bank"},
        {"rate": "0.66", "rate_kind": "day", "rate_source": "A bank", "currency": "DKK"},
    ],
)
def test_a_currency_without_its_rate_is_refused(grant: Any, rate: dict[str, str]) -> None:
    found = wrong(grant, **{"kind": "contracted", "amount": "1.00", "currency": "SEK", **rate})
    assert any(text.startswith(NEEDS_RATE) for texts in found.values() for text in texts), found
    assert not Entry.objects.exists()


def test_a_rate_is_of_the_kind_that_it_says(grant: Any) -> None:
    contract = builders.contract(grant, currency="SEK", rate="0.65", rate_source="The contract")
    BudgetRate.objects.create(code="2025-SEK", year=2025, currency="SEK", rate="0.66", how_set="By the budget")

    def said(**values: Any) -> dict[str, Any]:
        number = Entry.objects.count()
        facts = {"kind": "contracted", "amount": "1.00", "currency": "SEK", "reference": f"P-1-A1-E{number}"}
        return wrong(grant, **{**facts, **values})

    assert said(rate="0.67", rate_kind="day") == {"rate_source": ["A rate of the day needs its source."]}
    assert said(rate="0.67", rate_kind="day", rate_source="A bank") == {}
    of_year = {"rate": ["This is not the rate of the budget year for this currency."]}
    assert said(rate="0.67", rate_kind="budget-year") == of_year
    assert said(rate="0.66", rate_kind="budget-year", day="2026-01-01") == of_year
    assert said(rate="0.66", rate_kind="budget-year", currency="NOK") == of_year
    assert said(rate="0.66", rate_kind="budget-year") == {}
    builders.post("2025-4-2210")
    assert said(rate="0.66", rate_kind="budget-year", day="2026-01-01", post="2025-4-2210") == {}
    of_contract = {"rate": ["This is not the rate of the contract for this currency."]}
    assert said(rate="0.65", rate_kind="contract") == of_contract
    assert said(rate="0.66", rate_kind="contract", contract=contract.code) == of_contract
    assert said(rate="0.65", rate_kind="contract", contract=contract.code) == {}
    contract.rate = "0.70"
    with pytest.raises(ValidationError, match="Entries use the rate of this contract, so it stays as it is"):
        contract.full_clean()


def test_a_contract_of_another_grant_is_refused(grant: Any) -> None:
    other = builders.allocation(grant.project)
    contract = builders.contract(other)
    expected = {"contract": ["The contract does not cover this grant."]}
    assert wrong(grant, kind="contracted", amount="1.00", contract=contract.code) == expected
    assert wrong(other, kind="contracted", amount="1.00", contract=contract.code) == {}


def test_a_correction_is_of_the_same_grant_later_and_the_only_one(grant: Any) -> None:
    other = builders.allocation(grant.project)
    first = builders.entry(grant, "contracted", "2025-06-02", "900.00")
    facts = {"kind": "contracted", "amount": "1.00", "corrects": first.reference}
    assert wrong(other, **facts) == {
        "corrects": ["An entry corrects only an entry of the same grant."],
        "day": ["A correction cannot be dated before the entry that it corrects."],
    }
    assert wrong(grant, **facts, day="2025-06-02") == {}
    again = wrong(grant, **facts, day="2025-06-03", reference="P-1-A1-AGAIN")
    assert again == {"corrects": ["This entry is corrected already. Correct the correction."]}


def test_a_correction_is_of_the_same_kind_or_withdraws(grant: Any) -> None:
    contract = builders.entry(grant, "contracted", "2025-02-01", "900.00")
    other = {"kind": ["A correction is of the kind of the entry that it corrects, or withdraws it."]}
    assert wrong(grant, kind="changed", amount="800.00", corrects=contract.reference) == other
    assert wrong(grant, kind="requested", amount="800.00", corrects=contract.reference)["kind"] == other["kind"]
    withdrawn = {"kind": "withdrawn", "corrects": contract.reference, "reference": "P-1-A1-W"}
    assert wrong(grant, **withdrawn) == {}
    assert wrong(grant, kind="changed", amount="800.00", corrects="P-1-A1-W") == other
    assert wrong(grant, kind="contracted", amount="800.00", corrects="P-1-A1-W") == {}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "paid"}, "have an amount above zero"),
        ({"kind": "paid", "amount": "0"}, "have an amount above zero"),
        ({"kind": "contracted", "amount": "-1"}, "have an amount above zero"),
        ({"kind": "report-received", "report": "final", "amount": "1"}, "reports and withdrawals have none"),
        ({"kind": "report-received"}, "An entry about a report names its kind"),
        ({"kind": "contracted", "amount": "1", "report": "final"}, "An entry about a report names its kind"),
        ({"kind": "contracted", "amount": "1", "final": True}, "Only a payment can be the final one."),
        ({"kind": "contracted", "amount": "1", "ends": "2025-12-31"}, "Only a change states a new period."),
        ({"kind": "changed"}, "A change states an amount or a new period."),
        ({"kind": "changed", "amount": "0"}, "a change may have one"),
        ({"kind": "changed", "starts": "2025-02-02", "ends": "2025-02-01"}, "The end lies before the start."),
        ({"kind": "withdrawn"}, "A withdrawal names the entry that it corrects."),
        ({"kind": "gift", "amount": "1"}, "is not a valid choice"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(grant: Any, values: dict[str, Any], sentence: str) -> None:
    found = wrong(grant, **values)
    assert any(sentence in text for texts in found.values() for text in texts), found


def test_entries_of_one_proposal_are_judged_one_after_the_other(grant: Any) -> None:
    def said(number: int, **values: Any) -> Proposal:
        facts = {"reference": f"P-1-A1-E{number}", "allocation": "P-1-A1", "day": "2025-06-01", **values}
        return Proposal.create("entry", facts)

    contracted, paid = said(1, kind="contracted", amount="100.00"), said(2, kind="paid", amount="60.00")
    with pytest.raises(Refused) as refused:
        apply(proposals=[contracted, paid, said(3, kind="paid", amount="60.00")], way=Way.API)
    assert refused.value.errors == {2: above("1 June 2025", "100", "120", "40")}
    assert not Entry.objects.exists()
    apply(proposals=[contracted, paid], way=Way.API)
    assert Entry.objects.count() == 2
