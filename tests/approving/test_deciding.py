"""A proposal waits as a difference, and is approved, sent back, renewed or withdrawn. Who proposed cannot approve."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.keys.making import make_key
from accounts.roles import Role
from budgets.models import Allocation, Entry, Period
from changes.approving.deciding import approve
from changes.approving.keeping import replace
from changes.approving.trail import answer_of, mark_of
from changes.models import Change, State, WaitingProposal
from pages.proposals.about import about
from projects.models import Portfolio, Project
from tests import builders
from tests.approving.people import Office, decided, money, office, payment, register
from tests.changes.api.program import Program
from tests.pages.test_pages import text_of
from tests.rights.people import account as account_of
from tests.rights.people import limited

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Office:
    register()
    return office()


def proposed(program: Program, method: str = "post", path: str = "entries/", data: Any = None) -> WaitingProposal:
    answer = program.send(method, path, payment() if data is None else data, **{"X-Reason": "As agreed"})
    assert answer.status_code == 202, answer.content
    return WaitingProposal.objects.latest("pk")


def post(program: Program, proposal: WaitingProposal, action: str, **data: Any) -> Any:
    return decided(program, proposal, action, **data)


def test_an_adviser_proposes_what_a_controller_approves(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    assert (proposal.author, proposal.state, proposal.reason) == (people.adviser, State.WAITING, "As agreed")
    (record,) = people.program("controller").get(f"proposals/{proposal.pk}/").json()["records"]
    assert (record["kind"], record["key"], record["action"]) == ("entry", "P-1-A1-E2", "create")
    assert {"field": "amount", "label": "Amount", "before": None, "after": "100.00"} in record["difference"]
    answer = post(people.program("controller"), proposal, "approve", reason="Seen the voucher")
    assert (answer.status_code, answer.json()["actor"], answer.json()["approver"]) == (201, "ada", "carl")
    assert str(Entry.objects.get(reference="P-1-A1-E2").amount) == "100.00"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.answer) == ("approved", people.controller, "Seen the voucher")
    number = Change.objects.latest("number").number
    assert proposal.change_id == number
    feed = people.program("controller").get(f"changes/?after={number - 1}").json()["results"]
    assert [(one["actor"], one["approver"], one["reason"]) for one in feed] == [("ada", "carl", "As agreed")]


def test_an_adviser_proposes_nothing_where_one_person_writes(people: Office) -> None:
    assert people.program("adviser").send("post", "entries/", payment("Q-1")).status_code == 403
    mixed = [{"action": "create", "kind": "entry", "data": payment(one)} for one in ("P-1", "Q-1")]
    assert people.program("adviser").send("post", "changes/", {"operations": mixed}).status_code == 403
    assert people.program("adviser").send("post", "funds/", {"slug": "new", "name": "New"}).status_code == 403
    assert not WaitingProposal.objects.exists()


@pytest.mark.parametrize("name", ["adviser", "controller", "chief"])
def test_nobody_approves_their_own(people: Office, name: str) -> None:
    proposal = proposed(people.program(name))
    before = money()
    assert post(people.program(name), proposal, "approve").status_code == 403
    assert post(people.program(name), proposal, "send-back", reason="No").status_code == 403
    assert money() == before


def test_an_adviser_approves_nothing(people: Office) -> None:
    proposal = proposed(people.program("controller"))
    assert post(people.program("adviser"), proposal, "approve").status_code == 403


def test_the_database_keeps_author_and_approver_apart(people: Office) -> None:
    proposal = proposed(people.program("controller"))
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingProposal.objects.filter(pk=proposal.pk).update(state="approved", decided_by=people.controller)
    post(people.program("second"), proposal, "approve")
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(approver=people.second).update(approver=people.controller)


def test_a_role_limited_to_another_portfolio_approves_and_proposes_nothing(people: Office) -> None:
    stranger, near = (Program(limited(Role.CONTROLLER, slug, slug)) for slug in ("theirs", "ours"))
    proposal = proposed(people.program("controller"))
    assert post(stranger, proposal, "approve").status_code == 403
    assert post(near, proposal, "approve").status_code == 201
    assert Program(limited(Role.ADVISER, "theirs", "tom")).send("post", "entries/", payment()).status_code == 403
    proposed(Program(limited(Role.ADVISER, "ours", "ola")), data=payment(number=3, amount="1.00"))
    period = proposed(people.program("controller"), path="periods/2025-Q1/close/", data={})
    assert post(near, period, "approve").status_code == 403, "a period belongs to all portfolios"
    assert post(people.program("second"), period, "approve").status_code == 201
    assert Period.objects.get().closed


def test_what_is_sent_back_needs_a_reason_and_comes_again(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    assert post(people.program("controller"), proposal, "send-back").status_code == 400
    sent = post(people.program("controller"), proposal, "send-back", reason="Which voucher?")
    assert (sent.status_code, sent.json()["state"], sent.json()["answer"]) == (200, "sent-back", "Which voucher?")
    assert post(people.program("second"), proposal, "approve").status_code == 409
    assert post(people.program("controller"), proposal, "renew").status_code == 403
    assert post(people.program("adviser"), proposal, "renew").json()["state"] == "waiting"
    assert WaitingProposal.objects.count() == 1
    assert post(people.program("second"), proposal, "approve").status_code == 201


@pytest.mark.parametrize("action", ["approve", "send-back"])
def test_what_was_changed_meanwhile_is_not_decided_unseen(people: Office, action: str) -> None:
    grant = ("patch", "allocations/P-1-A1/", {"amount": "2000.00"})
    proposal, program = proposed(people.program("adviser"), *grant), people.program("controller")
    address = f"proposals/{proposal.pk}/"
    seen = program.get(address)["ETag"]
    page = people.browser("controller").get(f"/proposals/{proposal.pk}/").context["seen"]
    other = proposed(people.program("adviser"), "patch", "allocations/P-1-A1/", {"amount": "9000.00"})
    assert replace(proposal, other)
    before = money()
    for tag, status in ((seen, 412), ("*", 428), ("", 428), ('"x"', 428)):
        answer = program.send("post", f"{address}{action}/", {"reason": "Seen"}, **{"If-Match": tag})
        assert (answer.status_code, money()) == (status, before)
    stale = program.send("post", f"{address}{action}/", {"reason": "Seen"}, **{"If-Match": seen})
    (record,) = stale.json()["proposal"]["records"]
    assert record["difference"][0]["after"][0]["amount"] == "9000.00"
    for mark in (page, ""):
        sent = people.browser("controller").post(
            f"/proposals/{proposal.pk}/{action}/", {"seen": mark, "answer": "Seen"}
        )
        assert sent.status_code == 409
        assert "The proposal was changed meanwhile." in sent.content.decode()
        assert "9,000" in sent.content.decode()
    assert money() == before
    assert WaitingProposal.objects.get(pk=proposal.pk).state == State.WAITING
    now = people.browser("controller").get(f"/proposals/{proposal.pk}/").context["seen"]
    sent = people.browser("controller").post(f"/proposals/{proposal.pk}/{action}/", {"seen": now, "answer": "Seen"})
    assert sent.status_code == 302


def test_each_step_stays_on_the_trail(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    post(people.program("controller"), proposal, "send-back", reason="Which voucher?")
    other = proposed(people.program("adviser"), data=payment(number=3, amount="8.00"))
    assert replace(proposal, other)
    post(people.program("second"), proposal, "approve", reason="Voucher 7")
    steps = people.program("adviser").get(f"proposals/{proposal.pk}/").json()["steps"]
    assert [(one["who"], one["what"], one["answer"]) for one in steps] == [
        ("carl", "sent-back", "Which voucher?"),
        ("ada", "renewed", ""),
        ("cleo", "approved", "Voucher 7"),
    ]
    assert [len(one["records_before"]) for one in steps] == [0, 1, 0]
    (record,) = steps[1]["records_before"]
    assert {"field": "amount", "label": "Amount", "before": None, "after": "100.00"} in record["difference"]
    page = people.browser("controller").get(f"/proposals/{proposal.pk}/").content.decode()
    assert "Which voucher?" in page
    assert "Voucher 7" in page


def test_only_the_author_withdraws_and_nothing_comes_after(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    assert post(people.program("chief"), proposal, "withdraw").status_code == 403
    assert post(people.program("adviser"), proposal, "withdraw").json()["state"] == "withdrawn"
    for action in ("approve", "send-back"):
        assert post(people.program("controller"), proposal, action, reason="x").status_code == 409
    assert post(people.program("adviser"), proposal, "renew").status_code == 409


@pytest.mark.parametrize(("last", "state"), [("approve", "approved"), ("withdraw", "withdrawn")])
def test_what_is_decided_is_not_renewed_and_the_page_says_why(people: Office, last: str, state: str) -> None:
    proposal = proposed(people.program("adviser"))
    post(people.program("controller" if last == "approve" else "adviser"), proposal, last)
    answer = people.browser("adviser").post(f"/proposals/{proposal.pk}/renew/")
    assert answer.status_code == 409
    assert f"This proposal does not wait any more: {state}." in text_of(answer)
    assert "cannot be approved as it is" not in text_of(answer)


def test_a_record_that_moved_is_refused_until_the_proposal_is_renewed(people: Office) -> None:
    proposal = proposed(people.program("controller"), "patch", "allocations/P-1-A1/", {"amount": "2000.00"})
    Portfolio.objects.update(four_eyes=False)
    assert people.program("chief").send("patch", "allocations/P-1-A1/", {"amount": "1500.00"}).status_code == 200
    Portfolio.objects.filter(slug="ours").update(four_eyes=True)
    (met,) = people.program("second").get(f"proposals/{proposal.pk}/").json()["conflicts"]
    amounts = {side: [row["amount"] for row in met[side]] for side in ("saw", "now", "wanted")}
    assert amounts == {"saw": ["1000.00"], "now": ["1500.00"], "wanted": ["2000.00"]}
    refused = post(people.program("second"), proposal, "approve")
    assert (refused.status_code, len(refused.json()["conflicts"])) == (409, 1)
    assert WaitingProposal.objects.get().state == State.WAITING
    assert post(people.program("controller"), proposal, "renew").status_code == 200
    assert post(people.program("second"), proposal, "approve").status_code == 201
    assert str(Allocation.objects.get(reference="P-1-A1").amount) == "2000.00"


def test_what_others_changed_beside_it_stays(people: Office) -> None:
    """Two proposals for one project: the second approved keeps what the first wrote."""
    one = proposed(people.program("controller"), "patch", "allocations/P-1-A1/", {"amount": "2000.00"})
    new = {"project": "P-1", "reference": "P-1-A2", "amount": "7.00", "source": {"document": "paper", "section": "one"}}
    other = proposed(people.program("controller"), "post", "allocations/", new)
    for proposal in (other, one):
        assert post(people.program("second"), proposal, "approve").status_code == 201
    amounts = dict(Allocation.objects.filter(project__reference="P-1").values_list("reference", "amount"))
    assert {code: str(amount) for code, amount in amounts.items()} == {"P-1-A1": "2000.00", "P-1-A2": "7.00"}


def test_rules_are_judged_again_at_approval(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    Period.objects.create(code="2026-Q1", first_day="2026-01-01", last_day="2026-03-31", closed_at="2026-04-01T10:00Z")
    refused = post(people.program("controller"), proposal, "approve")
    assert refused.status_code == 409
    assert "period" in refused.json()["detail"]
    assert not Entry.objects.filter(reference="P-1-A1-E2").exists()


def test_a_code_taken_meanwhile_is_refused(people: Office) -> None:
    first, second = (proposed(people.program("adviser")) for _time in range(2))
    assert post(people.program("controller"), first, "approve").status_code == 201
    assert post(people.program("controller"), second, "approve").status_code == 409


def test_an_author_who_lost_the_right_proposes_no_more(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    people.adviser.groups.clear()
    refused = post(people.program("controller"), proposal, "approve")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "The person who proposed it may not do this any more."
    people.adviser.delete()
    proposal.refresh_from_db()
    with pytest.raises(PermissionDenied):
        approve(proposal=proposal, approver=people.controller, seen=mark_of(proposal))
    assert not Entry.objects.filter(reference="P-1-A1-E2").exists()


def test_a_new_project_with_its_grant_and_entry_waits_as_one(people: Office) -> None:
    project = {"reference": "P-2", "title": "New", "kind": "project", "status": "ongoing", "portfolio": "ours"}
    project["source"] = {"document": "paper", "section": "one"}  # type: ignore[assignment]
    project["allocations"] = [{"reference": "P-2-A1", "amount": "9.00", "source": project["source"]}]  # type: ignore[assignment]
    sent = [
        {"action": "create", "kind": "project", "data": project},
        {"action": "update", "kind": "project", "key": "P-2", "if_match": "*", "data": {"title": "Newer"}},
        {"action": "create", "kind": "entry", "data": payment("P-2", 1, "9.00")},
    ]
    proposal = proposed(people.program("adviser"), path="changes/", data={"operations": sent})
    assert not Project.objects.filter(reference="P-2").exists()
    assert post(people.program("controller"), proposal, "approve").status_code == 201
    assert Project.objects.get(reference="P-2").title_en == "Newer"
    assert Entry.objects.get(allocation__reference="P-2-A1").amount == 9


def test_who_reads_no_changes_reads_no_proposals(people: Office) -> None:
    proposal = proposed(people.program("controller"))
    builders.organisation("body")
    from tests.rights import people as roles

    reader = Program(roles.account(Role.READER, "rita"))
    assert reader.get("proposals/").status_code == 403
    assert reader.get(f"proposals/{proposal.pk}/").status_code == 404
    assert people.program("adviser").get("proposals/?state=waiting").json()["results"][0]["id"] == proposal.pk
    assert people.program("adviser").get("proposals/?state=x").status_code == 400


def keyed(account: Any, *scopes: str) -> Any:
    """Returns a client of a program that acts with a key of these scopes."""
    return Client(headers={"authorization": f"Token {make_key(user=account, name='Program', scopes=scopes)}"})


def test_a_key_proposes_what_its_scopes_let_it_write_and_approves_nothing(people: Office) -> None:
    for account in (people.adviser, people.controller, people.chief):
        refused = keyed(account, "read", "write").post("/api/v1/entries/", payment(), "application/json")
        assert refused.status_code == 403
        waits = keyed(account, "read", "money").post("/api/v1/entries/", payment(), "application/json")
        assert waits.status_code == 202
    proposal = WaitingProposal.objects.filter(author=people.adviser).get()
    address = f"/api/v1/proposals/{proposal.pk}/approve/"
    assert keyed(people.second, "read", "money").post(address, {}, "application/json").status_code == 403


def test_an_approver_sees_the_project_and_its_money(people: Office) -> None:
    """The grant of 1,000.00 DKK has 900.00 contracted, and nothing is paid."""
    proposal = proposed(people.program("adviser"))
    browser = Client()
    browser.force_login(people.controller)
    page = browser.get(f"/proposals/{proposal.pk}/").content.decode()
    said = page[page.index('id="about"') :]
    assert 'href="/projects/P-1/"' in said
    amounts = re.findall(r"<dd>([\d,]+(?:\.\d\d)?) DKK</dd>", re.sub(r"</?a\b[^>]*>", "", said))
    assert amounts == ["1,000", "900", "0", "900"]


def test_a_proposal_about_many_projects_shows_the_first_and_counts_the_others(people: Office) -> None:
    portfolio = Portfolio.objects.get(slug="ours")
    numbers = range(10, 33)
    for number in numbers:
        builders.allocation(builders.project(f"M-{number}", status="ongoing", portfolio=portfolio), "1000.00")
    operations = [
        {"action": "create", "kind": "entry", "data": payment(f"M-{number}", amount="10.00")} for number in numbers
    ]
    proposal = proposed(people.program("controller"), path="changes/", data={"operations": operations})
    found = about(proposal)
    assert [one.project.reference for one in found.projects] == [f"M-{number}" for number in range(10, 30)]
    assert found.left == 3


def test_a_proposal_that_a_person_may_not_see_is_not_found(people: Office) -> None:
    proposal = proposed(people.program("adviser"))
    reader = account_of(Role.READER)
    browser, program = Client(), Program(reader)
    browser.force_login(reader)
    for key in (proposal.pk, proposal.pk + 1):
        assert browser.get(f"/proposals/{key}/").status_code == 404
        assert browser.post(f"/proposals/{key}/approve/").status_code == 404
        assert program.get(f"proposals/{key}/").status_code == 404
        assert decided(program, WaitingProposal(pk=key), "approve").status_code == 404


CHANGED_BY_ITS_AUTHOR: dict[str, tuple[str, str, Any, str]] = {
    "an entry": ("post", "entries/", payment(), "amount"),
    "a contract": ("patch", "contracts/P-1-K1/", {"conditions": "Paid twice a year."}, "conditions"),
    "co-financing": ("patch", "co-financing/P-1-F1/", {"amount": "100.00"}, "amount"),
}


@pytest.mark.parametrize("what", CHANGED_BY_ITS_AUTHOR)
def test_the_author_changes_in_a_form_what_a_program_proposed(people: Office, what: str) -> None:
    method, path, data, name = CHANGED_BY_ITS_AUTHOR[what]
    proposal = proposed(people.program("adviser"), method, path, data)
    browser = people.browser("adviser")
    assert f"/proposals/{proposal.pk}/change/" in browser.get(f"/proposals/{proposal.pk}/").content.decode()
    address = browser.post(f"/proposals/{proposal.pk}/change/")["Location"]
    editing = browser.get(address.partition("#")[0]).context["editing"]
    wanted = "100" if name == "amount" else "Paid twice a year."
    assert editing.form.data[name] == wanted
    sent = dict(editing.form.data.lists()) | {name: "120.00" if name == "amount" else "Other"}
    action = editing.action or f"/projects/P-1/edit/{editing.section.name}/"
    looked = browser.post(action, sent)
    mark = looked.context["editing"].preview.mark if looked.context else ""
    answer = looked if looked.status_code == 302 else browser.post(action, {**sent, "looked": mark})
    assert answer["Location"] == f"/proposals/{proposal.pk}/"
    proposal.refresh_from_db()
    assert proposal.operations[0]["data"][name] in ("120.00", "Other")
    assert [one["what"] for one in proposal.steps] == ["renewed"]


def test_a_program_that_proposed_another_grant_opens_the_section_of_the_money(people: Office) -> None:
    proposal = proposed(people.program("controller"), "patch", "allocations/P-1-A1/", {"amount": "2000.00"})
    browser = people.browser("controller")
    address = browser.post(f"/proposals/{proposal.pk}/change/")["Location"]
    assert address == "/projects/P-1/?edit=money#section-money"
    assert "2,000" in str(browser.get(address.partition("#")[0]).context["editing"].form.data)


def test_a_proposal_about_several_records_has_no_form(people: Office) -> None:
    operations = [{"action": "create", "kind": "entry", "data": payment(number=number)} for number in (2, 3)]
    proposal = proposed(people.program("adviser"), "post", "changes/", {"operations": operations})
    browser = people.browser("adviser")
    assert "/change/" not in browser.get(f"/proposals/{proposal.pk}/").content.decode()
    assert browser.post(f"/proposals/{proposal.pk}/change/").status_code == 404


def test_a_proposal_whose_project_is_deleted_is_ended_with_the_change(people: Office) -> None:
    builders.project("P-9", status="ongoing", portfolio=Portfolio.objects.get(slug="ours"))
    data = {"code": "P-9-F1", "project": "P-9", "organisation": "body", "amount": "5.00"}
    proposal = proposed(people.program("adviser"), "post", "co-financing/", data)
    other = proposed(people.program("adviser"))
    assert people.program("chief").send("delete", "projects/P-9/").status_code in (200, 204)
    number = Change.objects.latest("number").number
    proposal.refresh_from_db()
    other.refresh_from_db()
    assert (proposal.state, proposal.decided_by, other.state) == ("withdrawn", people.chief, "waiting")
    assert answer_of(proposal) == f"The project was deleted by change {number}."
    assert f"The project was deleted by change {number}." in text_of(
        people.browser("adviser").get(f"/proposals/{proposal.pk}/")
    )


def test_the_author_reads_in_the_own_language_why_a_proposal_ended(people: Office) -> None:
    builders.project("P-9", status="ongoing", portfolio=Portfolio.objects.get(slug="ours"))
    data = {"code": "P-9-F1", "project": "P-9", "organisation": "body", "amount": "5.00"}
    proposal = proposed(people.program("adviser"), "post", "co-financing/", data)
    answer = people.program("chief").send("delete", "projects/P-9/?lang=da")
    assert answer.status_code in (200, 204)
    number = Change.objects.latest("number").number
    page = people.browser("adviser").get(f"/proposals/{proposal.pk}/?lang=en")
    assert text_of(page).count(f"The project was deleted by change {number}.") == 2
    page = people.browser("adviser").get(f"/proposals/{proposal.pk}/?lang=sv")
    assert text_of(page).count(f"Projektet raderades genom ändring {number}.") == 2
    found = people.program("adviser").get(f"proposals/{proposal.pk}/").json()
    assert found["answer"] == found["steps"][-1]["answer"] == f"The project was deleted by change {number}."


def test_a_proposal_about_a_deleted_record_is_ended_too(people: Office) -> None:
    proposal = proposed(people.program("adviser"), "patch", "co-financing/P-1-F1/", {"amount": "100.00"})
    deletion = proposed(people.program("adviser"), "delete", "co-financing/P-1-F1/")
    assert post(people.program("controller"), deletion, "approve").status_code == 201
    proposal.refresh_from_db()
    number = Change.objects.latest("number").number
    assert (proposal.state, answer_of(proposal)) == (
        "withdrawn",
        f"A record of this proposal was deleted by change {number}.",
    )
