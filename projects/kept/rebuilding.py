"""Makes the history of kept columns anew, of the histories of all records.

Change by change, the rows that it may have touched are read as of that change, with their kept columns worked out by
their declarations.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from changes import tables
from changes.as_of import postgres as views
from changes.as_of.postgres import NUMBER, SETTING
from changes.as_of.views import definitions
from changes.closing import at_close
from changes.guard import without_change
from changes.models import Change, RecordChange
from projects.history.derived import is_whole
from projects.kept import postgres, sqlite
from projects.kept.declared import kept_models
from projects.kept.states import digest, indexed, made, rows_fed_by, table_of_states, write_states
from projects.kept.steps import SILENT, Steps, steps_of

WRITTEN = "kept_states_written"
"""The view that says by which declarations the history of kept columns was written to its end."""


@at_close
def follow(change: Change, records: Sequence[RecordChange]) -> None:
    """Ends the states of kept columns that the change replaced, and writes the new ones."""
    # The first changes are written in the middle of migrations
    if records or _written_by(connections[DEFAULT_DB_ALIAS]):
        for label in kept_models():
            write_states(label, change.number, rows_fed_by(label, {(record.kind, record.row) for record in records}))
    if not records:
        # Such a change may have brought histories of its own, as loaddata does
        install(DEFAULT_DB_ALIAS)


def install(using: str, said: Steps = SILENT) -> None:
    """Makes the history of kept columns, unless it is there, is whole and follows the declarations."""
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or not is_whole(connection) or _is_current(connection):
        return
    views.remove(using)
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    with without_change(), transaction.atomic(), said.step("Writing the history of kept columns", len(numbers)):
        _run(connection, [*_removed(), *(sql for label in kept_models() for sql in made(label, connection))])
        for number in _as_of_each(connection, numbers):
            records = set(RecordChange.objects.filter(change=number).values_list("kind", "row"))
            for label in kept_models():
                write_states(label, number, rows_fed_by(label, records))
        _run(connection, _indexes())
        _run(connection, [f"CREATE VIEW \"{WRITTEN}\" AS SELECT '{digest(connection)}' AS definitions"])
        views.install(using)


def _indexes() -> list[str]:
    return [sql for label in kept_models() for sql in indexed(label)]


def remove(using: str) -> None:
    """Removes the history of kept columns and the views that read it: for histories that are about to be replaced."""
    views.remove(using)
    _run(connections[using], _removed())


def _removed() -> list[str]:
    names = [table_of_states(apps.get_model(label)) for label in kept_models()]
    return [f'DROP VIEW IF EXISTS "{WRITTEN}"', *(f'DROP TABLE IF EXISTS "{name}"' for name in names)]


def _run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _is_current(connection: Any) -> bool:
    """Whether the tables are there, follow the declarations, and have a row for each state of their models."""
    if digest(connection) not in _written_by(connection):
        return False
    with connection.cursor() as cursor:
        for label in kept_models():
            model: Any = apps.get_model(label)
            cursor.execute(_lacking(table_of_states(model), model.history.model._meta.db_table))
            if cursor.fetchone():
                return False
    return True


def _written_by(connection: Any) -> str:
    """The definition of the view that names the declarations; empty if the tables are not there."""
    database = postgres if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        cursor.execute(database.DEFINITION_OF_VIEW, [WRITTEN])
        found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def _lacking(states: str, history: str) -> str:
    """The query of a state without a row in the table, or of a row without its state, as after the flush of tests."""
    return (
        f'SELECT 1 FROM "{history}" AS state LEFT JOIN "{states}" AS kept ON kept.state = state.history_id'
        " WHERE state.from_change IS NOT NULL AND kept.id IS NULL"
        " AND (state.until_change IS NULL OR state.until_change > state.from_change)"
        f' UNION ALL SELECT 1 FROM "{states}" AS kept LEFT JOIN "{history}" AS state'
        " ON state.history_id = kept.state WHERE state.history_id IS NULL LIMIT 1"
    )


def _as_of_each(connection: Any, numbers: Iterable[int]) -> Iterator[int]:
    """Yields each number while the tables are read as of it, with kept columns worked out.

    The views are made once, in the temporary database or schema. Both databases look there first.
    """
    in_postgres = connection.vendor == "postgresql"
    change = NUMBER if in_postgres else "(SELECT number FROM temp.as_of_number)"
    begin = [f"SET LOCAL {SETTING} = 0"] if in_postgres else ["CREATE TEMP TABLE as_of_number AS SELECT 0 AS number"]
    each = f"SET LOCAL {SETTING} =" if in_postgres else "UPDATE temp.as_of_number SET number ="
    all_views = definitions(connection, change, f'"{_schema(connection)}"', narrow=False)
    # The tables of changes are read whole
    made_views = [(name, select) for name, select in all_views if name in tables.tables()]
    _run(connection, [*begin, *(f'CREATE TEMP VIEW "{name}" AS {select}' for name, select in made_views)])
    try:
        for number in numbers:
            _run(connection, [f"{each} {number:d}"])
            yield number
    finally:
        _run(connection, (f'DROP VIEW IF EXISTS "{name}"' for name, _select in reversed(made_views)))
        _run(connection, [] if in_postgres else ["DROP TABLE temp.as_of_number"])


def _schema(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()" if connection.vendor == "postgresql" else "SELECT 'main'")
        return str(cursor.fetchone()[0])


def after_migrations(*, using: str, **options: Any) -> None:
    """A receiver of ``post_migrate``."""
    install(using, steps_of(**options))
    connection = connections[using]
    if using == DEFAULT_DB_ALIAS and _written_by(connection):
        # Tables of an earlier version lack those that came later
        _run(connection, _indexes())
