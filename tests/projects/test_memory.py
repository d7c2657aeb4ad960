"""Answers are cached until somebody writes to the database."""

from typing import Any

import pytest

from changes.models import Way
from changes.opened import changing
from projects import memory
from projects.models import Council


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Sets the marks that the database gives, one after the other; the last one is repeated."""
    given: list[str | None] = []
    monkeypatch.setattr(memory, "mark", lambda: given.pop(0) if len(given) > 1 else given[0])
    return given


@pytest.mark.parametrize(
    ("given", "worked_out"),
    [
        (["a"], 1),  # no change: the second reader gets the first one's answer
        (["a", "a", "b", "b"], 2),  # a change between the two readers
        (["a", "b", "b", "b"], 2),  # a change during the first answer: it is not kept
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
