"""Sending: each letter once, whatever happens in between."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from letters import sending
from letters.choices import State
from letters.models import Following, Letter
from letters.sending import claim, send_letters
from projects.models import Project
from tests import builders
from tests.letters.conftest import change, following, let_see_changes, letters_of_today, view_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "Oversigt <oversigt@example.org>"
    settings.SITE_URL = "https://oversigt.example.org"


@pytest.fixture
def letter(anna: Any) -> Letter:
    """A letter to Anna that waits to be sent."""
    one = builders.project("P-1", title_en="Safe house")
    builders.allocation(one, "12000000.00")
    following(anna, view_of(anna))
    change(lambda: builders.allocation(one, "200000.00"))
    (made,) = letters_of_today()
    assert made.state == State.WAITING
    return made


class Server(BaseEmailBackend):
    """A mail server that answers with an error."""

    error: Exception = OSError("no route")

    def send_messages(self, messages: Any) -> int:
        raise self.error


@pytest.fixture
def answering(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the mail server answer with an error."""

    def answer(error: Exception) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.Server"
        monkeypatch.setattr(Server, "error", error)

    return answer


def test_the_command_makes_and_sends_what_is_due(anna: Any) -> None:
    following(anna, builders.project("P-1"))
    change(lambda: Project.objects.update(status="ongoing"))
    call_command("send_letters", "--weekly", verbosity=0)
    assert mail.outbox == []
    call_command("send_letters", verbosity=0)
    call_command("send_letters", verbosity=0)
    assert len(mail.outbox) == 1
    assert Letter.objects.get().state == State.SENT


def test_a_mail_has_text_and_html_and_an_address_that_stops_it(letter: Letter) -> None:
    let_see_changes(letter.user)
    send_letters()
    (sent,) = mail.outbox
    message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert message["To"] == "anna@example.org"
    assert message["Subject"] == "Oversigt: 1 project changed"
    assert message["Message-ID"] == f"<{letter.uid}@example.org>"
    stop = f"https://oversigt.example.org/letters/stop/{letter.user.recipient.stop_token}/"
    assert message["List-Unsubscribe"].strip() == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        part = body.get_content()
        assert "12,000,000 → 12,200,000 DKK, +200,000" in part
        assert "https://oversigt.example.org/projects/P-1/" in part
        assert "https://oversigt.example.org/changes/1/" in part
        assert f"https://oversigt.example.org/letters/stop/{Following.objects.get().stop_token}/" in part
        assert stop in part


def test_a_hostile_title_is_text_in_the_mail(anna: Any) -> None:
    builders.project("P-1")
    following(anna, view_of(anna, name="<img src=x>"))
    change(lambda: Project.objects.update(title_en="<script>alert(1)</script>\r\nBcc: evil@example.org"))
    letters_of_today()
    send_letters()
    sent: Any = mail.outbox[0]
    ((html, _kind),) = sent.alternatives
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc: evil@example.org" in html
    assert "\nBcc" not in str(sent.message())
    assert "<script>alert(1)</script> Bcc: evil@example.org" in sent.body


def test_a_letter_that_is_being_sent_is_not_taken_twice(letter: Letter) -> None:
    now = timezone.now()
    assert claim(now) == letter
    assert claim(now) is None
    # The command was killed: after a while another one takes the letter
    again = claim(now + sending.CLAIM)
    assert again == letter
    assert again.tries == 2


@pytest.mark.parametrize(
    "error",
    [
        OSError("no route"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"anna@example.org": (450, b"busy")}),
        smtplib.SMTPDataError(451, b"later"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_passing_failure_is_tried_again_after_growing_pauses(letter: Letter, answering: Any, error: Any) -> None:
    answering(error)
    pauses = []
    for _try in range(3):
        before = timezone.now()
        Letter.objects.update(next_try=before)
        assert send_letters() == {State.WAITING: 1}
        letter.refresh_from_db()
        assert letter.next_try is not None
        pauses.append(round((letter.next_try - before) / timedelta(minutes=1)))
    assert pauses == [5, 15, 60]
    assert letter.problem


def test_the_last_try_ends_as_refused(letter: Letter, answering: Any) -> None:
    answering(OSError("no route"))
    for _try in range(7):
        Letter.objects.filter(state=State.WAITING).update(next_try=timezone.now())
        send_letters()
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.next_try, letter.problem) == (State.REFUSED, 7, None, "no route")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"anna@example.org": (550, b"no such user")}), 550, "no such user"),
        (smtplib.SMTPDataError(554, b"not wanted"), 554, "not wanted"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_permanent_refusal_is_not_tried_again_and_shown(
    letter: Letter, answering: Any, error: Any, code: int, words: str
) -> None:
    answering(error)
    assert send_letters() == {State.REFUSED: 1}
    client = Client()
    client.force_login(letter.user)
    page = client.get("/letters/").content.decode()
    assert "refused by the mail server" in page
    assert f"{code} {words}" in page


def test_one_failure_does_not_hold_up_the_others(letter: Letter, bo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    following(bo, Project.objects.get())
    change(lambda: Project.objects.update(status="ongoing"))
    letters_of_today()
    real = sending.mail_of

    def mail_of(of: Letter) -> Any:
        if of == letter:
            raise smtplib.SMTPDataError(554, b"no")
        return real(of)

    monkeypatch.setattr(sending, "mail_of", mail_of)
    assert send_letters() == {State.REFUSED: 1, State.SENT: 1}


def test_what_was_stopped_or_lost_its_reader_is_not_sent(letter: Letter) -> None:
    Following.objects.all().delete()
    assert send_letters() == {State.STOPPED: 1}
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["anna@example.org\nBcc: x@example.org", "anna"])
def test_an_account_without_a_usable_address_does_not_hold_up_the_others(letter: Letter, bo: Any, address: str) -> None:
    following(bo, Project.objects.get())
    change(lambda: Project.objects.update(status="ongoing"))
    letters_of_today()
    type(bo).objects.filter(username="anna").update(email=address)
    send_letters()
    assert "bo@example.org" in [sent.to[0] for sent in mail.outbox]
    assert "\nBcc" not in "".join(str(sent.message()) for sent in mail.outbox)


def test_a_part_of_a_letter_that_was_stopped_is_not_sent(anna: Any) -> None:
    stays, ends = (following(anna, builders.project(f"P-{number}")) for number in (1, 2))
    change(lambda: Project.objects.update(status="ongoing"))
    letters_of_today()
    ends.delete()
    assert send_letters() == {State.SENT: 1}
    (sent,) = mail.outbox
    assert "P-1" in sent.body
    assert "P-2" not in sent.body
    assert stays.stop_token in sent.body


def test_a_deactivated_person_gets_no_mail(letter: Letter) -> None:
    letter.user.is_active = False
    letter.user.save()
    assert send_letters() == {State.STOPPED: 1}
    assert mail.outbox == []
