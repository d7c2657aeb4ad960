"""An organisation sees the reports that it owes, and hands them in as proposals that staff accept or send back."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from accounts.keys.making import make_key
from accounts.roles import Role
from budgets.entries.due import overdue
from budgets.models import Contract, Entry, ReportDue
from budgets.owing.handing_in import HandedIn, hand_in
from budgets.owing.naming import report_named
from budgets.owing.owed import Progress, report_owed_by, reports_owed_by
from changes.approving.deciding import Decided
from changes.models import Change, WaitingProposal
from events.models import Contributor
from projects.models import Document, Partnership, Portfolio
from tests import builders
from tests.approving.people import decided
from tests.changes.api.program import Program
from tests.owing.organisations import ADDRESS, SAID, account_of, browser, handed_in
from tests.pages.test_pages import text_of
from tests.parallel import at_once, in_a_thread, on_a_file
from tests.rights import people
from tests.rights.people import limited

pytestmark = pytest.mark.django_db


def progress() -> dict[str, str]:
    key = builders.organisation("body").pk
    return {one.key: one.progress.value for one in reports_owed_by(key, timezone.localdate())}


def test_its_desk_lists_the_reports_that_it_owes(body: User) -> None:
    text = text_of(browser(body).get("/owed-reports/"))
    assert "Final report, P-1-K1" in text
    assert "1 report is late." in text
    assert text.index("Final report") < text.index("Status report")
    assert "P-1 Safe return" in text
    assert "5,000" not in text
    assert "250" not in text
    assert progress() == {"P-1-K1-final-20260201": "late", "P-1-K1-status-21990101": "due"}


def test_an_organisation_without_a_contract_owes_nothing(contract: Any) -> None:
    other = browser(account_of("other", "other"))
    assert "You owe no report now." in text_of(other.get("/owed-reports/"))
    assert other.get(ADDRESS).status_code == 404
    assert other.post(ADDRESS, SAID).status_code == 404
    assert other.post(f"{ADDRESS}withdraw/").status_code == 404
    assert not WaitingProposal.objects.exists()


def test_a_report_that_is_handed_in_waits_for_staff(body: User) -> None:
    proposal = handed_in(body)
    assert (proposal.author, proposal.state, proposal.handed_in_for) == (body, "waiting", "P-1-K1-final-20260201")
    assert progress()["P-1-K1-final-20260201"] == "handed-in"
    assert not Entry.objects.exists()
    assert not Document.objects.filter(title_sv="Slutrapport").exists()
    assert "Handed in, waits for staff" in text_of(browser(body).get("/owed-reports/"))


@pytest.mark.parametrize("four_eyes", [False, True])
@pytest.mark.parametrize("role", [Role.ADVISER, Role.CONTROLLER])
def test_an_adviser_accepts_it(body: User, role: str, four_eyes: bool) -> None:
    Portfolio.objects.update(four_eyes=four_eyes)
    proposal, adviser = handed_in(body), people.account(role, "ada")
    assert "P-1-K1" in text_of(browser(adviser).get("/proposals/"))
    answer = decided(Program(adviser), proposal, "approve", reason="Read")
    assert answer.status_code == 201, answer.content
    entries = Entry.objects.order_by("reference")
    assert [one.reference for one in entries] == ["P-1-A1-FINAL-20260201", "P-1-A2-FINAL-20260201"]
    for entry in entries:
        assert (entry.kind, entry.report, entry.day) == ("report-received", "final", timezone.localdate())
        assert (entry.contract.code, entry.remark, entry.amount) == ("P-1-K1", "All", None)
    document = entries[0].source.document
    assert (document.title_sv, document.original_language, str(document.adopted)) == ("Slutrapport", "sv", "2026-01")
    assert (document.url, document.parties.get().organisation.slug) == ("https://body.example/r.pdf", "body")
    change = Change.objects.latest("number")
    assert (change.actor, change.approver, change.reason) == (body, adviser, "All")
    assert progress()["P-1-K1-final-20260201"] == "received"


def test_under_a_contract_without_a_grant_nothing_is_handed_in(body: User, contract: Any) -> None:
    contract.contract_allocations.all().delete()
    answer = browser(body).post(ADDRESS, SAID)
    assert "The contract names no grant yet" in text_of(answer)
    assert not WaitingProposal.objects.exists()


def test_a_report_without_an_entry_still_has_its_name(body: User, contract: Any) -> None:
    proposal = handed_in(body)
    proposal.operations = [one for one in proposal.operations if one["kind"] != "entry"]
    assert report_named(proposal) == "Final report, P-1-K1, 1 February 2026"


def test_it_is_approved_when_the_register_says_so(body: User, contract: Any) -> None:
    decided(Program(people.account(Role.ADVISER, "ada")), handed_in(body), "approve")
    grant = contract.contract_allocations.first().allocation
    builders.entry(grant, "report-approved", timezone.localdate().isoformat(), report="final", contract=contract)
    assert progress()["P-1-K1-final-20260201"] == Progress.APPROVED
    page = browser(body)
    assert "Hand in the report" not in text_of(page.get(ADDRESS))
    assert page.post(ADDRESS, SAID).status_code == 409


def test_what_is_sent_back_is_handed_in_again(body: User) -> None:
    proposal, adviser = handed_in(body), Program(people.account(Role.ADVISER, "ada"))
    assert decided(adviser, proposal, "send-back", reason="The accounts are missing").status_code == 200
    text = text_of(browser(body).get(ADDRESS))
    assert "The accounts are missing" in text
    assert progress()["P-1-K1-final-20260201"] == "sent-back"
    again = handed_in(body, title="Slutrapport 2")
    assert again.pk == proposal.pk
    assert [one["what"] for one in again.steps] == ["sent-back", "renewed"]
    assert decided(adviser, again, "approve").status_code == 201
    assert Document.objects.get(title_sv="Slutrapport 2").slug == "p-1-k1-final-20260201"


def test_a_colleague_hands_it_in_again(body: User) -> None:
    first = handed_in(body)
    second = handed_in(account_of("body", "colleague"))
    first.refresh_from_db()
    assert (first.state, second.state, str(second.author)) == ("withdrawn", "waiting", "colleague")


def test_a_report_of_a_colleague_that_was_not_there_yet_is_not_withdrawn(body: User) -> None:
    seen = report_owed_by(builders.organisation("body").pk, "P-1-K1-final-20260201", timezone.localdate())
    assert seen
    first = handed_in(body)
    with pytest.raises(Decided, match="A colleague handed in this report at the same moment"):
        hand_in(
            person=account_of("body", "colleague"),
            owed=seen,
            said=HandedIn("B", "sv", "2026-01"),
            day=timezone.localdate(),
        )
    first.refresh_from_db()
    assert first.state == "waiting"


def test_two_late_reports_that_are_accepted_on_one_day_have_both_come(body: User, contract: Any) -> None:
    ReportDue.objects.create(contract=contract, kind="final", day="2026-03-01")
    adviser = Program(people.account(Role.ADVISER, "ada"))
    for address in (ADDRESS, "/owed-reports/P-1-K1-final-20260301/"):
        assert decided(adviser, handed_in(body, address=address), "approve").status_code == 201
    found = progress()
    assert (found["P-1-K1-final-20260201"], found["P-1-K1-final-20260301"]) == ("received", "received")


def test_a_report_that_is_accepted_is_the_one_that_was_handed_in(body: User, contract: Any) -> None:
    ReportDue.objects.create(contract=contract, kind="final", day="2026-03-01")
    proposal = handed_in(body, address="/owed-reports/P-1-K1-final-20260301/")
    decided(Program(people.account(Role.ADVISER, "ada")), proposal, "approve")
    found = progress()
    assert (found["P-1-K1-final-20260201"], found["P-1-K1-final-20260301"]) == ("late", "received")


def test_a_proposal_stays_with_its_report_when_the_plan_gets_an_earlier_one(body: User, contract: Any) -> None:
    handed_in(body)
    ReportDue.objects.create(contract=contract, kind="final", day="2025-06-01")
    found = progress()
    assert (found["P-1-K1-final-20250601"], found["P-1-K1-final-20260201"]) == ("late", "handed-in")


@pytest.mark.parametrize(("grants", "late"), [((0, 0), 0), ((0, 1), 1)])
def test_entries_of_one_grant_and_day_are_two_reports_and_of_two_grants_one(
    contract: Any, grants: tuple[int, int], late: int
) -> None:
    ReportDue.objects.create(contract=contract, kind="final", day="2026-03-01")
    rows = list(contract.contract_allocations.order_by("pk"))
    for number in grants:
        grant = rows[number].allocation
        builders.entry(grant, "report-received", "2026-03-02", report="final", contract=contract)
    assert [one.report for one in overdue(Contract.objects.all(), date(2026, 4, 1))] == ["final"] * late


def test_a_report_that_is_not_owed_any_more_is_not_accepted_and_can_be_withdrawn(body: User, contract: Any) -> None:
    proposal, page, program = handed_in(body), browser(body), Program(body)
    contract.reports_due.filter(kind="final").delete()
    answer = decided(Program(people.account(Role.ADVISER, "ada")), proposal, "approve")
    assert answer.status_code == 409
    assert "does not owe this report any more" in answer.json()["detail"]
    assert not Entry.objects.exists()
    text = text_of(page.get(ADDRESS))
    assert "Not owed any more" in text
    assert "Hand in the report" not in text
    assert page.post(ADDRESS, SAID).status_code == 409
    assert program.get("owed-reports/P-1-K1-final-20260201/").json()["state"] == "not-owed"
    assert page.post(f"{ADDRESS}withdraw/")["Location"] == "/owed-reports/"
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert page.get(ADDRESS).status_code == 404


def test_a_program_withdraws_a_report_that_is_not_owed_any_more(body: User, contract: Any) -> None:
    handed_in(body)
    contract.reports_due.filter(kind="final").delete()
    answer = Program(body).send("delete", "owed-reports/P-1-K1-final-20260201/")
    assert (answer.status_code, answer.json()["handed_in"]) == (200, None)


def test_an_acceptance_that_staff_take_back_is_shown_with_its_reason(body: User) -> None:
    decided(Program(people.account(Role.ADVISER, "ada")), handed_in(body), "approve")
    number = Change.objects.latest("number").number
    chief = Program(people.account(people.CHIEF, "chief"))
    answer = chief.send("post", f"changes/{number}/undo/", {"reason": "It was the draft"})
    assert answer.status_code == 201, answer.content
    assert progress()["P-1-K1-final-20260201"] == "late"
    page = browser(body)
    for text in (text_of(page.get(ADDRESS)), text_of(page.get("/owed-reports/"))):
        assert "Staff took the acceptance back" in text
        assert "It was the draft" in text
    assert "Withdraw" not in text_of(page.get(ADDRESS))
    found = Program(body).get("owed-reports/P-1-K1-final-20260201/").json()
    assert found["taken_back"]["reason"] == "It was the draft"
    assert handed_in(body).state == "waiting"
    assert "Staff took the acceptance back" not in text_of(page.get(ADDRESS))


def test_the_answer_to_an_earlier_report_is_not_the_answer_to_the_new_one(body: User) -> None:
    decided(Program(people.account(Role.ADVISER, "ada")), handed_in(body), "send-back", reason="Accounts are missing")
    address = "owed-reports/P-1-K1-final-20260201/"
    assert Program(body).get(address).json()["handed_in"]["answer"] == "Accounts are missing"
    handed_in(body)
    assert Program(body).get(address).json()["handed_in"]["answer"] == ""


def test_it_can_be_withdrawn(body: User) -> None:
    handed_in(body)
    assert browser(body).post(f"{ADDRESS}withdraw/").status_code == 302
    assert WaitingProposal.objects.get().state == "withdrawn"
    assert progress()["P-1-K1-final-20260201"] == "late"


def test_no_account_of_an_organisation_accepts_a_report(body: User) -> None:
    proposal = handed_in(body)
    for user in (body, account_of("body", "colleague"), account_of("other", "other"), people.account(Role.READER)):
        assert browser(user).post(f"/proposals/{proposal.pk}/approve/").status_code in (403, 404)
        assert decided(Program(user), proposal, "approve").status_code in (403, 404)
    assert not Entry.objects.exists()


def test_an_account_of_an_organisation_with_a_role_of_staff_accepts_no_report(body: User) -> None:
    proposal = handed_in(body)
    for organisation in ("body", "other"):
        user = people.account(Role.CONTROLLER, f"{organisation}-controller")
        Contributor.objects.create(user=user, organisation=builders.organisation(organisation))
        for action in ("approve", "send-back"):
            assert decided(Program(user), proposal, action, reason="Read").status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_a_limited_adviser_accepts_only_within_the_limits(body: User) -> None:
    proposal = handed_in(body)
    assert decided(Program(limited(Role.ADVISER, "theirs", "outside")), proposal, "approve").status_code == 403
    assert decided(Program(limited(Role.ADVISER, "ours", "inside")), proposal, "approve").status_code == 201


def test_an_adviser_still_approves_no_money(contract: Any) -> None:
    builders.portfolio()
    Portfolio.objects.update(four_eyes=True)
    data = {"reference": "P-1-A1-E1", "allocation": "P-1-A1", "kind": "contracted", "day": "2026-02-01", "amount": "1"}
    assert Program(people.account(Role.CONTROLLER, "carl")).send("post", "entries/", data).status_code == 202
    adviser = Program(people.account(Role.ADVISER, "ada"))
    assert decided(adviser, WaitingProposal.objects.get(), "approve").status_code == 403


def test_an_account_that_moved_to_another_organisation_hands_in_nothing(body: User) -> None:
    proposal = handed_in(body)
    Contributor.objects.update(organisation=builders.organisation("other"))
    assert decided(Program(people.account(Role.ADVISER, "ada")), proposal, "approve").status_code == 403
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "<b>x</b>"),
        ("dated", "2199"),
        ("dated", "soon"),
        ("language", "xx"),
        ("url", "javascript:1"),
    ],
)
def test_a_wrong_form_hands_in_nothing(body: User, name: str, value: str) -> None:
    answer = browser(body).post(ADDRESS, {**SAID, name: value})
    assert answer.status_code == 400
    assert "Nothing is saved yet" in text_of(answer)
    assert not WaitingProposal.objects.exists()


def test_the_administrative_body_owes_and_else_the_implementing_partner(contract: Any) -> None:
    office, partner = builders.organisation("office"), builders.organisation("partner")
    for role, organisation in (("implementing", partner), ("co-operating", builders.organisation("friend"))):
        Partnership.objects.create(project=contract.project, organisation=organisation, role=role)
    keys = [builders.organisation(name).pk for name in ("body", "office", "partner", "friend")]

    def owing() -> list[int]:
        return [len(reports_owed_by(key, timezone.localdate())) for key in keys]

    assert owing() == [2, 0, 0, 0]
    contract.administrative_body = office
    contract.save()
    assert owing() == [2, 2, 0, 0]
    contract.signatures.all().delete()
    assert owing() == [0, 2, 0, 0]
    contract.administrative_body = None
    contract.save()
    assert owing() == [0, 0, 2, 0]


def test_programs_read_and_hand_in_the_same(body: User) -> None:
    program = Program(body)
    found = program.get("owed-reports/").json()
    assert [(one["key"], one["state"], one["day"]) for one in found["results"]] == [
        ("P-1-K1-final-20260201", "late", "2026-02-01"),
        ("P-1-K1-status-21990101", "due", "2199-01-01"),
    ]
    answer = program.send("post", "owed-reports/P-1-K1-final-20260201/", SAID)
    assert (answer.status_code, answer.json()["state"]) == (202, "handed-in")
    assert answer.json()["handed_in"]["title"] == "Slutrapport"
    assert program.send("post", "owed-reports/P-1-K1-final-20260201/", {**SAID, "amount": "5"}).status_code == 400
    assert program.send("delete", "owed-reports/P-1-K1-final-20260201/").json()["state"] == "late"
    assert program.send("delete", "owed-reports/P-1-K1-final-20260201/").status_code == 409
    other = Program(account_of("other", "other"))
    assert other.get("owed-reports/").json() == {"count": 0, "results": []}
    assert other.get("owed-reports/P-1-K1-final-20260201/").status_code == 404
    assert other.send("post", "owed-reports/P-1-K1-final-20260201/", SAID).status_code == 404


def test_its_calendar_holds_its_own_reports(body: User) -> None:
    late = date(2026, 2, 1)
    feed, month = "/calendar.ics", f"/calendar/?at={late:%Y-%m}"
    assert "Final report" in text_of(browser(body).get(month))
    assert "P-1-K1-final-1@" in browser(body).get(feed).content.decode()
    assert "/owed-reports/P-1-K1-final-20260201/" in browser(body).get(feed).content.decode()
    other = browser(account_of("other", "other"))
    assert "Final report" not in text_of(other.get(month))
    assert "P-1-K1-final-1@" not in other.get(feed).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_reports(
    body: User, contract: Any, django_assert_max_num_queries: Any
) -> None:
    for year in range(2100, 2120):
        ReportDue.objects.create(contract=contract, kind="annual", day=f"{year}-01-01")
    client = browser(body)
    with django_assert_max_num_queries(30):
        client.get("/owed-reports/")


def test_a_key_with_scopes_reads_the_reports_and_hands_none_in(body: User) -> None:
    key = make_key(user=body, name="Reports", scopes=["read"])
    headers = {"authorization": f"Token {key}"}
    assert Client().get("/api/v1/owed-reports/", headers=headers).json()["count"] == 2
    address = "/api/v1/owed-reports/P-1-K1-final-20260201/"
    assert Client().post(address, SAID, "application/json", headers=headers).status_code == 403
    assert not WaitingProposal.objects.exists()


def test_the_name_of_a_report_that_no_other_account_owes_tells_nothing(body: User) -> None:
    handed_in(body)
    for role in (Role.READER, Role.ADVISER, Role.CONTROLLER, Role.ADMINISTRATOR):
        user = browser(people.account(role, role))
        assert user.get("/owed-reports/").status_code == 403
        assert user.get(ADDRESS).status_code == 403
        assert user.post(ADDRESS, SAID).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_colleagues_who_hand_in_at_once_leave_one_proposal(body: User, tmp_path: Any, monkeypatch: Any) -> None:
    colleagues = [body, account_of("body", "one"), account_of("body", "two")]
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    at_once(*(lambda user=user: browser(user).post(ADDRESS, SAID) for user in colleagues))
    states = in_a_thread(lambda: sorted(WaitingProposal.objects.values_list("state", flat=True)))
    assert states.count("waiting") == 1
    assert set(states) <= {"waiting", "withdrawn"}


def test_a_form_that_is_sent_twice_hands_in_once(body: User) -> None:
    client = browser(body)
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(ADDRESS).content.decode())
    assert key
    for _time in range(2):
        assert client.post(ADDRESS, {**SAID, "form_key": key[1]})["Location"] == "/owed-reports/"
    proposal = WaitingProposal.objects.get()
    assert (proposal.state, proposal.steps) == ("waiting", [])
