"""The guard: a record's table is written only inside an open change, whatever writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from changes.guard import WriteOutsideAChange, without_change
from changes.models import Change, RecordChange, Way
from changes.opened import changing
from events.models import Event
from projects.models import Council, CouncilRole, Place, Project
from tests import builders

pytestmark = pytest.mark.django_db


def save() -> None:
    project = Project.objects.get(reference="P-1")
    project.status = "ongoing"
    project.save()


def many_to_many() -> None:
    Place.objects.get(slug="north").spans.set([builders.country("SE")])


WRITES: dict[str, tuple[Callable[[], Any], str, str]] = {
    "save": (save, "project", "P-1"),
    "update": (lambda: Project.objects.filter(reference="P-1").update(status="ongoing"), "project", "P-1"),
    "update of all": (lambda: Project.objects.update(status="ongoing"), "project", "P-1"),
    "bulk_create": (
        lambda: CouncilRole.objects.bulk_create(
            [
                CouncilRole(
                    project=Project.objects.get(reference="P-1"),
                    council=Council.objects.get(code="MR-B"),
                    role="audience",
                )
            ]
        ),
        "project",
        "P-1",
    ),
    "bulk_update": (
        lambda: Project.objects.bulk_update([Project(pk=Project.objects.get().pk, kind="study")], ["kind"]),
        "project",
        "P-1",
    ),
    "delete of a queryset": (lambda: CouncilRole.objects.all().delete(), "project", "P-1"),
    "delete": (lambda: Project.objects.get(reference="P-1").delete(), "project", "P-1"),
    "many-to-many set": (many_to_many, "place", "north"),
    "raw SQL": (
        lambda: connection.cursor().execute("UPDATE projects_project SET kind = %s", ["study"]),
        "project",
        "P-1",
    ),
}


@pytest.fixture
def rows() -> None:
    builders.project("P-1", councils=["MR-A"])
    builders.council("MR-B")
    builders.country("SE")
    Place.objects.create(slug="north", name_en="North", kind="region")


@pytest.mark.parametrize("name", WRITES)
def test_a_write_outside_a_change_is_refused(rows: None, name: str) -> None:
    with without_change(False), pytest.raises(WriteOutsideAChange):
        WRITES[name][0]()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_inside_a_change_is_kept_with_its_record(rows: None, name: str) -> None:
    write, kind, key = WRITES[name]
    with without_change(False), changing(way=Way.PROGRAM):
        write()
    record = RecordChange.objects.get()
    assert (record.kind, record.key) == (kind, key)
    assert record.before != record.after


def test_sessions_and_the_like_pass(rows: None) -> None:
    with without_change(False):
        Session.objects.create(session_key="a", session_data="b", expire_date=timezone.now())
        Session.objects.all().delete()


def test_a_change_that_writes_the_same_again_is_none(rows: None) -> None:
    with changing(way=Way.PROGRAM):
        Project.objects.get().save()
    assert not Change.objects.exists()


def test_a_row_that_moves_touches_both_records() -> None:
    one, other = builders.project("P-1"), builders.project("P-2")
    allocation = builders.allocation(one)
    with changing(way=Way.PROGRAM):
        allocation.project = other
        allocation.save()
    assert sorted(RecordChange.objects.values_list("key", flat=True)) == ["P-1", "P-2"]


def test_what_goes_with_a_deleted_record_is_a_change_of_the_records_that_had_it() -> None:
    event = builders.event("meeting")
    event.event_projects.create(project=builders.project("P-1"))
    with changing(way=Way.PROGRAM):
        Project.objects.get().delete()
    assert set(RecordChange.objects.values_list("kind", "action")) == {("project", "delete"), ("event", "update")}


def test_a_new_record_had_nothing_before() -> None:
    with changing(way=Way.PROGRAM):
        builders.project("P-1", councils=["MR-A"])
    assert RecordChange.objects.get(kind="project").before is None


def test_values_of_contacts_are_not_kept() -> None:
    with changing(way=Way.PROGRAM):
        builders.contact(person="Somebody")
    record = RecordChange.objects.get(kind="contact")
    assert (record.action, record.before, record.after) == ("create", None, None)


def test_an_error_within_a_change_leaves_nothing() -> None:
    def fail() -> None:
        with changing(way=Way.PROGRAM):
            builders.event("meeting")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Event.objects.exists()
    assert not Change.objects.exists()


def test_a_dump_is_put_back_as_one_change(tmp_path: Path) -> None:
    builders.project("P-1", councils=["MR-A"])
    path = tmp_path / "all.json"
    call_command("dumpdata", "projects", "changes", "--natural-foreign", output=str(path), verbosity=0)
    Project.objects.all().delete()
    call_command("loaddata", str(path), verbosity=0)
    assert Project.objects.get().councils.get().code == "MR-A"
    assert Change.objects.get().way == Way.LOAD
