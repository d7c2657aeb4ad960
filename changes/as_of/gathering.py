"""Copies of rows as of a change, for a page with many statements over all of them. SQLite only.

A view over a history reads every state of a row in each statement. A page with many statements copies the rows of its
change once, which takes as long as three of them. PostgreSQL copies nothing: a transaction that only reads may not.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from changes import tables
from changes.as_of.point import current_point
from changes.as_of.views import at, narrow_of, select_of

COPY = "_as_of"
"""The end of the name of the copy of a narrow table."""
_whole: dict[str, str] = {}


def gather_whole(label: str, by: str) -> None:
    """Lets all columns of a model be copied, with an index of the column ``by``: of a table with short rows."""
    _whole[label] = by


def gather() -> None:
    """Copies the rows of the change as of which is read. Does nothing twice, nor where the register of now is read."""
    point, connection = current_point(), connections[DEFAULT_DB_ALIAS]
    if point is None or connection.vendor != "sqlite":
        return
    if not is_gathered():
        # Past Django's cursor, as the views are made
        cursor = connection.connection.cursor()
        for statement in _statements(connection, str(point.number)):
            cursor.execute(statement)


def is_gathered() -> bool:
    """Returns whether the rows of a change are copied."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        return False
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    cursor.execute("SELECT COUNT(*) FROM sqlite_temp_master WHERE type = 'table' AND name LIKE ?", [f"%{COPY}"])
    return bool(cursor.fetchone()[0])


def _statements(connection: Any, change: str) -> Iterator[str]:
    for name, table in tables.tables().items():
        if narrow := None if table.record else narrow_of(table.model):
            copy = f"{narrow.table}{COPY}"
            rows = f'SELECT * FROM main."{narrow.table}" AS kept WHERE {at("kept", change, connection)}'  # noqa: S608
            yield f'CREATE TEMP TABLE "{copy}" AS {rows}'
            yield f'CREATE INDEX temp."{copy}_id" ON "{copy}" (id)'
            yield f'DROP VIEW temp."{name}"'
            select = select_of(connection, table, change, "main", gathered=f'temp."{copy}"')
            yield f'CREATE TEMP VIEW "{name}" AS {select}'
    for label, by in _whole.items():
        model: Any = apps.get_model(label)
        name = model._meta.db_table
        yield f'DROP VIEW temp."{name}"'
        # With the types of the columns, by which Python's values are made
        columns = [f'"{field.column}" {_type(field, connection)}' for field in model._meta.concrete_fields]
        yield f'CREATE TEMP TABLE "{name}" ({", ".join(columns)})'
        yield f'INSERT INTO temp."{name}" {select_of(connection, tables.tables()[name], change, "main")}'
        yield f'CREATE INDEX temp."{name}_{by}" ON "{name}" ("{by}")'
        yield f'CREATE INDEX temp."{name}_key" ON "{name}" ("{model._meta.pk.column}")'


def _type(field: Any, connection: Any) -> str:
    return str(field.db_parameters(connection)["type"])
