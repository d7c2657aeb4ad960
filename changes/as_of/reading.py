"""Puts the views of a change before the tables, and takes them away.

SQLite looks for a name in its temporary database first: the views are made there, for this connection, and dropped at
the end. PostgreSQL has the views once, in a schema of their own that ``migrate`` makes (``postgres.py``): a setting of
the transaction says which change they show, and another one puts the schema before the tables'. On both, all of it
happens in one transaction that writes nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

from changes.as_of import point as points
from changes.as_of.gathering import COPY
from changes.as_of.point import Point
from changes.as_of.postgres import SCHEMA, SETTING
from changes.as_of.views import definitions

_NUMBER = "/* number of the change */"


@contextmanager
def reading_as_of(point: Point) -> Iterator[None]:
    """Reads inside see the records as of this change. Inside a change nobody reads so: raises RuntimeError."""
    from changes.opened import current

    if current() is not None:
        raise RuntimeError("A change is open: what it compares and writes is the register of now.")
    connection = connections[DEFAULT_DB_ALIAS]
    with _one_transaction(connection), _without_keys_of_tables(connection):
        shown = _shown_by_postgres if connection.vendor == "postgresql" else _shown_by_sqlite
        with shown(connection, point.number):
            token = points.begin(point)
            try:
                yield
            finally:
                points.end(token)


@contextmanager
def rows_as_of(number: int, models: Iterable[Any]) -> Iterator[None]:
    """Within ``reading_as_of``: reads the tables of these models as of another change, for statements that read no
    others. On SQLite nothing may be gathered.
    """
    connection, point = connections[DEFAULT_DB_ALIAS], points.current_point()
    if point is None:
        raise RuntimeError("Only a reader as of a change reads rows as of another one.")
    names = {model._meta.db_table for model in models}
    show = _show_in_postgres if connection.vendor == "postgresql" else _show_in_sqlite
    show(connection, names, number)
    try:
        yield
    finally:
        if not _has_failed(connection):
            show(connection, names, point.number)


def _show_in_postgres(connection: Any, _names: set[str], number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {SETTING} = {number:d}")


def _show_in_sqlite(connection: Any, names: set[str], number: int) -> None:
    cursor = connection.connection.cursor()
    for name, select in _views_of_sqlite():
        if name in names:
            cursor.execute(f'DROP VIEW temp."{name}"')
            cursor.execute(f'CREATE TEMP VIEW "{name}" AS {select.replace(_NUMBER, str(number))}')


@contextmanager
def _one_transaction(connection: Any) -> Iterator[None]:
    """A transaction that begins as a reader's, so that nobody waits for it. Inside another one a savepoint."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()  # This is when the mode is read from the settings
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            connection.transaction_mode = usual
            yield
    finally:
        connection.transaction_mode = usual


@contextmanager
def _without_keys_of_tables(connection: Any) -> Iterator[None]:
    """PostgreSQL knows the key of a table, but not of a view: GROUP BY has to name every column that is selected."""
    features = connection.features
    usual = features.allows_group_by_selected_pks
    features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        features.allows_group_by_selected_pks = usual


@contextmanager
def _shown_by_postgres(connection: Any, number: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path'), current_schema()")
        before, schema = cursor.fetchone()
        # Compiling the statements over the views takes longer than they run
        cursor.execute(f"SET LOCAL {SETTING} = {number:d}; SET LOCAL jit = off")
        cursor.execute(f'SET LOCAL search_path = {SCHEMA}, "{schema}"')
    yield
    if connection.connection is None or connection.needs_rollback:
        return
    if _has_failed(connection):
        # A statement failed, so the database ends the transaction, and with it both settings
        connection.set_rollback(True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, true)", [before])


def _has_failed(connection: Any) -> bool:
    """Whether a statement failed on PostgreSQL. It then takes back what the transaction has set."""
    if connection.vendor != "postgresql":
        return False
    return bool(connection.connection.info.transaction_status != TRANSACTION_STATUS_INTRANS)


@contextmanager
def _shown_by_sqlite(connection: Any, number: int) -> Iterator[None]:
    views = _views_of_sqlite()
    # One script for all of them. Past Django's cursor, because executescript() of Python's would commit
    cursor = connection.connection.cursor()
    try:
        for name, select in views:
            cursor.execute(f'CREATE TEMP VIEW "{name}" AS {select.replace(_NUMBER, str(number))}')
        yield
    finally:
        made = {name for name, _select in views}
        cursor.execute("SELECT type, name FROM sqlite_temp_master WHERE type IN ('view', 'table')")
        for kind, name in cursor.fetchall():
            if name in made or name.endswith(COPY):
                cursor.execute(f'DROP {kind} temp."{name}"')


@cache
def _views_of_sqlite() -> tuple[tuple[str, str], ...]:
    return tuple(definitions(connections[DEFAULT_DB_ALIAS], _NUMBER, "main"))
