"""Tables applied by real processes: two at once, one that is killed, one on a full disk. Nothing is half-done."""

import os
import resource
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from budgets.models import Allocation
from changes.models import Change
from projects.models import Project
from tables import services
from tables.choices import State
from tables.management.commands.import_tables import work_on
from tables.models import TableFile
from tests import builders
from tests.parallel import in_a_thread, in_processes, on_a_file
from tests.tables.test_applying import table

pytestmark = pytest.mark.django_db(transaction=True)
HEADS = ["Reference", "Title", "Amount"]
ROWS = [[f"P-{number}", f"Title {number}", str(number)] for number in range(2, 62)]


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    builders.portfolio()
    builders.source()
    builders.project("P-1", title_en="Old")
    return django_user_model.objects.create_superuser("boss")


def apply_own(pk: int, answer: Path) -> None:
    """Applies a table, and writes down what was said."""
    own = TableFile.objects.get(pk=pk)
    try:
        services.apply_table(table=own, actor=own.person)
    except services.CannotApply as error:
        answer.write_text(str(error))
    else:
        answer.write_text("applied")


def state() -> tuple[list[tuple[str, str]], int]:
    """The projects, and the number of changes."""
    rows = Project.objects.order_by("reference").values_list("reference", "title_en")
    return list(rows), Change.objects.count()


def grants() -> list[str]:
    return sorted(Allocation.objects.values_list("reference", flat=True))


def dying(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a process be killed when all rows are written and nothing is committed yet."""

    def die(*_args: Any, **_options: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("changes.apply.warnings_of", die)


@pytest.mark.parametrize("time", range(3))
def test_of_two_people_at_once_one_is_told_and_nothing_is_lost_or_doubled(
    boss: Any, django_user_model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time: int
) -> None:
    other = django_user_model.objects.create_superuser("other")
    sent = [
        table(person, [HEADS, ["P-1", f"Of {person.username}", "10"], ["P-2", f"Of {person.username}", "20"]]).pk
        for person in (boss, other)
    ]
    changes = Change.objects.count()
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    answers = [tmp_path / "boss", tmp_path / "other"]
    assert in_processes(lambda place: apply_own(sent[place], answers[place]), 2) == [0, 0]
    said = [answer.read_text() for answer in answers]
    (winner,) = [answer.name for answer in answers if answer.read_text() == "applied"]
    assert [text for text in said if text != "applied"] == [
        "The register has changed since the check. Check the table again."
    ]
    rows = [("P-1", f"Of {winner}"), ("P-2", f"Of {winner}")]
    assert in_a_thread(state) == (rows, changes + 1)
    assert in_a_thread(grants) == ["P-1-A1", "P-2-A1"]
    # The other person checks again and sees what would change beside what stands now
    loser = sent[1 - [answer.name for answer in answers].index(winner)]
    assert in_a_thread(lambda: counts_again(loser)) == {"changed": 2}


def counts_again(pk: int) -> dict[str, int]:
    TableFile.objects.filter(pk=pk).update(state=State.TO_CHECK)
    result = services.check_table(TableFile.objects.get(pk=pk))
    assert result is not None
    return {name: number for name, number in result.counts().items() if number}


def test_one_table_applied_by_two_processes_is_applied_once(
    boss: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk, changes = table(boss, [HEADS, *ROWS]).pk, Change.objects.count()
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    answers = [tmp_path / "one", tmp_path / "two"]
    assert in_processes(lambda place: apply_own(pk, answers[place]), 2) == [0, 0]
    assert sorted(answer.read_text() for answer in answers) == ["This table is applied already.", "applied"]
    rows, number = in_a_thread(state)
    assert (len(rows), number) == (1 + len(ROWS), changes + 1)


def test_a_process_killed_in_the_middle_leaves_nothing_and_the_file_can_be_sent_again(
    boss: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, before = table(boss, [HEADS, *ROWS]), state()
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    with monkeypatch.context() as patched:
        dying(patched)
        assert in_processes(lambda _place: apply_own(sent.pk, tmp_path / "answer"), 1) == [-signal.SIGKILL]
    assert in_a_thread(state) == before
    again = in_a_thread(lambda: applied_anew(boss))
    assert again == {"new": len(ROWS)}
    rows, number = in_a_thread(state)
    assert (len(rows), number) == (1 + len(ROWS), before[1] + 1)
    # The same file once more changes nothing
    assert in_a_thread(lambda: counts_again(table(boss, [HEADS, *ROWS]).pk)) == {"same": len(ROWS)}


def applied_anew(person: Any) -> dict[str, int]:
    sent = table(person, [HEADS, *ROWS])
    counts = dict(services.result_of(sent).counts())
    services.apply_table(table=sent, actor=person)
    return counts


def test_work_whose_process_was_killed_is_done_once_by_the_next(
    boss: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk, before = table(boss, [HEADS, *ROWS]).pk, state()
    TableFile.objects.update(state=State.TO_APPLY, beat=timezone.now())
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    with monkeypatch.context() as patched:
        dying(patched)
        assert in_processes(lambda _place: print(work(pk)), 1) == [-signal.SIGKILL]
    # Until the silence is long enough, the work may still go on
    assert in_a_thread(lambda: work(pk)) == State.APPLYING
    assert in_a_thread(state) == before
    silent = timezone.now() - services.WHILE_APPLYING - timedelta(minutes=1)
    in_a_thread(lambda: TableFile.objects.update(beat=silent))
    assert in_processes(lambda _place: print(work(pk)), 2) == [0, 0]
    rows, number = in_a_thread(state)
    assert (len(rows), number) == (1 + len(ROWS), before[1] + 1)
    assert in_a_thread(lambda: TableFile.objects.get(pk=pk).state) == State.APPLIED


def work(pk: int) -> str:
    return work_on(TableFile.objects.get(pk=pk))


@pytest.mark.once
@pytest.mark.parametrize("kilobytes", [4, 64, 256])
def test_on_a_full_disk_nothing_is_written_and_the_table_can_be_applied_later(
    boss: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kilobytes: int
) -> None:
    sent, before = table(boss, [HEADS, *ROWS]), state()
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def try_it(_place: int) -> None:
        # Files of this process cannot grow above this size, as on a full disk. A disk of PostgreSQL: ``make faults``
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))
        apply_own(sent.pk, tmp_path / "answer")

    assert in_processes(try_it, 1) == [os.EX_SOFTWARE]
    assert not (tmp_path / "answer").exists()
    assert in_a_thread(state) == before
    assert in_a_thread(sound) == "ok"
    in_a_thread(lambda: apply_own(sent.pk, tmp_path / "answer"))
    assert (tmp_path / "answer").read_text() == "applied"
    assert len(in_a_thread(state)[0]) == 1 + len(ROWS)


def sound() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])
