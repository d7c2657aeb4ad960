"""What ``migrate`` fills for states of before is what the changes would have written."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given

from changes import tables
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.models import Way
from changes.opened import changing
from projects.history.derived import fill
from projects.kept.rebuilding import after_migrations, install
from projects.kept.states import table_of_states
from projects.models import Project
from tests import builders
from tests.cases import examples
from tests.changes.as_of import histories

APPROXIMATE = "events_event"
"""Its numbers of saves before the history kept them are counted, not known."""


@examples(5)
@given(history=histories.HISTORIES)
def test_earlier_states_get_what_a_change_writes(db: None, history: Any) -> None:
    with histories.begun():
        said = {number: histories.every_row() for steps in history if (number := histories.write(steps))}
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table_of_states(Project)}"')  # noqa: S608 (the name of our table)
        for table in tables.tables().values():
            names = getattr(getattr(table.model, "history", None), "model", None)
            if names is not None and names.columns_beside:
                names.objects.update(**dict.fromkeys(names.columns_beside))
        fill(using="default", verbosity=0)
        install("default")
        for number, then in said.items():
            with reading_as_of(point_of(str(number))):
                now = histories.every_row()
            assert {**now, APPROXIMATE: ()} == {**then, APPROXIMATE: ()}


@pytest.mark.django_db
def test_migrate_makes_an_index_that_tables_of_an_earlier_version_lack() -> None:
    name = f"{table_of_states(Project)}_from"

    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, table_of_states(Project)))

    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
    assert name not in indexes()
    after_migrations(using="default", verbosity=0)
    assert name in indexes()


@pytest.mark.django_db
def test_a_change_that_keeps_no_records_gives_its_rows_a_history() -> None:
    with changing(way=Way.PAGE) as opened:
        builders.project("P-1")
    facts = {name: getattr(Project.objects.get(), name) for name in ("portfolio", "source", "kind", "status")}
    with changing(way=Way.PROGRAM, keeps_records=False):
        Project.objects.bulk_create([Project(reference="P-2", title_en="Made up", **facts)])
    first: Any = opened.change
    with reading_as_of(point_of(str(first.number))):
        assert Project.objects.count() == 1
    with reading_as_of(point_of(str(first.number + 1))):
        assert sorted(Project.objects.values_list("reference", flat=True)) == ["P-1", "P-2"]
