"""Reads the rows of a narrow list in the way that is fastest on each database."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from time import sleep
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

from projects.narrow.sql import DIALECTS

NO_KEY = -1
"""Stands for the keys while a statement is composed."""
KEYS = "IN (%s)"
Rows = list[Sequence[Any]]
Read = TypeVar("Read")


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


def begun(pool: ThreadPoolExecutor, function: Callable[..., Read], *args: Any) -> Future[Read]:
    """Returns the result to come of a function that has begun in another thread.

    Without a pause, this thread would keep Python to itself for five milliseconds more, in which it is often done.
    """
    coming = pool.submit(function, *args)
    sleep(0)
    return coming


def read_ahead(connection: Any, read: Callable[[], Read]) -> Iterator[Read]:
    """Yields what ``read`` returns until that is empty. The database works on a part while the last one is used: in
    another thread, which has the connection until the part is there.
    """
    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, "export") as pool:
            coming = begun(pool, copy_context().run, read)
            while part := coming.result():
                coming = begun(pool, copy_context().run, read)
                yield part
    finally:
        connection.dec_thread_sharing()


@dataclass(frozen=True)
class Part:
    """A statement, and what is made of all its rows: SQL of aggregates, in which ``c0``, ``c1``, … are its columns."""

    statement: Statement
    made: tuple[str, ...]


def read_together(statements: Statements, keys: Sequence[int], connection: Any = None) -> list[Rows]:
    """Returns the rows of each statement for the projects with these keys."""
    connection = connection or connections[DEFAULT_DB_ALIAS]
    parts = _of_all_rows(statements, connection.vendor)
    return [orjson.loads(text) if text else [] for text in read_texts(parts, keys, connection)]


@cache
def _of_all_rows(statements: Statements, vendor: str) -> tuple[Part, ...]:
    return tuple(Part(one, (DIALECTS[vendor].rows(columns(one.width)),)) for one in statements)


def columns(width: int) -> list[str]:
    """Returns the names of the columns of a part."""
    return [f"c{number}" for number in range(width)]


def read_texts(parts: tuple[Part, ...], keys: Sequence[int], connection: Any) -> list[str | None]:
    """Returns the texts that the database makes of the rows of each part, for the projects with these keys, all as one
    row: before each row, SQLite lets another thread of the process take over, and the threads of a busy server would
    wait for each other a thousand times for a page.
    """
    ask = _planned_once if connection.vendor == "postgresql" else _by_sqlite
    with connection.cursor() as cursor:
        ask(cursor, parts, keys)
        return list(cursor.fetchone())


def _by_sqlite(cursor: Any, parts: tuple[Part, ...], keys: Sequence[int]) -> None:
    cursor.execute(*_together(parts, "IN (SELECT value FROM json_each(%s))", orjson.dumps(list(keys)).decode()))


_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Connection → the names of the statements that it has planned."""


def _planned_once(cursor: Any, parts: tuple[Part, ...], keys: Sequence[int]) -> None:
    """PostgreSQL plans the statement once for each connection: planning takes longer than reading the rows."""
    connection = cursor.db
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        # A pooler may send each transaction to another server, which does not know the plan
        cursor.execute(*_together(parts, "= ANY(%s)", list(keys)))
        return
    connection.ensure_connection()
    planned, name = _planned.setdefault(connection.connection, set()), _name_of(parts)
    if name not in planned:
        sql, values = _together(parts, "= ANY($1)")
        with connection.wrap_database_errors, connection.connection.cursor() as plain:
            plain.execute(f"PREPARE {name} (bigint[]) AS {sql}", values)
        planned.add(name)
    # By itself, PostgreSQL would plan it anew five times to see whether that pays
    cursor.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {name} (%s)", [list(keys)])


@cache
def _name_of(parts: tuple[Part, ...]) -> str:
    """The name under which PostgreSQL keeps the plan."""
    return f"narrow_{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def _together(parts: Sequence[Part], condition: str, *keys: Any) -> tuple[str, list[Any]]:
    """Returns one statement of these, which gives what is made of each, and its parameters. ``condition`` chooses the
    keys of each statement.
    """
    rows, made = [], []
    params: list[Any] = []
    for place, part in enumerate(parts):
        sql, values = part.statement.with_keys(condition, *keys)
        # With a limit, SQLite keeps the order of the rows; PostgreSQL keeps it by itself
        limit = " LIMIT -1" if "json_each" in condition else ""
        rows.append(f"r{place}({', '.join(columns(part.statement.width))}) AS ({sql}{limit})")
        made.append(f"(SELECT {', '.join(part.made)} FROM r{place}) AS t{place}")  # noqa: S608 (numbered columns)
        params += values
    return f"WITH {', '.join(rows)} SELECT * FROM {', '.join(made)}", params  # noqa: S608 (as above)
