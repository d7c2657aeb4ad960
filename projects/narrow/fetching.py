"""Reads the rows of a narrow list in the way that is fastest on each database."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

NO_KEY = -1
"""Stands for the keys while a statement is composed."""
KEYS = "IN (%s)"
Rows = list[Sequence[Any]]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Statement:
    """A statement that selects rows by keys. ``KEYS`` and ``NO_KEY`` stand for the keys in it."""

    sql: str
    params: tuple[Any, ...]
    width: int
    """The number of its columns."""

    def with_keys(self, sql: str, *keys: Any) -> tuple[str, tuple[Any, ...]]:
        """Returns the statement with a condition on the keys, and its parameters, of which ``keys`` are some."""
        place = self.params.index(NO_KEY)
        return self.sql.replace(KEYS, sql), (*self.params[:place], *keys, *self.params[place + 1 :])


Statements = tuple[Statement, ...]


def read_ahead(connection: Any, read: Callable[[], Part]) -> Iterator[Part]:
    """Yields what ``read`` returns until that is empty. The database works on a part while the last one is used: in
    another thread, which has the connection until the part is there.
    """
    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, "export") as pool:
            coming = pool.submit(copy_context().run, read)
            while part := coming.result():
                coming = pool.submit(copy_context().run, read)
                yield part
    finally:
        connection.dec_thread_sharing()


def read_together(statements: Statements, keys: Sequence[int], connection: Any = None) -> list[Rows]:
    """Returns the rows of each statement for the projects with these keys."""
    connection = connection or connections[DEFAULT_DB_ALIAS]
    return _WAYS.get(connection.vendor, _one_by_one)(connection, statements, keys)


def _one_by_one(connection: Any, statements: Statements, keys: Sequence[int]) -> list[Rows]:
    marks = f"IN ({', '.join(['%s'] * len(keys))})"
    found = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(*statement.with_keys(marks, *keys))
            found.append(list(cursor.fetchall()))
    return found


def _in_one_row(connection: Any, statements: Statements, keys: Sequence[int]) -> list[Rows]:
    """Reads all rows as texts of one row. Before each row, SQLite lets another thread of the process take over, and
    the threads of a busy server would wait for each other a thousand times for a page.
    """
    named = orjson.dumps(list(keys)).decode()
    parts = [statement.with_keys("IN (SELECT value FROM json_each(%s))", named) for statement in statements]
    # With a limit, SQLite keeps the order of the rows
    sql = _together(
        tuple((f"{sql} LIMIT -1", one.width) for (sql, _), one in zip(parts, statements, strict=True)),
        "json_group_array(json_array({}))",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _sql, params in parts for value in params])
        return [orjson.loads(text) for text in cursor.fetchone()]


_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Connection → the names of the statements that it has planned."""


def _planned_once(connection: Any, statements: Statements, keys: Sequence[int]) -> list[Rows]:
    """Reads all rows as texts of one row, by one statement. PostgreSQL plans it once for each connection: planning
    takes longer than reading the rows.
    """
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        # A pooler may send each transaction to another server, which does not know the plan
        return _one_by_one(connection, statements, keys)
    connection.ensure_connection()
    planned, name = _planned.setdefault(connection.connection, set()), _name_of(statements)
    if name not in planned:
        parts = [statement.with_keys("= ANY($1)") for statement in statements]
        sql = _together(
            tuple((sql, one.width) for (sql, _), one in zip(parts, statements, strict=True)),
            "json_agg(json_build_array({}))::text",
        )
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            values = [value for _sql, params in parts for value in params]
            cursor.execute(f"PREPARE {name} (bigint[]) AS {sql}", values)
        planned.add(name)
    with connection.cursor() as cursor:
        # By itself, PostgreSQL would plan it anew five times to see whether that pays
        cursor.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {name} (%s)", [list(keys)])
        return [orjson.loads(text) if text else [] for text in cursor.fetchone()]


@cache
def _name_of(statements: Statements) -> str:
    """The name under which PostgreSQL keeps the plan."""
    return f"narrow_{hashlib.sha256(repr(statements).encode()).hexdigest()[:16]}"


def _together(parts: Sequence[tuple[str, int]], as_text: str) -> str:
    """One statement of these, each with its number of columns: a row with a text for each. ``as_text`` makes the text
    of all rows from their columns.
    """
    rows, texts = [], []
    for place, (sql, width) in enumerate(parts):
        columns = ", ".join(f"c{number}" for number in range(width))
        rows.append(f"r{place}({columns}) AS ({sql})")
        texts.append(f"(SELECT {as_text.format(columns)} FROM r{place})")  # noqa: S608 (numbered columns)
    return f"WITH {', '.join(rows)} SELECT {', '.join(texts)}"


_WAYS: dict[str, Callable[[Any, Statements, Sequence[int]], list[Rows]]] = {
    "sqlite": _in_one_row,
    "postgresql": _planned_once,
}
