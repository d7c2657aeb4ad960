"""A single migration for each package builds a new database; databases from before version 1.0.0 continue with
theirs."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db

BEFORE = {
    "accounts": ["0001_saved_views"],
    "budgets": ["0001_register", "0002_date_of_the_grant"],
    "events": ["0001_events", "0020_sort_keys", "0021_clash_check"],
    "projects": ["0001_register", "0002_place_coordinates", "0010_search_of_councils_and_places", "0020_sort_keys"],
}
"""The migrations that a database records if it was made before the migrations were squashed."""


def planned(executor: Any) -> set[tuple[str, str]]:
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {(migration.app_label, migration.name) for migration, _backwards in plan}


def test_a_database_of_before_does_not_build_its_tables_again() -> None:
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app__in=[*BEFORE, "changes"]).delete()
    for room, names in BEFORE.items():
        for name in names:
            recorder.record_applied(room, name)
    plan = planned(MigrationExecutor(connection))
    assert not {(room, "0001_initial") for room in BEFORE} & plan
    # Later migrations are still to be applied
    assert ("accounts", "0002_keys_of_programs") in plan


@pytest.mark.parametrize("room", BEFORE)
def test_a_new_database_is_built_by_one_migration_a_room(room: str) -> None:
    loader = MigrationExecutor(connection).loader
    assert (room, "0001_initial") in loader.graph.nodes
    assert not {(room, name) for name in BEFORE[room]} & set(loader.graph.nodes)
