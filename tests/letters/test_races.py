"""Two commands at once, a change that closes meanwhile, and commands that are killed: no letter is lost or doubled."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone

from changes.models import Change
from letters import content, making, sending
from letters.choices import Rhythm, State
from letters.models import Letter, Notice
from projects.models import Project
from tests import builders
from tests.letters.conftest import change, following
from tests.parallel import Overtaking, at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six people follow a project that has changed; each thread has its own connection."""
    project = builders.project("P-1", status="closed")
    for number in range(PEOPLE):
        person = get_user_model().objects.create_user(f"person{number}", f"person{number}@example.org")
        following(person, project)
    change(lambda: Project.objects.update(status="ongoing"))
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def run() -> None:
    call_command("send_letters", verbosity=0)


def receivers(messages: Any) -> Counter[str]:
    return Counter(message.to[0] for message in messages)


def states() -> list[str]:
    return in_a_thread(lambda: sorted(Letter.objects.values_list("state", flat=True)))


@pytest.mark.usefixtures("waiting")
def test_three_commands_at_once_send_each_letter_once() -> None:
    at_once(run, run, run)
    in_a_thread(run)
    assert receivers(mail.outbox) == {f"person{number}@example.org": 1 for number in range(PEOPLE)}
    assert states() == [State.SENT] * PEOPLE


@pytest.mark.usefixtures("waiting")
def test_a_change_that_closes_while_a_letter_is_made_is_in_the_next_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    another = Overtaking(lambda: change(lambda: Project.objects.update(kind="study")))
    monkeypatch.setattr(making, "section_of", another.before(making.section_of))
    in_a_thread(run)
    number = another.end().number

    def in_letters() -> list[int]:
        return sorted(
            said["number"]
            for letter in Letter.objects.all()
            for section in letter.content["sections"]
            for item in section["items"]
            for said in item["changes"]
        )

    told = in_a_thread(in_letters)
    left = in_a_thread(lambda: list(Notice.objects.values_list("change", flat=True)))
    # Each of the two changes is either in a person's letter or still in the outbox, and never in both
    assert sorted(told + left) == sorted([number - 1, number] * PEOPLE)


@pytest.mark.usefixtures("waiting")
def test_parallel_changes_are_each_in_one_letter_of_each_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people change the register while two commands make the letters of one day after another."""
    monkeypatch.setattr(content, "MOST_CHANGES", 100)
    first = in_a_thread(lambda: Change.objects.latest("number").number)
    today = timezone.localdate()

    def write(*kinds: str) -> None:
        # Nobody else writes these two, so that each of the six writes changes something
        for kind in kinds * 3:
            change(lambda kind=kind: Project.objects.update(kind=kind))

    def make() -> None:
        for day in range(6):
            making.make_letters(rhythm=Rhythm.DAILY, today=today + timedelta(days=day))

    def numbers() -> tuple[list[int], list[int]]:
        sections = [section for letter in Letter.objects.all() for section in letter.content["sections"]]
        told = [said["number"] for section in sections for item in section["items"] for said in item["changes"]]
        return told, list(Notice.objects.values_list("change", flat=True))

    pairs = (("study", "programme"), ("seminar", "conference"), ("campaign", "partnership"))
    at_once(*(lambda kinds=kinds: write(*kinds) for kinds in pairs), make, make)
    told, left = in_a_thread(numbers)
    last = in_a_thread(lambda: Change.objects.latest("number").number)
    assert sorted(told + left) == sorted(list(range(first, last + 1)) * PEOPLE)


class Dying(BaseEmailBackend):
    """A mail server that keeps letters in a file, and kills the sender at the third: before or after it takes it."""

    folder: Path
    after = False

    def send_messages(self, messages: Any) -> int:
        (message,) = messages
        kills = not (self.folder / "killed").exists() and len(received(self.folder)) == 2
        if kills and not self.after:
            self.kill()
        with (self.folder / "received").open("a") as file:
            file.write(f"{message.to[0]} {message.message()['Message-ID']}\n")
        if kills:
            self.kill()
        return 1

    def kill(self) -> None:
        (self.folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)


def received(folder: Path) -> list[tuple[str, str]]:
    """Returns the receiver and the Message-ID of each letter that the server took."""
    path = folder / "received"
    return [(line.split()[0], line.split()[1]) for line in path.read_text().splitlines()] if path.exists() else []


def in_a_child(call: Callable[[], None]) -> int:
    """Returns how a child process ended that ran the call, in a thread, which has a connection of its own."""
    child = os.fork()
    if child == 0:
        thread = Thread(target=call)
        thread.start()
        thread.join()
        os._exit(1)
    return os.waitpid(child, 0)[1]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("after", [False, True], ids=["before the server takes it", "after the server took it"])
def test_a_command_that_is_killed_loses_no_letter(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    Dying.folder, Dying.after = tmp_path, after
    assert os.WTERMSIG(in_a_child(run)) == signal.SIGKILL
    assert states() == [State.SENDING, *[State.SENT] * 2, *[State.WAITING] * (PEOPLE - 3)]
    # The next command sends the others, and leaves the letter whose fate it does not know
    in_a_thread(run)
    assert states() == [State.SENDING, *[State.SENT] * (PEOPLE - 1)]
    # Later, the letter counts as not sent
    later = timezone.now() + 2 * sending.CLAIM
    monkeypatch.setattr(sending.timezone, "now", lambda: later)
    in_a_thread(run)
    assert states() == [State.SENT] * PEOPLE
    found = received(tmp_path)
    # Nothing is lost; only what the server took in the last moment comes twice, as the same message
    assert len(set(found)) == PEOPLE
    assert len(found) == PEOPLE + (1 if after else 0)


@pytest.mark.usefixtures("waiting")
def test_a_command_that_is_killed_while_it_makes_letters_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    real, made = making.letter_of, []

    def letter_of(sections: Any) -> Any:
        made.append(sections)
        if len(made) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(sections)

    monkeypatch.setattr(making, "letter_of", letter_of)
    assert os.WTERMSIG(in_a_child(run)) == signal.SIGKILL
    monkeypatch.setattr(making, "letter_of", real)
    assert in_a_thread(lambda: (Letter.objects.count(), Notice.objects.count())) == (2, PEOPLE - 2)
    in_a_thread(run)
    assert receivers(mail.outbox) == {f"person{number}@example.org": 1 for number in range(PEOPLE)}
