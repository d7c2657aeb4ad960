"""Answers are remembered until somebody changes a record."""

import os
import pickle
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from changes import guard
from changes.models import Latest, Way
from changes.opened import changing
from projects import memory
from projects.models import Council
from projects.remembering import folder as folders
from tests.parallel import at_once, in_processes, on_a_file

VERSION = "7:00112233445566ff"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Sets the versions that the database gives, one after the other; the last one is repeated."""
    given: list[str | None] = []

    def version() -> str | None:
        return given.pop(0) if len(given) > 1 else given[0]

    monkeypatch.setattr(memory, "mark", version)
    monkeypatch.setattr(memory, "version", version)
    monkeypatch.setattr(memory, "one_snapshot", nullcontext)
    return given


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ANSWERS_FOLDER = str(tmp_path / "answers")
    return tmp_path / "answers"


@pytest.mark.parametrize(
    ("given", "worked_out"),
    [
        (["a"], 1),  # no change: the second reader gets the first one's answer
        (["a", "a", "b", "b"], 2),  # a change between the two readers
        (["a", "b", "b"], 1),  # a change just before the first answer was read: it is kept under the later version
        (["a", "b", "c", "c"], 2),  # a change before and one after the first answer was read
        ([None], 2),  # no version is available
    ],
)
def test_an_answer_holds_while_the_database_stands_still(
    marks: list[str | None], given: list[str | None], worked_out: int
) -> None:
    marks += given
    calls: list[int] = []
    for _reader in range(2):
        memory.remembered("question", lambda: calls.append(1))
    assert len(calls) == worked_out


def test_the_oldest_answer_makes_room(marks: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    marks += ["a"]
    monkeypatch.setattr(memory, "MOST", 2)
    for key in ("one", "two", "one", "three"):
        memory.remembered(key, object)
    assert list(memory._answers) == ["one", "three"]


@pytest.mark.django_db(transaction=True)
def test_the_mark_moves_with_every_change_of_a_record_and_with_nothing_else(django_user_model: Any) -> None:
    with changing(way=Way.PROGRAM):
        council = Council.objects.create(code="MR-A", name_en="A")
    before = memory.mark()
    django_user_model.objects.create_user("somebody")
    assert memory.mark() == before is not None
    with changing(way=Way.PROGRAM):
        council.delete()
        assert memory.mark() is None
    assert memory.mark() != before


def another_process() -> None:
    memory._answers.clear()


def ask(answer: Any) -> tuple[Any, bool]:
    """Returns the answer to a question, and whether it was worked out."""
    calls: list[int] = []

    def work_out() -> Any:
        calls.append(1)
        return answer

    return memory.remembered("question", work_out), bool(calls)


def test_an_answer_is_shared_by_all_processes(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    assert ask({"total": 1}) == ({"total": 1}, True)
    another_process()
    assert ask("another") == ({"total": 1}, False)
    marks[:] = ["8:00112233445566ff"]
    assert ask("newer") == ("newer", True)


def test_only_the_version_of_a_change_is_shared(marks: list[str | None], folder: Path) -> None:
    for version in ("0:", VERSION + "+3"):
        marks[:] = [version]
        ask("first")
        another_process()
        assert ask("second") == ("second", True)


def test_only_the_user_of_the_site_can_read_an_answer(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    ask("first")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def answers_in(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if not file.suffix]


def test_a_file_that_the_site_did_not_sign_is_not_opened(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    ask("first")
    (file,) = answers_in(folder)
    file.write_bytes(bytes(folders.SIGNATURE) + pickle.dumps("forged"))
    another_process()
    assert ask("second") == ("second", True)


def test_an_answer_in_the_file_of_another_question_is_not_given(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    memory.remembered("another question", lambda: "its answer")
    (other,) = answers_in(folder)
    ask("first")
    (file,) = {*answers_in(folder)} - {other}
    file.write_bytes(other.read_bytes())
    another_process()
    assert ask("second") == ("second", True)


@pytest.mark.parametrize("spoil", [lambda path: (path.mkdir(), path.chmod(0o770)), lambda path: path.write_text("")])
def test_a_folder_that_others_may_open_is_not_used(marks: list[str | None], folder: Path, spoil: Any) -> None:
    spoil(folder)
    marks += [VERSION]
    assert ask("first") == ("first", True)
    another_process()
    assert ask("second") == ("second", True)


def test_a_folder_that_vanishes_breaks_no_answer(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    ask("first")
    memory.forget()
    folder.rmdir()
    assert ask("second") == ("second", True)
    assert ask("third") == ("second", False)


def test_what_cannot_be_written_to_a_file_is_remembered_by_its_process(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    answer = Event()  # a lock cannot be pickled
    assert ask(answer) == (answer, True)
    assert ask(None) == (answer, False)
    another_process()
    assert ask("second") == ("second", True)


def test_old_files_make_room(marks: list[str | None], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 10)
    monkeypatch.setattr(folders, "WRITES_BETWEEN", 2)
    marks += [VERSION]
    for number in range(60):
        memory.remembered(("question", number), lambda: 1)
    assert len(list(folder.iterdir())) <= 14


def test_of_several_readers_one_works_out_the_answer(marks: list[str | None], folder: Path) -> None:
    marks += [VERSION]
    calls: list[int] = []
    started = Event()

    def slow() -> str:
        calls.append(1)
        started.wait(0.2)
        return "answer"

    assert at_once(*[lambda: memory.remembered("question", slow)] * 4) == ["answer"] * 4
    assert len(calls) == 1


def test_who_waited_long_enough_works_it_out(
    marks: list[str | None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "PATIENCE", 0.05)
    marks += [VERSION]
    shared = folders.shared_folder()
    assert shared is not None
    with shared.only_one(memory._name("question", VERSION), time.monotonic() + 1):
        assert ask("mine") == ("mine", True)


def test_who_waited_for_a_thread_does_not_wait_for_a_process_too(
    marks: list[str | None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "PATIENCE", 0.05)
    marks += [VERSION]
    deadlines: list[float] = []
    monkeypatch.setattr(folders, "_wait_for", lambda _file, deadline: deadlines.append(deadline))
    began = time.monotonic()
    lock = memory._working.setdefault(("question", VERSION), threading.Lock())
    with lock:
        assert ask("mine") == ("mine", True)
    # The moment was set before the reader waited for the thread
    assert deadlines[0] < time.monotonic()
    assert deadlines[0] >= began + 0.05


def test_an_answer_within_an_answer_is_remembered_too(marks: list[str | None]) -> None:
    marks += ["a"]
    token = memory._read_in.set(None)
    memory.remembered("whole", lambda: memory.remembered("part", lambda: 1))
    memory._read_in.reset(token)
    assert memory.remembered("part", lambda: 2) == 1


WRITERS, READERS, CHANGES, READINGS = 2, 3, 8, 25


@pytest.mark.django_db(transaction=True)
def test_no_reader_gets_a_stale_answer_while_others_write(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change adds one council, so an answer has as many councils as the number of the change that it read."""
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def number() -> int:
        return Latest.objects.values_list("number", flat=True).first() or 0

    def write(process: int) -> None:
        for change in range(CHANGES):
            with changing(way=Way.PROGRAM):
                Council.objects.create(code=f"MR-{process}-{change}", name_en="A")

    def read(process: int) -> None:
        for _reading in range(READINGS):
            least = number()
            of_change, councils = memory.remembered("councils", lambda: (number(), Council.objects.count()))
            assert least <= of_change == councils, (least, of_change, councils)

    def in_its_own_process(process: int) -> None:
        # Only tests write without a change; these processes do not
        guard._State.unnumbered = 0
        (write if process < WRITERS else read)(process)

    assert in_processes(in_its_own_process, WRITERS + READERS) == [os.EX_OK] * (WRITERS + READERS)
    assert answers_in(folder)
