"""Functions that run when a change closes."""

from collections.abc import Sequence
from typing import Any

import pytest

from changes import closing
from changes.closing import at_close
from changes.models import Change, RecordChange, Way
from changes.opened import changing
from projects.models import Portfolio, Project
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a registered function was called with."""
    monkeypatch.setattr(closing, "_hooks", [])
    calls: list[Any] = []

    def listen(change: Change, records: Sequence[RecordChange]) -> None:
        calls.append((change.number, [(record.kind, record.key) for record in records]))

    at_close(listen)
    at_close(listen)
    return calls


def test_it_hears_each_change_once_with_its_records(heard: list[Any]) -> None:
    builders.project("P-1")
    with changing(way=Way.PROGRAM) as opened:
        Project.objects.update(status="ongoing")
        Portfolio.objects.update(name_en="Renamed")
        assert heard == []
    assert opened.change is not None
    ((number, records),) = heard
    assert number == opened.change.number
    assert {kind for kind, _key in records} == {"project", "portfolio"}
    assert ("project", "P-1") in records


def test_it_finds_the_rows_of_the_change_written(heard: list[Any]) -> None:
    builders.project("P-1")
    found: list[int] = []
    at_close(lambda change, records: found.append(RecordChange.objects.filter(change=change).count()))
    with changing(way=Way.PROGRAM):
        Project.objects.update(status="ongoing")
    assert found == [1]


def test_it_hears_nothing_where_nothing_differs(heard: list[Any]) -> None:
    builders.project("P-1")
    with changing(way=Way.PROGRAM):
        Project.objects.update(status=Project.objects.get().status)
    assert heard == []


def test_its_error_undoes_the_change(heard: list[Any]) -> None:
    builders.project("P-1", status="closed")

    def fail(change: Change, records: Sequence[RecordChange]) -> None:
        raise ValueError("refused")

    at_close(fail)
    with pytest.raises(ValueError, match="refused"), changing(way=Way.PROGRAM):
        Project.objects.update(status="ongoing")
    assert Project.objects.get().status == "closed"
    assert not Change.objects.exists()
