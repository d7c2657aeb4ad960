"""Letters about proposals: to those who may approve one, and to its author when somebody else decided. Once each."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.models import Preference
from accounts.roles import Role
from budgets.models import ReportDue, Signature
from changes.approving.deciding import withdraw
from changes.models import WaitingProposal
from letters.models import Letter, ProposalNews, Recipient
from tests import builders
from tests.approving.people import Office, decided, office, payment, register
from tests.owing.organisations import ADDRESS, SAID
from tests.parallel import at_once, in_a_thread, on_a_file
from tests.rights.people import account, limited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    settings.SITE_URL = "https://oversigt.example.org"


@pytest.fixture
def people() -> Office:
    register()
    found = office()
    for person in (found.adviser, found.controller, found.second, found.chief):
        person.email = f"{person.username}@example.org"
        person.save()
    return found


def proposed(people: Office, name: str = "adviser", number: int = 2) -> WaitingProposal:
    data = payment(number=number)
    answer = people.program(name).send("post", "entries/", data, **{"X-Reason": "As agreed"})
    assert answer.status_code == 202
    return WaitingProposal.objects.latest("pk")


def sent() -> dict[str, list[str]]:
    """Sends what is due, and returns the subjects by receiver."""
    mail.outbox = []
    call_command("send_letters", verbosity=0)
    found: dict[str, list[str]] = {}
    for message in mail.outbox:
        found.setdefault(message.to[0].partition("@")[0], []).append(message.subject.removeprefix("Oversigt: "))
    return found


def test_those_who_may_approve_get_a_letter_once(people: Office) -> None:
    limited(Role.CONTROLLER, "theirs", "outside")
    number = proposed(people).pk
    words = f"Proposal {number} waits for your approval"
    assert sent() == {"carl": [words], "cleo": [words], "chief": [words]}
    message: Any = mail.outbox[0]
    for text in (message.body, message.alternatives[0][0]):
        assert f"https://oversigt.example.org/proposals/{number}/" in text
        assert "As agreed" in text
        assert "Amount: 100" in text
        assert "ada" in text
    assert sent() == {}


def test_who_proposed_gets_no_letter_about_the_own_proposal(people: Office) -> None:
    words = f"Proposal {proposed(people, 'controller').pk} waits for your approval"
    assert sent() == {"cleo": [words], "chief": [words]}


def test_several_proposals_come_in_one_letter(people: Office) -> None:
    for number in (2, 3, 4):
        proposed(people, number=number)
    assert sent()["carl"] == ["3 proposals"]


@pytest.mark.parametrize(
    ("action", "words", "reason"),
    [
        ("send-back", "Your proposal {} was sent back", "The voucher is missing"),
        ("approve", "Your proposal {} was approved", "Seen"),
    ],
)
def test_the_author_gets_a_letter_when_somebody_decides(people: Office, action: str, words: str, reason: str) -> None:
    proposal = proposed(people)
    sent()
    decided(people.program("controller"), proposal, action, reason=reason)
    assert sent() == {"ada": [words.format(proposal.pk)]}
    assert reason in mail.outbox[0].body
    assert "carl" in mail.outbox[0].body


def test_who_withdraws_the_own_proposal_gets_no_letter(people: Office) -> None:
    proposal = proposed(people)
    withdraw(proposal=proposal, person=people.adviser)
    assert sent() == {}
    assert not ProposalNews.objects.exists()


def test_a_renewed_proposal_is_told_again(people: Office) -> None:
    proposal = proposed(people)
    sent()
    decided(people.program("controller"), proposal, "send-back", reason="No")
    decided(people.program("adviser"), proposal, "renew")
    words = f"Proposal {proposal.pk} waits for your approval"
    assert sent() == {
        "ada": [f"Your proposal {proposal.pk} was sent back"],
        **{key: [words] for key in ("carl", "cleo", "chief")},
    }


def test_what_was_decided_before_the_letter_goes_is_not_told_as_waiting(people: Office, settings: Any) -> None:
    proposal = proposed(people)
    settings.SENDS_MAIL = False
    call_command("send_letters", verbosity=0)
    settings.SENDS_MAIL = True
    Letter.objects.update(state="waiting", next_try="2026-01-01T00:00Z")
    decided(people.program("controller"), proposal, "approve")
    assert sent() == {"ada": [f"Your proposal {proposal.pk} was approved"]}
    assert Letter.objects.filter(state="stopped").count() == 3


def test_a_person_turns_these_letters_off(people: Office) -> None:
    browser = people.browser("controller")
    assert browser.post("/letters/proposals/", {"proposals": "off"}).status_code == 302
    proposed(people)
    assert "carl" not in sent()
    browser.post("/letters/proposals/", {"proposals": "on"})
    proposed(people, number=3)
    assert "carl" in sent()
    assert browser.post("/letters/proposals/", {"proposals": "maybe"}).status_code == 400


def test_one_click_in_the_letter_stops_letters_about_proposals_only(people: Office) -> None:
    proposed(people)
    sent()
    stop = next(one for one in mail.outbox if one.to == ["carl@example.org"]).extra_headers["List-Unsubscribe"]
    path = stop.strip("<>").removeprefix("https://oversigt.example.org")
    assert "proposals" in Client().get(path).content.decode()
    assert Client().post(path).status_code == 200
    assert not Recipient.objects.get(user=people.controller).proposals
    proposed(people, number=3)
    assert "carl" not in sent()


def test_the_letter_is_in_the_language_of_its_reader(people: Office) -> None:
    Preference.objects.create(user=people.controller, language="da")
    proposed(people)
    sent()
    assert Letter.objects.get(user=people.controller).language == "da"
    assert Letter.objects.get(user=people.second).language == "en"


def test_the_page_of_letters_shows_it(people: Office) -> None:
    number = proposed(people).pk
    sent()
    browser = people.browser("controller")
    assert f"Proposal {number} waits for your approval" in browser.get("/letters/").content.decode()
    letter = Letter.objects.get(user=people.controller)
    assert f"/proposals/{number}/" in browser.get(letter.get_absolute_url()).content.decode()


def test_an_organisation_hears_what_became_of_its_report(people: Office) -> None:
    contract = builders.contract(builders.allocation(builders.project("R-1", status="ongoing"), "7.00"))
    body = account(Role.CONTRIBUTOR, "body")
    body.email = "body@example.org"
    body.save()
    Signature.objects.create(
        contract=contract, role="recipient", organisation=builders.organisation("body"), day="2025-01-01"
    )
    ReportDue.objects.create(contract=contract, kind="final", day="2026-02-01")
    browser = Client()
    browser.force_login(body)
    assert browser.post(ADDRESS.replace("P-1", "R-1"), SAID).status_code == 302
    words = "A report of body waits for you: Final report, R-1-K1, 1 February 2026"
    assert sent() == {key: [words] for key in ("ada", "carl", "cleo", "chief")}
    decided(people.program("adviser"), WaitingProposal.objects.get(), "send-back", reason="Accounts are missing")
    assert sent() == {"body": ["Your report was sent back: Final report, R-1-K1, 1 February 2026"]}
    text = mail.outbox[0].body
    assert "Accounts are missing" in text
    assert "https://oversigt.example.org/owed-reports/R-1-K1-final-20260201/" in text
    assert "ada" not in text.replace("adapt", "")
    assert "/letters/" not in text.replace("/letters/stop/", "")


def test_a_letter_about_a_step_quotes_the_note_of_that_step(people: Office) -> None:
    contract = builders.contract(builders.allocation(builders.project("R-1", status="ongoing"), "7.00"))
    body = account(Role.CONTRIBUTOR, "body")
    organisation = builders.organisation("body")
    Signature.objects.create(contract=contract, role="recipient", organisation=organisation, day="2025-01-01")
    ReportDue.objects.create(contract=contract, kind="final", day="2026-02-01")
    browser, address = Client(), ADDRESS.replace("P-1", "R-1")
    browser.force_login(body)
    browser.post(address, {**SAID, "note": "The first note"})
    decided(people.program("adviser"), WaitingProposal.objects.get(), "send-back", reason="Accounts are missing")
    browser.post(address, {**SAID, "note": "The second note"})
    sent()
    item = Letter.objects.get(user=body).content["proposals"][0]
    assert (item["reason"], item["answer"]) == ("The first note", "Accounts are missing")
    assert "Final report, R-1-K1, 1 February 2026" in people.browser("adviser").get("/desk/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_three_commands_at_once_send_each_letter_once(people: Office, tmp_path: Any, monkeypatch: Any) -> None:
    proposed(people)
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    mail.outbox = []

    def run() -> None:
        call_command("send_letters", verbosity=0)

    at_once(run, run, run)
    in_a_thread(run)
    assert sorted(one.to[0].partition("@")[0] for one in mail.outbox) == ["carl", "chief", "cleo"]
