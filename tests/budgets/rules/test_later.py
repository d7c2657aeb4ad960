"""Changes to contracts, grants, posts and entries that would break a rule with the entries made before are refused."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from budgets.entries.services import close_period
from budgets.models import Allocation, Contract, Rule, Signature
from budgets.rules import words
from changes.apply import Refused, apply
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.undo import sentences_of, undo
from tests import builders
from tests.budgets.rules.conftest import sign
from tests.changes.api.program import Program
from tests.sent_forms import fields_of

CLOSED_DAY = (
    "The accounting period of this day is closed. {day} is in the period 2025-Q1. Date the grant in an open period."
)
CLOSED = "The accounting period of this grant is closed: its date, amount, currency and rate stay as they are."


def errors(*proposals: Proposal) -> dict[int, dict[str, Any]]:
    """Returns place → field → sentences; empty if the proposals are accepted. Nothing is written."""
    try:
        apply(proposals=proposals, way=Way.API, dry_run=True)
    except Refused as refused:
        return refused.errors
    return {}


def of_contract(**values: Any) -> dict[str, Any]:
    return errors(Proposal.update("contract", "P-1-K1", values)).get(0, {})


def of_grant(grant: Any, **values: Any) -> dict[str, Any]:
    """The errors of the only grant of the project if these values change."""
    said = {**stated(grant), **values}
    found = errors(Proposal.update("project", grant.project.reference, {"allocations": [said]})).get(0, {})
    assert not found or [*found] == ["allocations"], found
    assert not found or [*found["allocations"]] == ["0"], found
    return found["allocations"]["0"] if found else {}


def everything(kind: str, row: int) -> dict[str, Any]:
    """The record as the API takes it, without its derived values."""
    from changes.reading import snapshot

    return dict(snapshot(kind, row) or {})


def stated(grant: Any) -> dict[str, Any]:
    """The grant as the API shows it."""
    from changes.reading import snapshot

    state: Any = snapshot("project", grant.project_id)
    return next(row for row in state["allocations"] if row["reference"] == grant.reference)


def says(code: str, found: dict[str, Any], field: str) -> bool:
    assert [*found] == [field], found
    assert len(found[field]) == 1, found
    return str(found[field][0]).startswith(words.stated(Rule.objects.get(code=code)))


@pytest.fixture
def paid(grant: Any, contract: Any) -> Any:
    """The grant with 500,000 DKK contracted, of which 400,000 are paid."""
    builders.entry(grant, "contracted", "2025-02-01", "500000.00", contract=contract)
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    return grant


SIGNATURES = [
    {"role": "grantor", "organisation": "secretariat", "function": "", "day": "2025-01-20"},
    {"role": "recipient", "organisation": "body", "function": "", "day": "2025-02-01"},
]


def test_a_signature_stays_while_a_payment_needs_it(paid: Any) -> None:
    assert says("signed-contract-first", of_contract(signatures=[]), "signatures")
    assert says("signed-contract-first", of_contract(signatures=SIGNATURES[:1]), "signatures")
    later = [SIGNATURES[0], {**SIGNATURES[1], "day": "2025-03-02"}]
    assert says("signed-contract-first", of_contract(signatures=later, starts="2025-03-02"), "signatures")
    in_time = [SIGNATURES[0], {**SIGNATURES[1], "day": "2025-03-01"}]
    assert of_contract(signatures=in_time, starts="2025-03-01") == {}


def test_signatures_that_no_payment_needs_can_be_corrected(grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500000.00", contract=contract)
    assert of_contract(signatures=[]) == {}


def test_a_breach_that_was_there_before_hinders_no_other_change(paid: Any) -> None:
    Signature.objects.all().delete()
    assert of_contract(terms="2024-1", signatures=SIGNATURES[:1]) == {}


def test_a_project_that_the_same_change_renames_is_judged(paid: Any) -> None:
    """A lower amount after a renaming is refused as it is without one."""
    said = {**stated(paid), "amount": "10.00"}
    renamed = Proposal.update("project", "P-1", {"reference": "P-2"})
    found = errors(renamed, Proposal.update("project", "P-2", {"allocations": [said]}))
    assert says("within-the-grant", found[1]["allocations"]["0"], "amount")
    assert errors(renamed) == {}


def test_records_that_the_same_change_makes_are_judged(rules: None) -> None:
    """A project, its contract and a payment, and then the contract without its signatures: all in one change."""
    builders.organisation("body")
    old = builders.allocation(builders.project("P-1", status="ongoing"), "600000.00", granted="2025-01-15")
    sign(builders.contract(old, starts="2025-02-01", ends="2025-12-31"))
    project = {**everything("project", old.project_id), "reference": "P-2"}
    project["allocations"] = [{**project["allocations"][0], "reference": "P-2-A1"}]
    contract = {**everything("contract", Contract.objects.get().pk), "code": "P-2-K1", "project": "P-2"}
    contract |= {"allocations": ["P-2-A1"], "signatures": SIGNATURES}
    entry = {"allocation": "P-2-A1", "contract": "P-2-K1", "currency": "DKK"}
    made = [
        Proposal.create("project", project),
        Proposal.create("contract", contract),
        Proposal.create(
            "entry", {**entry, "kind": "contracted", "day": "2025-02-01", "amount": "500000.00", "reference": "P-2-E1"}
        ),
        Proposal.create(
            "entry", {**entry, "kind": "paid", "day": "2025-03-01", "amount": "400000.00", "reference": "P-2-E2"}
        ),
    ]
    assert errors(*made) == {}
    found = errors(*made, Proposal.update("contract", "P-2-K1", {"signatures": []}))
    assert says("signed-contract-first", found[4], "signatures")


def test_a_contract_covers_the_grants_whose_entries_name_it(paid: Any) -> None:
    sign(builders.contract(paid, code="P-1-K2"))
    sentence = "Entries of a grant name this contract, so it must cover the grant."
    assert of_contract(allocations=[]) == {"allocations": [sentence]}


def test_a_contract_that_a_payment_needs_is_not_deleted(paid: Any) -> None:
    paid.entries.update(contract=None)
    found = errors(Proposal.delete("contract", "P-1-K1"))
    assert says("signed-contract-first", found[0], "non_field_errors")


def test_the_end_of_a_contract_stays_after_the_change_of_its_period(paid: Any) -> None:
    builders.entry(paid, "changed", "2025-11-01", ends="2026-06-30")
    assert says("changes-approved-beforehand", of_contract(ends="2025-10-31"), "ends")
    assert of_contract(ends="2025-11-01") == {}


def test_a_state_body_stays_while_its_final_payment_had_no_auditors_statement(grant: Any, contract: Any) -> None:
    Contract.objects.update(state_audited=True)
    builders.entry(grant, "contracted", "2025-02-01", "600000.00")
    builders.entry(grant, "report-approved", "2026-01-20", report="final")
    builders.entry(grant, "report-approved", "2026-01-20", report="accounts")
    builders.entry(grant, "paid", "2026-02-01", "600000.00", final=True)
    assert says("auditors-statement", of_contract(state_audited=False), "state_audited")


def test_a_grant_is_not_lowered_below_what_is_contracted(paid: Any) -> None:
    assert says("within-the-grant", of_grant(paid, amount="499999.99"), "amount")
    assert of_grant(paid, amount="500000.00") == {}


def test_a_grant_is_not_dated_after_its_entries(paid: Any) -> None:
    sentence = "Entries of this grant are dated before this day."
    assert of_grant(paid, granted="2025-02-02") == {"granted": [sentence]}
    assert of_grant(paid, granted="2025-02-01") == {}
    assert of_grant(paid, granted="2025-02") == {}
    assert of_grant(paid, granted=None, year=2026) == {"year": [sentence]}


def test_a_grant_is_not_decided_on_a_day_that_lies_ahead(grant: Any) -> None:
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()
    found = of_grant(grant, granted=tomorrow)
    assert [*found] == ["granted"]
    assert found["granted"][0].endswith("lies ahead. State only the year until the grant is decided.")
    assert of_grant(grant, granted=today.isoformat()) == {}
    assert of_grant(grant, granted=None, year=today.year + 1) == {}


def test_a_post_keeps_what_is_decided_on_it(rules: None) -> None:
    post = builders.post("2025-4-2210", adopted="1000.00", carried_over="50.00")
    builders.allocation(builders.project("P-1"), "1000.00", granted="2025-02-01", post=post)

    def found(**values: Any) -> dict[str, Any]:
        return errors(Proposal.update("budget-post", post.code, values)).get(0, {})

    assert says("post-not-overdrawn", found(adopted="949.99"), "adopted")
    assert says("post-not-overdrawn", found(carried_over="-0.01"), "carried_over")
    assert found(adopted="950.00") == {}
    assert found(adopted="900.00", carried_over="100.00") == {}
    Allocation.objects.update(amount="2000.00")
    assert found(adopted="1000.01") == {}


def test_several_proposals_are_judged_together(paid: Any) -> None:
    """A second contract that both parties have signed takes the place of the first one."""
    paid.entries.update(contract=None)
    second = {"code": "P-1-K2", "project": "P-1", "allocations": ["P-1-A1"], "signatures": SIGNATURES}
    first = Proposal.update("contract", "P-1-K1", {"signatures": []})
    assert errors(first, Proposal.create("contract", second)) == {}
    found = errors(first, Proposal.create("contract", {**second, "signatures": []}))
    assert [sentence for one in found.values() for place in one.values() for sentence in place]


def test_undo_takes_no_signature_that_a_payment_needs(grant: Any) -> None:
    builders.contract(grant)
    builders.organisation()
    builders.organisation("secretariat")
    signed = apply(proposals=[Proposal.update("contract", "P-1-K1", {"signatures": SIGNATURES})], way=Way.API)
    builders.entry(grant, "contracted", "2025-02-01", "500000.00")
    builders.entry(grant, "paid", "2025-03-01", "400000.00")
    assert signed.change
    with pytest.raises(Refused) as refused:
        undo(change=Change.objects.get(number=signed.change.number))
    sentence = Rule.objects.get(code="signed-contract-first").sentence
    assert [one.startswith(sentence) for one in sentences_of(refused.value)] == [True]
    assert sentences_of(refused.value)[0].endswith("Entry concerned: Paid P-1-A1-E2 of 1 March 2025.")
    assert Signature.objects.count() == 2


def test_rest_refuses_with_the_sentence_at_its_field(paid: Any) -> None:
    boss = Program(get_user_model().objects.create_superuser("boss"))
    answer = boss.send("patch", "contracts/P-1-K1/", {"signatures": []})
    assert answer.status_code == 400, answer.content
    assert says("signed-contract-first", answer.json(), "signatures")
    answer = boss.send("patch", "allocations/P-1-A1/", {"amount": "1.00"})
    assert answer.status_code == 400, answer.content
    assert says("within-the-grant", answer.json(), "amount")
    assert Signature.objects.count() == 2


@pytest.fixture
def closed(grant: Any) -> Any:
    """The grant, whose accounting period is closed."""
    period = builders.period(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    close_period(period=period)
    return grant


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"amount": "600000.01"}, {"amount": [CLOSED]}),
        ({"currency": "SEK"}, {"amount": [CLOSED]}),
        ({"granted": "2025-04-01"}, {"granted": [CLOSED]}),
        ({"granted": "2025-01-16"}, {"granted": [CLOSED_DAY.format(day="16 January 2025")]}),
        ({"granted": "2025"}, {"granted": [CLOSED_DAY.format(day="1 January 2025")]}),
        ({"granted": None}, {"granted": [CLOSED]}),
        ({"granted": None, "year": 2026}, {"year": [CLOSED]}),
        ({"scope": "share"}, {}),
    ],
)
def test_a_grant_of_a_closed_period_keeps_its_money(closed: Any, values: dict[str, Any], found: dict[str, Any]) -> None:
    assert of_grant(closed, **values) == found


def test_no_grant_is_added_to_a_closed_period(closed: Any) -> None:
    new = {**stated(closed), "reference": "P-1-A2"}
    both = Proposal.update("project", "P-1", {"allocations": [stated(closed), new]})
    assert errors(both) == {0: {"allocations": {"1": {"granted": [CLOSED_DAY.format(day="15 January 2025")]}}}}
    new = {**new, "granted": "2025-04-01"}
    assert errors(Proposal.update("project", "P-1", {"allocations": [stated(closed), new]})) == {}


def test_no_grant_is_moved_into_a_closed_period(closed: Any) -> None:
    other = builders.allocation(builders.project("P-2"), "5.00", granted="2025-04-01")
    assert of_grant(other, granted="2025-03-31") == {"granted": [CLOSED_DAY.format(day="31 March 2025")]}
    assert of_grant(other, amount="6.00") == {}


def test_no_grant_is_taken_from_a_closed_period(closed: Any) -> None:
    sentence = "The accounting period of these grants is closed, so they are not deleted: P-1-A1."
    assert errors(Proposal.update("project", "P-1", {"allocations": []})) == {0: {"allocations": [sentence]}}
    assert errors(Proposal.delete("project", "P-1")) == {0: {"non_field_errors": [sentence]}}
    boss = Program(get_user_model().objects.create_superuser("boss"))
    answer = boss.send("delete", "allocations/P-1-A1/")
    assert answer.status_code in (400, 409), answer.content
    assert sentence in answer.content.decode()
    assert Allocation.objects.count() == 1


def test_a_rule_refuses_a_contract_on_the_page(paid: Any) -> None:
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("anna"))
    page = staff.get("/projects/P-1/?edit=contract&code=P-1-K1").content.decode()
    fields = fields_of(page)
    kept = {name: value for name, value in fields.items() if not name.startswith("signatures")}
    answer = staff.post("/projects/P-1/contract/?code=P-1-K1", {**kept, "save": "1"})
    assert answer.status_code == 400, answer.content
    assert Rule.objects.get(code="signed-contract-first").sentence in unescape(answer.content.decode())
    assert Signature.objects.count() == 2
