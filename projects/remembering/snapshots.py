"""One snapshot of the database: all reads inside see the same state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from changes.as_of.point import current_point


@contextmanager
def one_snapshot(seconds: int | None = None) -> Iterator[None]:
    """Reads inside see the database as it was at the first read, whatever others write meanwhile.

    Nobody waits: PostgreSQL keeps the old rows for the reader. So does SQLite's write-ahead log, if the
    transaction does not begin with a writer's lock, as it does elsewhere in this project. ``seconds`` limits each
    statement; None keeps the limit of a page. Inside another transaction this does nothing, because that
    transaction decides what it sees.
    """
    if connection.in_atomic_block:
        with _limited_as_of(seconds):
            yield
        return
    with _beginning_as_a_reader(seconds), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if seconds is not None:
                    cursor.execute("SET LOCAL statement_timeout = %s", [seconds * 1000])
        yield


@contextmanager
def _limited_as_of(seconds: int | None) -> Iterator[None]:
    """Limits each statement of a file that is read as of a change: in the transaction that the page has opened."""
    sqlite: Any = connection
    before = getattr(sqlite, "statement_seconds", None)
    limits = seconds is not None and current_point() is not None
    if limits and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [(seconds or 0) * 1000])
    elif limits:
        sqlite.statement_seconds = seconds
    try:
        yield
    finally:
        if limits and connection.vendor == "sqlite":
            sqlite.statement_seconds = before


@contextmanager
def _beginning_as_a_reader(seconds: int | None) -> Iterator[None]:
    sqlite: Any = connection if connection.vendor == "sqlite" else None
    if sqlite is None:
        yield
        return
    sqlite.ensure_connection()  # This is when the mode is read from the settings
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    before = getattr(sqlite, "statement_seconds", None)
    if seconds is not None:
        sqlite.statement_seconds = seconds
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
        sqlite.statement_seconds = before
