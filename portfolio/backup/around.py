"""What waits while rows are written, and comes right afterwards: triggers, indexes of words, keys between tables, the
index of the clash check, and the history of kept columns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection

from events.clash.index import index_events
from projects.kept import rebuilding, triggers
from projects.kept.steps import Steps
from projects.memory import forget
from projects.searching import keeping
from projects.searching.registry import indexes

KEYS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname"
)


@contextmanager
def bare_tables(said: Steps) -> Iterator[None]:
    """Rows inside are written without triggers, indexes of words and keys between tables. All of them are made at the
    end, and everything that follows from the rows with them. Raises IntegrityError if a row refers to a missing one.
    """
    _check_keys_of_postgres()
    triggers.remove(DEFAULT_DB_ALIAS)
    rebuilding.remove(DEFAULT_DB_ALIAS)
    _drop_indexes_of_words()
    keys = list(_dropped_keys())
    yield
    said.write("  Checking the keys between tables")
    _run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in keys)
    connection.check_constraints()
    ContentType.objects.clear_cache()
    said.write("  Making indexes and kept columns anew")
    triggers.install(DEFAULT_DB_ALIAS, said, announces=False)
    _check_keys_of_postgres()
    keeping.ensure_indexes(DEFAULT_DB_ALIAS)
    index_events()
    rebuilding.install(DEFAULT_DB_ALIAS, said)
    _check_keys_of_postgres()
    forget()


def _check_keys_of_postgres() -> None:
    """Checks the keys now that PostgreSQL would check at the end: it alters no table with a key that still waits."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _dropped_keys() -> Iterator[tuple[str, str, str]]:
    """Drops the keys between tables of PostgreSQL, and yields them: added again, they are checked for all rows at
    once. SQLite checks each row, and at the end of the transaction.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        found = cursor.fetchall()
    _run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _definition in found)
    yield from found


def _drop_indexes_of_words() -> None:
    if connection.vendor == "postgresql":
        _run(f'DROP INDEX IF EXISTS "{index.name}"' for index in indexes())
        _run(f'DROP INDEX IF EXISTS "{index.name}_unusual"' for index in indexes())
        return
    names = (f"{index.name}_{event}" for index in indexes() for event in ("added", "removed", "changed"))
    _run(f'DROP TRIGGER IF EXISTS "{name}"' for name in names)


def _run(statements: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
