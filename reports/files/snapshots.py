"""One snapshot of the database for as long as a file is read from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads inside see the database as it was at the first read, whatever others write meanwhile.

    Nobody waits: PostgreSQL keeps the old rows for the reader. So does SQLite's write-ahead log, if the
    transaction does not begin with a writer's lock, as it does elsewhere in this project. Each portion of the file
    has ``EXPORT_SECONDS``, which is more than the statements of a page have. Inside another transaction this does
    nothing, because that transaction decides what it sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with _beginning_as_a_reader(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = %s", [settings.EXPORT_SECONDS * 1000])
        yield


@contextmanager
def _beginning_as_a_reader() -> Iterator[None]:
    sqlite: Any = connection if connection.vendor == "sqlite" else None
    if sqlite is None:
        yield
        return
    sqlite.ensure_connection()  # This is when the mode is read from the settings
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    sqlite.statement_seconds = settings.EXPORT_SECONDS
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
        sqlite.statement_seconds = None
