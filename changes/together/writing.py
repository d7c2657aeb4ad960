"""Writes many rows of one table by few statements.

``bulk_create`` and ``bulk_update`` of Django do the same. They make an object for each value of each row, which takes
several times as long as the database needs to write it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field

MOST_ROWS = 500
"""Of one statement."""


def insert(rows: Sequence[Any]) -> None:
    """Inserts new rows of one model. Each gets its key, unless it has one."""
    keyed = [row for row in rows if row.pk is not None]
    for some in (keyed, [row for row in rows if row.pk is None]):
        if some:
            _insert(some)


def update(rows: Sequence[Any], names: Collection[str]) -> None:
    """Writes these columns of rows of one model. What follows from other columns is not worked out anew."""
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk
    columns = [rows[0]._meta.get_field(name) for name in names]
    _refer(rows, columns)
    sets = ", ".join(f'"{column.column}" = %s' for column in columns)
    values = [_prepared(column, map(attrgetter(column.attname), rows)) for column in [*columns, key]]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(f'UPDATE "{table}" SET {sets} WHERE "{key.column}" = %s', list(zip(*values, strict=True)))  # noqa: S608 (names of our models)


def _insert(rows: Sequence[Any]) -> None:
    own: Any = type(rows[0])
    columns = _columns_of(own, rows[0].pk is not None)
    _refer(rows, [column for column, _read in columns])
    lists = [_prepared(column, map(read, rows)) for column, read in columns]
    most = connections[DEFAULT_DB_ALIAS].features.max_query_params
    at_once = min(MOST_ROWS, most // len(columns)) if most else MOST_ROWS
    keys: list[int] = []
    for start in range(0, len(rows), at_once):
        some = list(zip(*(values[start : start + at_once] for values in lists), strict=True))
        keys += _insert_values(own._meta, [column.column for column, _read in columns], some)
    for row, key in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, DEFAULT_DB_ALIAS


def _refer(rows: Sequence[Any], columns: Sequence[Any]) -> None:
    """Lets each row refer to the rows that it was given before these were written and got their keys."""
    for column in columns:
        for row in rows if column.is_relation else ():
            other = column.get_cached_value(row, None)
            if other is not None and getattr(row, column.attname) is None:
                setattr(row, column.attname, getattr(other, column.target_field.attname))


def _insert_values(model: Any, names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> Iterator[int]:
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    all_marks = ", ".join([f"({marks})"] * len(values))
    statement = f'INSERT INTO "{model.db_table}" ({listed}) VALUES {all_marks} RETURNING "{model.pk.column}"'  # noqa: S608 (names of our models)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, list(chain.from_iterable(values)))
        return (key for (key,) in cursor.fetchall())


@cache
def _columns_of(model: Any, with_key: bool) -> list[tuple[Any, Callable[[Any], Any]]]:
    """The columns that an INSERT writes, each with how its value is read from a row."""
    columns = [
        column
        for column in model._meta.concrete_fields
        if not getattr(column, "generated", False) and (with_key or not column.primary_key)
    ]
    return [(column, _reader_of(column)) for column in columns]


def _reader_of(column: Any) -> Callable[[Any], Any]:
    if type(column).pre_save is Field.pre_save:
        return attrgetter(column.attname)
    return lambda row: column.pre_save(row, True)


def _prepared(column: Any, values: Iterator[Any]) -> list[Any]:
    """The values of a column as the database takes them. Most rows have the same few, which are prepared once."""
    connection, known = connections[DEFAULT_DB_ALIAS], {}
    found = []
    for value in values:
        try:
            name = type(value), value
            if name not in known:
                known[name] = column.get_db_prep_save(value, connection)
            found.append(known[name])
        except TypeError:
            # A list cannot be a key
            found.append(column.get_db_prep_save(value, connection))
    return found
