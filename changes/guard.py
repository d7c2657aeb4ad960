"""The guard on the connection: a record's table is written only inside an open change.

It reads each INSERT, UPDATE and DELETE before the database does, so that ``save()``, ``QuerySet.update``,
``bulk_create``, ``delete`` and many-to-many ``set`` are all seen; signals and overridden ``save()`` miss half of these.
It also tells the change which records are touched, so that the change knows what they said before.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from changes import tables
from changes.opened import OpenChange, current

WRITING = re.compile(r"\b(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE(?: TABLE)?)\s+\"?(\w+)\"?", re.IGNORECASE)
COLUMNS = re.compile(r"\(([^()]*)\)\s+(?:VALUES|SELECT)\b", re.IGNORECASE)
_ungated: ContextVar[bool] = ContextVar("ungated", default=False)


class _State:
    """Of this process."""

    migrating = False
    unnumbered = 0


class WriteOutsideAChange(Exception):
    """Something wrote to a record's table and no change was open."""


def install() -> None:
    """Puts the guard on every connection, now and later. Migrations write without a change."""
    connection_created.connect(_connected, dispatch_uid="guard_connected")
    pre_migrate.connect(_migration_begins, dispatch_uid="guard_pre_migrate")
    post_migrate.connect(_migration_ends, dispatch_uid="guard_post_migrate")
    for connection in connections.all(initialized_only=True):
        _connected(connection)


@contextmanager
def without_change(allowed: bool = True) -> Iterator[None]:
    """Lets migrations and the data of tests be written without a change; ``allowed=False`` guards again within."""
    token = _ungated.set(allowed)
    try:
        yield
    finally:
        _ungated.reset(token)


def always_without_change() -> None:
    """Lets everything that runs here from now on write without a change: for the data of tests."""
    _ungated.set(True)


def unnumbered() -> int:
    """How many statements of this process wrote to records without a change."""
    return _State.unnumbered


def guard(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Executes a statement, unless it would write to a record's table outside a change. Raises WriteOutsideAChange."""
    change = current()
    if change is not None:
        change.prepare_for(sql)
    found = None if sql.startswith("SELECT") else WRITING.search(sql)
    table = tables.tables().get(found[2]) if found else None
    if not found or table is None:
        return execute(sql, params, many, context)
    if change is None:
        if _State.migrating or _ungated.get():
            _State.unnumbered += 1
            return execute(sql, params, many, context)
        raise WriteOutsideAChange(f"{found[1].upper()} {found[2]}: open a change first (changes.opened.changing).")
    change.forget(found[2])
    all_values = (params if many else [params]) if change.looks_for_keys else ()
    for values in all_values:
        _tell_before(change, table, found[1].upper(), sql, values)
    answer = execute(sql, params, many, context)
    if not table.owner and found[1].upper().startswith("INSERT") and change.keeps_records:
        for values in all_values:
            change.made_rows(table.kind, table.model, _keys_made(table, sql, values))
    return answer


def _tell_before(change: OpenChange, table: tables.Table, verb: str, sql: str, params: Any) -> None:
    if not change.keeps_records:
        change.written = True
    elif verb.startswith("INSERT"):
        if table.owner:
            owners = _inserted(sql, params, table.owner)
            change.touch(table.kind, owners)
            _note_made(change, table, sql, params, owners)
    else:
        keys, owners = _rows_written(table, sql, params)
        change.touch(table.kind, owners)
        _note_written(change, table, verb, keys, owners)


def _note_made(change: OpenChange, table: tables.Table, sql: str, params: Any, owners: list[Any]) -> None:
    key = table.model._meta.pk.column
    if table.record:
        change.rows_of(table.record).save(owners, change.reason)
    elif key in _columns(sql):
        change.rows_of(table.model).make(_inserted(sql, params, key), change.reason)
    else:
        change.rows_of(table.model).make_for(table.owner, owners, change.reason)


def _note_written(change: OpenChange, table: tables.Table, verb: str, keys: list[int], owners: list[int]) -> None:
    if table.record:
        change.rows_of(table.record).save(owners, change.reason)
    elif verb == "UPDATE":
        change.rows_of(table.model).save(keys, change.reason)
    else:
        change.rows_of(table.model).delete(keys)


def _rows_written(table: tables.Table, sql: str, params: Any) -> tuple[list[int], list[int]]:
    """The rows that an UPDATE or DELETE is about to write, and the records that they belong to or move to."""
    where = _where(sql)
    name, key = f'"{table.model._meta.db_table}"', f'"{table.model._meta.pk.column}"'
    owner = f'"{table.owner}"' if table.owner else key
    values = tuple(params or ())
    before = sql[:where].count("%s") if where else 0
    query = f"SELECT {name}.{key}, {name}.{owner} FROM {name}{sql[where:] if where else ''}"  # noqa: S608 (Django's own SQL)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query, values[before:] if where else ())
        found = cursor.fetchall()
    keys, owners = [row for row, _owner in found], [of for _row, of in found]
    moved = re.search(rf"{re.escape(owner)} = %s", sql[: where or len(sql)]) if table.owner else None
    if moved:
        owners.append(values[sql[: moved.start()].count("%s")])
    return keys, owners


def _where(sql: str) -> int:
    """Where the condition of an UPDATE or DELETE begins, outside brackets and quotes; 0: it has none."""
    depth, quoted = 0, ""
    for place, letter in enumerate(sql):
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "\"'":
            quoted = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif depth == 0 and letter == " " and sql.startswith(" WHERE ", place):
            return place
    return 0


def _columns(sql: str) -> list[str]:
    """The columns that an INSERT names."""
    listed = COLUMNS.search(sql)
    return [name.strip().strip('"') for name in listed[1].split(",")] if listed else []


def _inserted(sql: str, params: Any, column: str) -> list[Any]:
    """The values that an INSERT writes to a column."""
    listed, columns = COLUMNS.search(sql), _columns(sql)
    if column not in columns or listed is None:
        raise WriteOutsideAChange(f"This INSERT names no column {column}: {sql[:200]}")
    rest = sql[listed.end() :]
    place = columns.index(column)
    values = list(params)
    if "UNNEST(" in rest:
        return list(values[place])
    marks = [mark.strip() for mark in rest[rest.index("(") + 1 : rest.index(")")].split(",")]
    if marks[place] != "%s":
        raise WriteOutsideAChange(f"This INSERT works out its {column}: {sql[:200]}")
    per_row, before = marks.count("%s"), marks[:place].count("%s")
    return values[before::per_row]


def _keys_made(table: tables.Table, sql: str, params: Any) -> list[int]:
    """The keys of the records that an INSERT made, found by their natural keys."""
    columns = [table.model._meta.get_field(name).attname for name in table.model.natural_fields]
    values = list(zip(*(_inserted(sql, params, column) for column in columns), strict=True))
    found: list[int] = []
    for start in range(0, len(values), 300):
        part = values[start : start + 300]
        marks = " OR ".join("(" + " AND ".join(f'"{column}" = %s' for column in columns) + ")" for _ in part)
        name, key = table.model._meta.db_table, table.model._meta.pk.column
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            query = f'SELECT "{key}" FROM "{name}" WHERE {marks}'  # noqa: S608 (names of our models)
            cursor.execute(query, [value for row in part for value in row])
            found += [key for (key,) in cursor.fetchall()]
    return found


def _connected(connection: Any, **_kwargs: Any) -> None:
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, guard)


def _migration_begins(**_kwargs: Any) -> None:
    _State.migrating = True


def _migration_ends(**_kwargs: Any) -> None:
    _State.migrating = False
