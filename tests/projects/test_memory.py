"""Figures are remembered exactly as long as nobody writes to the database."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from projects import memory
from projects.models import Council


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The marks that the database gives, one after the other; the last one for good."""
    given: list[str | None] = []
    monkeypatch.setattr(memory, "mark", lambda: given.pop(0) if len(given) > 1 else given[0])
    return given


@pytest.mark.parametrize(
    ("given", "worked_out"),
    [
        (["a"], 1),  # it stands still: the second reader gets the first one's answer
        (["a", "a", "b", "b"], 2),  # written to between the two readers
        (["a", "b", "b", "b"], 2),  # written to while the first answer was worked out: it is not kept
        ([None], 2),  # it cannot be told
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


def test_the_mark_of_a_file_changes_with_every_commit_of_anyone(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    with sqlite3.connect(path) as writer:
        writer.execute("CREATE TABLE fact (amount)")
    seen = [memory.of_file(str(path))]
    assert memory.of_file(str(path)) == seen[0]
    writer.execute("INSERT INTO fact VALUES (1)")
    assert memory.of_file(str(path)) == seen[0]
    writer.commit()
    seen.append(memory.of_file(str(path)))
    writer.close()
    # Another file takes its place, as when a backup is put back
    other = tmp_path / "other.sqlite3"
    sqlite3.connect(other).close()
    other.replace(path)
    seen.append(memory.of_file(str(path)))
    assert len(set(seen)) == 3


@pytest.mark.django_db(transaction=True)
def test_the_mark_of_the_database_changes_with_every_commit() -> None:
    before = memory.mark()
    if connection.vendor == "sqlite":
        # The tests' database lives in memory, which cannot tell; a file can, as above
        assert before is None
        return
    assert memory.mark() == before
    council = Council.objects.create(code="MR-A", name_en="A")
    assert memory.mark() != before
    with transaction.atomic():
        assert memory.mark() is None
    council.delete()
