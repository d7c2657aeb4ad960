"""Letters about proposals that a change moved, undid or made pointless, and about one that cannot be worded."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from budgets.models import Contract, Entry, ReportDue, Signature
from budgets.owing.moving import moved_reports
from changes.models import Change, WaitingProposal
from letters import proposals as letters
from letters.models import ProposalNews
from tests import builders
from tests.approving.people import decided, payment, register
from tests.changes.api.program import Program
from tests.owing.organisations import ADDRESS, SAID, browser, handed_in
from tests.pages.test_pages import text_of
from tests.rights.people import CHIEF, account

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = "Final report, R-1-K1, 1 February 2026", "Final report, R-1-K1, 1 March 2026"
OF_R = ADDRESS.replace("P-1", "R-1")


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    settings.SITE_URL = "https://oversigt.example.org"


def with_mail(role: str, name: str) -> Any:
    user = account(role, name)
    user.email = f"{name}@example.org"
    user.save()
    return user


@pytest.fixture
def ada() -> Program:
    return Program(with_mail(Role.ADVISER, "ada"))


@pytest.fixture
def carl() -> Program:
    return Program(with_mail(Role.CONTROLLER, "carl"))


@pytest.fixture
def contract() -> Contract:
    """A contract of which the organisation "body" owes one report, late."""
    row = builders.contract(builders.allocation(builders.project("R-1", status="ongoing"), "7.00"))
    body = builders.organisation("body")
    Signature.objects.create(contract=row, role="recipient", organisation=body, day="2025-01-01")
    ReportDue.objects.create(contract=row, kind="final", day="2026-02-01")
    return row


@pytest.fixture
def body(contract: Contract) -> Any:
    return with_mail(Role.CONTRIBUTOR, "body")


def plan(carl: Program, *days: str, kind: str = "final") -> None:
    """The contract asks for reports on these days, and no others."""
    said = {"reports_due": [{"kind": kind, "day": day} for day in days]}
    answer = carl.send("patch", "contracts/R-1-K1/", said)
    assert answer.status_code == 200, answer.content


def sent() -> dict[str, list[str]]:
    """Sends what is due, and returns the subjects by receiver."""
    mail.outbox = []
    call_command("send_letters", verbosity=0)
    found: dict[str, list[str]] = {}
    for message in mail.outbox:
        found.setdefault(message.to[0].partition("@")[0], []).append(message.subject.removeprefix("Oversigt: "))
    return found


class TestMoved:
    def test_what_waits_goes_with_its_report_and_letters_say_so(self, body: Any, ada: Program, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        sent()
        plan(carl, "2026-03-01")
        proposal.refresh_from_db()
        assert (proposal.state, proposal.handed_in_for) == ("waiting", "R-1-K1-final-20260301")
        moved = "The day of your report was moved. What you handed in goes with it: "
        waits = f"A report of body waits for you: {MARCH}"
        assert sent() == {"body": [f"{moved}{MARCH}"], "ada": [waits], "carl": [waits]}
        assert "https://oversigt.example.org/owed-reports/R-1-K1-final-20260301/" in next(
            one.body for one in mail.outbox if one.to == ["body@example.org"]
        )
        page = text_of(browser(body).get("/owed-reports/"))
        assert "Handed in, waits for staff" in page
        assert "Due on 1 March 2026" in page
        assert "Moved to another day with its report" in text_of(ada.client.get(f"/proposals/{proposal.pk}/"))

    def test_what_is_accepted_then_answers_the_moved_report(self, body: Any, ada: Program, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        plan(carl, "2026-03-01")
        assert decided(ada, proposal, "approve").status_code == 201
        assert Entry.objects.get().reference == "R-1-A1-FINAL-20260301"
        assert "You owe no report now." in text_of(browser(body).get("/owed-reports/"))

    def test_who_saw_the_earlier_day_does_not_decide(self, body: Any, ada: Program, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        tag = ada.get(f"proposals/{proposal.pk}/")["ETag"]
        plan(carl, "2026-03-01")
        answer = ada.send("post", f"proposals/{proposal.pk}/approve/", {}, tag=None, **{"If-Match": tag})
        assert answer.status_code == 412

    def test_a_report_that_was_sent_back_keeps_its_reason(self, body: Any, ada: Program, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        decided(ada, proposal, "send-back", reason="The accounts are missing")
        sent()
        plan(carl, "2026-03-01")
        assert list(sent()) == ["body"]
        assert "The accounts are missing" in text_of(browser(body).get(OF_R.replace("0201", "0301")))
        again = handed_in(body, address=OF_R.replace("0201", "0301"))
        assert again.pk == proposal.pk
        assert decided(ada, again, "approve").status_code == 201

    def test_undoing_the_move_takes_it_back(self, body: Any, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        plan(carl, "2026-03-01")
        chief = Program(account(CHIEF, "chief"))
        number = Change.objects.latest("number").number
        assert chief.send("post", f"changes/{number}/undo/", {"reason": "No"}).status_code == 201
        proposal.refresh_from_db()
        assert proposal.handed_in_for == "R-1-K1-final-20260201"
        assert [one["what"] for one in proposal.steps] == ["moved", "moved"]

    def test_a_report_that_is_taken_out_is_not_owed_and_a_letter_says_so(self, body: Any, carl: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        sent()
        plan(carl)
        assert sent() == {"body": [f"Your report is not owed any more. You can withdraw it: {FEBRUARY}"]}
        proposal.refresh_from_db()
        assert (proposal.state, proposal.handed_in_for) == ("waiting", "R-1-K1-final-20260201")
        assert "Not owed any more" in text_of(browser(body).get(OF_R))

    def test_a_day_on_which_a_proposal_waits_already_stops_no_change(self, body: Any, carl: Program) -> None:
        first = handed_in(body, address=OF_R)
        plan(carl)
        plan(carl, "2026-03-01")
        second = handed_in(body, address=OF_R.replace("0201", "0301"))
        plan(carl, "2026-02-01")
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.handed_in_for, second.handed_in_for) == ("R-1-K1-final-20260201", "R-1-K1-final-20260301")


def contract_said(*days: tuple[str, str], kind: str = "project") -> dict[str, Any]:
    return {"code": "K", "kind": kind, "reports_due": [{"kind": of, "day": day} for of, day in days]}


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        # The same place among the reports of its kind
        ([("final", "2026-02-01")], [("final", "2026-05-01")], {"final-20260201": "final-20260501"}),
        (
            [("status", "2026-02-01"), ("status", "2026-06-01")],
            [("status", "2026-02-01"), ("status", "2026-07-01")],
            {"status-20260601": "status-20260701"},
        ),
        # Another kind has days of its own
        ([("final", "2026-02-01")], [("accounts", "2026-02-01")], {"final-20260201": ""}),
        # Nobody knows which of two reports moved
        (
            [("status", "2026-02-01"), ("status", "2026-03-01")],
            [("status", "2026-03-01"), ("status", "2026-04-01")],
            {"status-20260201": ""},
        ),
        ([("final", "2026-02-01")], [], {"final-20260201": ""}),
        ([("final", "2026-02-01")], [("final", "2026-02-01"), ("final", "2026-03-01")], {}),
    ],
)
def test_a_day_is_moved_if_its_place_stays(before: Any, after: Any, moved: dict[str, str]) -> None:
    found = moved_reports(contract_said(*before), contract_said(*after))
    assert found == {f"K-{old}": f"K-{new}" if new else "" for old, new in moved.items()}


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        # The report for 2025 is that of the rule, until the contract names a day for it
        ([], ["2026-04-01"], {"annual-2025": "annual-20260401"}),
        (["2026-04-01"], [], {"annual-20260401": "annual-2025"}),
        (["2026-04-01"], ["2026-05-01"], {"annual-20260401": "annual-20260501"}),
        (
            ["2026-04-01"],
            ["2027-05-01"],
            {"annual-20260401": "annual-2025", "annual-2026": "annual-20270501"},
        ),
    ],
)
def test_an_annual_report_stays_that_of_its_year(before: Any, after: Any, moved: dict[str, str]) -> None:
    states = [contract_said(*(("annual", day) for day in days), kind="framework") for days in (before, after)]
    assert moved_reports(*states) == {f"K-{old}": f"K-{new}" for old, new in moved.items()}


class TestUndone:
    def test_the_organisation_hears_that_an_acceptance_was_undone(self, body: Any, ada: Program) -> None:
        proposal = handed_in(body, address=OF_R)
        decided(ada, proposal, "approve")
        sent()
        chief = Program(with_mail(CHIEF, "chief"))
        number = Change.objects.latest("number").number
        chief.send("post", f"changes/{number}/undo/", {"reason": "It was the draft"})
        words = "Staff took back the acceptance of your report. You owe it again: "
        assert sent() == {"body": [f"{words}{FEBRUARY}"]}
        assert "It was the draft" in mail.outbox[0].body
        assert "chief" not in mail.outbox[0].body
        chief.send("post", f"changes/{number + 1}/undo/", {"reason": "It was not"})
        assert sent() == {"body": [f"Your report counts as accepted again: {FEBRUARY}"]}
        proposal.refresh_from_db()
        assert [one["what"] for one in proposal.steps] == ["approved", "undone", "in-force"]

    def test_an_adviser_hears_it_about_money(self, ada: Program, carl: Program) -> None:
        register()
        assert ada.send("post", "entries/", payment()).status_code == 202
        proposal = WaitingProposal.objects.get()
        assert decided(carl, proposal, "approve").status_code == 201
        sent()
        number = Change.objects.latest("number").number
        assert carl.send("post", f"changes/{number}/undo/", {"reason": "Paid twice"}).status_code == 202
        undoing = WaitingProposal.objects.latest("pk")
        assert decided(Program(with_mail(Role.CONTROLLER, "cleo")), undoing, "approve").status_code == 201
        assert f"Your proposal {proposal.pk} was undone after it was approved" in sent()["ada"]


class TestNotWorded:
    def test_one_proposal_that_cannot_be_worded_stops_no_other_letter(
        self, body: Any, ada: Program, contract: Contract, monkeypatch: Any, caplog: Any
    ) -> None:
        broken = handed_in(body, address=OF_R)
        ReportDue.objects.create(contract=contract, kind="accounts", day="2026-02-01")
        handed_in(body, address=OF_R.replace("final", "accounts"), title="Accounts")
        words, known = letters._words, broken.pk

        def failing(news: ProposalNews) -> str:
            if news.proposal_id == known:
                raise KeyError("contract")
            return words(news)

        monkeypatch.setattr(letters, "_words", failing)
        accounts = "A report of body waits for you: Final accounts, R-1-K1, 1 February 2026"
        assert sent() == {"ada": [accounts]}
        assert f"Proposal {known} cannot be worded" in caplog.text
        assert sent() == {}
        assert list(ProposalNews.objects.values_list("proposal", flat=True)) == [known]
        monkeypatch.undo()
        assert sent() == {"ada": [f"A report of body waits for you: {FEBRUARY}"]}
        assert not ProposalNews.objects.exists()

    def test_nobody_reads_a_step_twice_because_somebody_else_could_not(
        self, body: Any, ada: Program, carl: Program, monkeypatch: Any
    ) -> None:
        handed_in(body, address=OF_R)
        item = letters._item

        def failing(news: ProposalNews, reader: Any) -> dict[str, Any]:
            if reader.username == "carl":
                raise ValueError("no words")
            return item(news, reader)

        monkeypatch.setattr(letters, "_item", failing)
        assert sent() == {}
        monkeypatch.undo()
        assert sorted(sent()) == ["ada", "carl"]


def test_the_list_reads_the_organisations_with_one_query(body: Any, ada: Program, contract: Contract) -> None:
    numbers = []
    for month in range(1, 7):
        ReportDue.objects.create(contract=contract, kind="status", day=f"2030-{month:02}-01")
        assert browser(body).post(f"/owed-reports/R-1-K1-status-2030{month:02}01/", SAID).status_code == 302
        for address in ("/proposals/", "/desk/"):
            with CaptureQueriesContext(connection) as found:
                text = text_of(ada.client.get(address))
            assert text.count("Status report, R-1-K1, 1 ") == month
            numbers.append(sum('FROM "projects_organisation"' in one["sql"] for one in found.captured_queries))
    # Of the list: who handed in, and who publishes the documents. Of the desk: who handed in
    assert numbers == [2, 1] * 6
