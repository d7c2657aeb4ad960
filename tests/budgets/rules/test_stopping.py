"""Rules that stop: each is broken in the way that its source describes, and kept once."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from budgets.models import Rule
from budgets.rules.words import stated
from changes.apply import Refused, apply
from changes.models import Way
from changes.proposal import Proposal
from changes.undo import sentences_of, undo
from tests import builders
from tests.admin_pages import address, opened
from tests.budgets.rules.conftest import sign
from tests.changes.api.program import Program
from tests.sent_forms import fields_of

NEW = "P-1-A1-NEW"


def errors(of: Any, **values: Any) -> dict[str, Any]:
    """Returns field → sentences of the proposal of an entry; empty if it is accepted. Nothing is written."""
    said = {"reference": NEW, "allocation": of.reference, **values}
    try:
        apply(proposals=[Proposal.create("entry", said)], way=Way.API, dry_run=True)
    except Refused as refused:
        return refused.errors[0]
    return {}


def stops(code: str, found: dict[str, Any], field: str) -> bool:
    """Whether exactly the sentence of this rule was said, at this field."""
    assert [*found] == [field], found
    assert len(found[field]) == 1, found
    return str(found[field][0]).startswith(stated(Rule.objects.get(code=code)))


def test_no_payment_before_both_parties_have_signed(grant: Any) -> None:
    contract = builders.contract(grant)
    builders.entry(grant, "contracted", "2025-01-20", "500000.00")
    paid = {"kind": "paid", "day": "2025-01-31", "amount": "1.00"}
    assert stops("signed-contract-first", errors(grant, **paid), "day")
    sign(contract)
    assert stops("signed-contract-first", errors(grant, **paid), "day")
    assert errors(grant, **{**paid, "day": "2025-02-01"}) == {}


def test_one_signature_is_not_enough(grant: Any) -> None:
    contract = builders.contract(grant)
    sign(contract)
    contract.signatures.filter(role="recipient").delete()
    builders.entry(grant, "contracted", "2025-01-20", "500000.00")
    assert stops("signed-contract-first", errors(grant, kind="paid", day="2025-06-01", amount="1.00"), "day")


def reported(grant: Any, *approved: str, day: str = "2026-01-20") -> None:
    for report in approved:
        builders.entry(grant, "report-approved", day, report=report)


def test_no_final_payment_before_report_and_accounts_are_approved(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    final = {"kind": "paid", "day": "2026-02-01", "amount": "500000.00", "final": True}
    assert stops("final-report-before-final-payment", errors(grant, **final), "final")
    reported(grant, "final")
    assert stops("final-report-before-final-payment", errors(grant, **final), "final")
    reported(grant, "accounts")
    assert errors(grant, **final) == {}
    assert stops("final-report-before-final-payment", errors(grant, **{**final, "day": "2026-01-19"}), "final")


def test_an_approval_that_a_final_payment_needs_cannot_be_withdrawn(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    reported(grant, "final", "accounts")
    approval = grant.entries.get(kind="report-approved", report="final").reference
    builders.entry(grant, "paid", "2026-02-01", "500000.00", final=True)
    withdrawn = errors(grant, kind="withdrawn", day="2026-03-01", corrects=approval)
    assert stops("final-report-before-final-payment", withdrawn, "final")
    assert withdrawn["final"][0].endswith("Entry concerned: Paid P-1-A1-E4 of 1 February 2026.")


def test_a_payment_after_which_nothing_is_owed_is_final_without_its_mark(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    builders.entry(grant, "paid", "2025-03-01", "300000.00")
    builders.entry(grant, "released", "2025-04-01", "50000.00")
    last = {"kind": "paid", "day": "2026-02-01", "amount": "150000.00"}
    assert errors(grant, **{**last, "amount": "149999.99"}) == {}
    assert stops("final-report-before-final-payment", errors(grant, **last), "amount")
    reported(grant, "final", "accounts")
    assert errors(grant, **last) == {}


def test_a_payment_before_a_later_contract_of_the_same_day_is_not_final(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "1000.00")
    builders.entry(grant, "changed", "2025-03-01", "500.00", reference="P-1-A1-X")
    assert errors(grant, kind="paid", day="2025-03-01", amount="1000.00") == {}
    assert [*errors(grant, kind="paid", day="2025-02-28", amount="1000.00")] == ["amount"]


def test_the_auditors_statement_comes_before_a_last_payment_without_its_mark(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    reported(grant, "final", "accounts")
    last = {"kind": "paid", "day": "2026-02-01", "amount": "600000.00"}
    assert stops("auditors-statement", errors(grant, **last), "amount")
    builders.entry(grant, "report-received", "2026-01-25", report="auditor")
    assert errors(grant, **last) == {}


def test_a_payment_waits_for_the_signatures_of_its_own_contract(grant: Any, contract: Any) -> None:
    unsigned = builders.contract(grant, code="P-1-K2")
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    paid = {"kind": "paid", "day": "2025-06-01", "amount": "1.00"}
    assert stops("signed-contract-first", errors(grant, **paid, contract="P-1-K2"), "day")
    assert errors(grant, **paid, contract="P-1-K1") == {}
    assert errors(grant, **paid) == {}
    sign(unsigned, recipient="2025-06-02")
    assert stops("signed-contract-first", errors(grant, **paid, contract="P-1-K2"), "day")
    assert errors(grant, **{**paid, "day": "2025-06-02"}, contract="P-1-K2") == {}


@pytest.mark.parametrize(("contracted", "stopped"), [("500000.99", False), ("500001.00", True)])
def test_the_auditors_statement_is_needed_from_500001_dkk(
    grant: Any, contract: Any, contracted: str, stopped: bool
) -> None:
    builders.entry(grant, "contracted", "2025-02-01", contracted)
    reported(grant, "final", "accounts")
    final = {"kind": "paid", "day": "2026-02-01", "amount": "1.00", "final": True}
    found = errors(grant, **final)
    assert stops("auditors-statement", found, "final") if stopped else found == {}
    builders.entry(grant, "report-received", "2026-01-25", report="auditor")
    assert errors(grant, **final) == {}


def test_a_state_body_needs_no_auditors_statement(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    reported(grant, "final", "accounts")
    contract.state_audited = True
    contract.save()
    assert errors(grant, kind="paid", day="2026-02-01", amount="1.00", final=True) == {}


def test_accounts_are_approved_only_when_both_managers_signed_them(grant: Any) -> None:
    approved = {"kind": "report-approved", "report": "accounts", "day": "2026-01-20"}
    received = {"kind": "report-received", "report": "accounts"}
    assert stops("accounts-signed", errors(grant, **approved), "report")
    builders.entry(grant, day="2026-01-10", signed_by_project_manager=True, **received)
    assert stops("accounts-signed", errors(grant, **approved), "report")
    builders.entry(grant, day="2026-01-15", signed_by_project_manager=True, signed_by_finance_manager=True, **received)
    assert errors(grant, **approved) == {}


def test_a_change_of_the_period_is_approved_before_its_end(grant: Any, contract: Any) -> None:
    longer = {"kind": "changed", "ends": "2026-06-30"}
    assert stops("changes-approved-beforehand", errors(grant, day="2026-01-01", **longer), "day")
    assert errors(grant, day="2025-12-31", **longer) == {}
    builders.entry(grant, "changed", "2025-12-31", ends="2026-06-30")
    assert errors(grant, day="2026-06-30", kind="changed", ends="2026-12-31") == {}


def test_no_more_is_contracted_than_was_granted(grant: Any, contract: Any) -> None:
    above = errors(grant, kind="contracted", day="2025-02-01", amount="600000.01")
    assert stops("within-the-grant", above, "amount")
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    assert stops("within-the-grant", errors(grant, kind="changed", day="2025-03-01", amount="0.01"), "amount")
    assert errors(grant, kind="changed", day="2025-03-01", amount="-0.01") == {}


def closing(reference: str) -> dict[str, Any]:
    try:
        apply(proposals=[Proposal.update("project", reference, {"status": "closed"})], way=Way.API, dry_run=True)
    except Refused as refused:
        return refused.errors[0]
    return {}


def test_a_project_is_closed_only_when_its_money_is_settled(grant: Any, contract: Any) -> None:
    grant.project.status = "ongoing"
    grant.project.save()
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    assert stops("settled-before-closing", closing("P-1"), "status")
    builders.entry(grant, "released", "2025-04-01", "100000.00")
    reported(grant, "final", "accounts")
    assert closing("P-1") == {}


def test_a_project_is_closed_only_when_its_last_reports_are_approved(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    builders.entry(grant, "released", "2025-04-01", "200000.00")
    found = closing("P-1")
    assert stops("settled-before-closing", found, "status")
    assert found["status"][0].endswith("Still missing: P-1-A1 (Final report, Final accounts, Auditor's statement).")
    reported(grant, "final", "accounts")
    assert closing("P-1")["status"][0].endswith("Still missing: P-1-A1 (Auditor's statement).")
    builders.entry(grant, "report-received", "2026-01-25", report="auditor")
    assert closing("P-1") == {}


def test_a_project_that_was_paid_nothing_is_closed_without_reports(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    builders.entry(grant, "released", "2025-04-01", "600000.00")
    assert closing("P-1") == {}


def test_the_refusal_to_close_states_what_each_grant_owes(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    other = builders.allocation(grant.project, "5000.00", granted="2025-01-15")
    builders.entry(other, "contracted", "2025-02-01", "1250.50")
    settled = builders.allocation(grant.project, "5000.00", granted="2025-01-15")
    builders.entry(settled, "contracted", "2025-02-01", "1250.50")
    builders.entry(settled, "released", "2025-02-01", "1250.50")
    (sentence,) = closing("P-1")["status"]
    assert sentence.endswith("Project debt: P-1-A1 100,000 DKK; P-1-A2 1,250.50 DKK.")


def test_every_way_refuses_to_close_a_project_with_debt(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    said = "Project debt: P-1-A1 500,000 DKK."
    boss = get_user_model().objects.create_superuser("boss")
    program, staff = Program(boss), Client()
    staff.force_login(boss)
    answer = program.send("patch", "projects/P-1/", {"status": "closed"})
    assert answer.status_code == 400
    assert answer.json()["status"][0].endswith(said)
    fields = fields_of(staff.get("/projects/P-1/?edit=close").content.decode())
    answer = staff.post("/projects/P-1/edit/close/", {**fields, "ends": "2025", "save": "1"})
    assert (answer.status_code, said in unescape(answer.content.decode())) == (400, True)
    answer = staff.post(address(grant.project), {**opened(staff, grant.project), "status": "closed"})
    assert (answer.status_code, said in unescape(answer.content.decode())) == (200, True)
    query = "/projects/several/?tick=P-1&change=status&new_status=closed"
    assert said in unescape(staff.get(query).content.decode())
    grant.project.refresh_from_db()
    assert grant.project.status == "ongoing"


@pytest.fixture
def settled(grant: Any, contract: Any) -> Any:
    """The grant with 500,000 DKK contracted and paid, its last reports approved. Its project is closed."""
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    reported(grant, "final", "accounts", day="2025-02-20")
    builders.entry(grant, "paid", "2025-03-01", "500000.00")
    grant.project.status = "closed"
    grant.project.save()
    return grant


def test_a_closed_project_gets_no_new_debt(settled: Any) -> None:
    more = {"kind": "changed", "day": "2025-04-01", "amount": "1000.00"}
    found = errors(settled, **more)
    assert stops("settled-before-closing", found, "amount")
    assert found["amount"][0].endswith("Project debt: P-1-A1 1,000 DKK.")
    payment = settled.entries.get(kind="paid").reference
    assert stops(
        "settled-before-closing", errors(settled, kind="withdrawn", day="2025-04-01", corrects=payment), "amount"
    )
    Rule.objects.filter(code="settled-before-closing").update(severity="lists")
    assert errors(settled, **more) == {}


def test_entries_that_settle_each_other_are_entered_together(settled: Any) -> None:
    def said(number: int, **values: Any) -> Proposal:
        return Proposal.create("entry", {"reference": f"P-1-A1-N{number}", "allocation": "P-1-A1", **values})

    more = said(1, kind="changed", day="2025-04-01", amount="1000.00")
    paid = said(2, kind="paid", day="2025-04-01", amount="999.00")
    with pytest.raises(Refused) as refused:
        apply(proposals=[more, paid], way=Way.API, dry_run=True)
    assert stops("settled-before-closing", refused.value.errors[1], "amount")
    rest = said(3, kind="released", day="2025-04-01", amount="1.00")
    apply(proposals=[more, paid, rest], way=Way.API, dry_run=True)


def test_undo_takes_no_payment_from_a_closed_project(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    reported(grant, "final", "accounts", day="2025-02-20")
    facts = {"reference": NEW, "allocation": "P-1-A1", "kind": "paid", "day": "2025-03-01", "amount": "500000.00"}
    paid = apply(proposals=[Proposal.create("entry", facts)], way=Way.API)
    grant.project.status = "closed"
    grant.project.save()
    assert paid.change
    with pytest.raises(Refused) as refused:
        undo(change=paid.change)
    assert sentences_of(refused.value)[0].endswith("Project debt: P-1-A1 500,000 DKK.")


def test_the_debt_of_other_funds_and_portfolios_hinders_no_closing(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    rule = Rule.objects.filter(code="settled-before-closing")
    rule.update(portfolio=builders.portfolio("other"))
    assert closing("P-1") == {}
    rule.update(portfolio=grant.project.portfolio)
    assert stops("settled-before-closing", closing("P-1"), "status")


def test_a_limit_is_stated_from_the_data_of_its_rule(grant: Any, contract: Any) -> None:
    Rule.objects.filter(code="auditors-statement").update(amount="250000.50")
    rule = Rule.objects.get(code="auditors-statement")
    assert stated(rule).startswith("From 250,000.50 DKK the auditor")
    Rule.objects.filter(code="annual-report").update(month=3, day_of_month=1)
    rule = Rule.objects.get(code="annual-report")
    days = {"en": "by 1 March of", "da": "den 1. marts", "sv": "den 1 mars", "fi": "1. maaliskuuta", "is": "1. mars"}
    for language, words in days.items():
        with override(language):
            assert words in stated(rule)


def test_a_project_without_entries_is_closed_as_before(grant: Any) -> None:
    grant.project.status = "ongoing"
    grant.project.save()
    assert closing("P-1") == {}


def test_no_more_is_granted_from_a_post_than_it_has(rules: None) -> None:
    post = builders.post("2025-4-2210", adopted="1000.00", carried_over="50.00")
    project = builders.project("P-1")
    first = builders.allocation(project, "1000.00", granted="2025-02-01", post=post)
    first.full_clean()
    second = builders.allocation(project, "50.00", granted="2025-02-01")
    second.post = post
    second.full_clean()
    second.amount = "50.01"
    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert stops("post-not-overdrawn", refused.value.message_dict, "amount")
    first.amount = "900.00"
    first.full_clean()


def test_a_closed_period_stays_whatever_the_rules_say(grant: Any) -> None:
    from budgets.entries.services import close_period

    period = builders.period(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    close_period(period=period)
    Rule.objects.all().delete()
    found = errors(grant, kind="contracted", day="2025-03-31", amount="1.00")
    day = "31 March 2025 is in the period 2025-Q1"
    assert found == {"day": [f"The accounting period of this day is closed. {day}. Date the entry in an open period."]}


@pytest.mark.parametrize(
    "limits",
    [{"valid_from": "2025-06-02"}, {"valid_to": "2025-05-31"}, {"severity": "warns"}, {"severity": "lists"}],
)
def test_a_rule_that_does_not_apply_stops_nothing(grant: Any, limits: dict[str, str]) -> None:
    builders.entry(grant, "contracted", "2025-01-20", "500000.00")
    Rule.objects.filter(code="signed-contract-first").update(**limits)
    assert errors(grant, kind="paid", day="2025-06-01", amount="1.00") == {}


def test_a_rule_for_a_fund_or_a_portfolio_leaves_other_grants_alone(grant: Any) -> None:
    from budgets.models import Fund

    fund = Fund.objects.create(slug="fund", name_en="Fund")
    other = builders.portfolio("other")
    builders.entry(grant, "contracted", "2025-01-20", "500000.00")
    paid = {"kind": "paid", "day": "2025-06-01", "amount": "1.00"}
    rule = Rule.objects.filter(code="signed-contract-first")
    rule.update(fund=fund)
    assert errors(grant, **paid) == {}
    rule.update(fund=None, portfolio=other)
    assert errors(grant, **paid) == {}
    rule.update(portfolio=grant.project.portfolio)
    assert stops("signed-contract-first", errors(grant, **paid), "day")


def test_the_sentence_names_its_basis_and_says_when_that_is_not_certain(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-01-20", "500000.00")
    found = errors(grant, kind="paid", day="2025-06-01", amount="1.00")
    sentence = "No start and no payment before both parties have signed the contract."
    basis = "The Council's standard terms for grants, as the auditors applied them to the accounts of 2019"
    assert found["day"] == [f"{sentence} Basis, wording not confirmed: {basis}."]
    Rule.objects.filter(code="signed-contract-first").update(certain=True)
    assert errors(grant, kind="paid", day="2025-06-01", amount="1.00")["day"] == [f"{sentence} Basis: {basis}."]
