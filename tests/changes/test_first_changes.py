"""The migration that makes the first changes of a database from before changes were numbered."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from changes.models import Change, Latest, RecordChange, Way
from changes.opened import changing
from projects.models import Council, CouncilRole, Project
from tests import builders

migration = import_module("changes.migrations.0005_first_changes")
pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def dated(states: Any, seconds: float, user: Any = None, reason: str | None = None) -> None:
    """Sets who wrote these states, and when."""
    moment = BEGIN + timedelta(seconds=seconds)
    states.update(history_date=moment, history_user=user, history_change_reason=reason)


@pytest.fixture
def anna(django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("anna")


@pytest.fixture
def project(anna: Any) -> Project:
    """A project that was loaded; later anna changed it twice, with an hour between."""
    row = builders.project("P-1", councils=["MR-A"], status="ongoing")
    models: Any = (Project, CouncilRole, Council, type(row.source), type(row.source.document), type(row.portfolio))
    for model in models:
        dated(model.history.all(), 0, reason="Loaded from a/1.yaml")
    dated(CouncilRole.history.all(), 40, reason="Loaded from a/2.yaml")
    for seconds, kind in ((3600, "study"), (7200, "campaign")):
        row.kind = kind
        row.save()
        dated(Project.history.filter(kind=kind), seconds, anna)
    return row


def number() -> None:
    migration.number(apps, None)


def intervals(model: Any) -> list[tuple[str, int, int | None]]:
    return list(model.history.order_by("history_id").values_list("history_type", "from_change", "until_change"))


def test_a_load_is_one_change_and_each_edit_is_one(project: Project, anna: Any) -> None:
    number()
    assert list(Change.objects.order_by("number").values_list("number", "way", "actor")) == [
        (1, "load", None), (2, "admin", anna.pk), (3, "admin", anna.pk),
    ]  # fmt: skip
    assert intervals(Project) == [("+", 1, 2), ("~", 2, 3), ("~", 3, None)]
    assert intervals(CouncilRole) == [("+", 1, None)]
    assert Change.objects.get(pk=2).moment == BEGIN + timedelta(hours=1)


def test_the_records_are_listed_without_values(project: Project) -> None:
    number()
    first = RecordChange.objects.filter(change=1, kind="project").get()
    assert (first.key, first.row, first.action) == ("P-1", project.pk, "create")
    later = RecordChange.objects.get(change=3)
    assert (later.key, later.action, later.before, later.after) == ("P-1", "update", None, None)


def test_the_next_change_goes_on_from_the_last_number(project: Project) -> None:
    number()
    with changing(way=Way.PROGRAM):
        Project.objects.update(kind="study")
    assert Change.objects.latest("number").number == 4
    assert intervals(Project)[-2:] == [("~", 3, 4), ("~", 4, None)]


def test_two_people_at_one_moment_make_two_changes(django_user_model: Any, anna: Any) -> None:
    one, other = builders.project("P-1"), builders.project("P-2")
    dated(Project.history.filter(id=one.pk), 100, anna)
    dated(Project.history.filter(id=other.pk), 100, django_user_model.objects.create_user("bo"))
    number()
    assert Project.history.get(id=one.pk).from_change != Project.history.get(id=other.pk).from_change


def test_of_two_states_in_one_save_only_the_last_was_ever_seen(project: Project, anna: Any) -> None:
    project.kind = "study"
    project.save()
    dated(Project.history.filter(history_id=Project.history.order_by("history_id").last().history_id), 7201, anna)
    number()
    assert intervals(Project)[-2:] == [("~", 3, 3), ("~", 3, None)]


def test_a_row_that_is_gone_is_so_no_longer(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_councilrole")
    number()
    assert not CouncilRole.history.filter(until_change=None).exists()


def test_a_row_that_a_bulk_write_changed_gets_its_state(project: Project) -> None:
    Project.objects.update(kind="seminar")
    number()
    assert intervals(Project)[-2:] == [("~", 3, 4), ("~", 4, None)]
    last = Project.history.get(until_change=None)
    assert (last.kind, last.history_date) == ("seminar", BEGIN + timedelta(hours=2))
    assert Latest.objects.get().number == 4


def test_it_is_not_taken_back_under_later_changes(project: Project) -> None:
    number()
    with changing(way=Way.PROGRAM):
        Project.objects.update(kind="study")
    with pytest.raises(RuntimeError):
        migration.take_back(apps, None)


def test_numbered_changes_beside_a_history_without_numbers_are_refused(project: Project) -> None:
    with changing(way=Way.PROGRAM):
        builders.council("MR-B")
    with pytest.raises(RuntimeError):
        number()


def test_an_empty_database_needs_no_first_change() -> None:
    number()
    assert not Change.objects.exists()
