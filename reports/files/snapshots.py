"""One state of the database for as long as a file is being read from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads within see the database as it was at the first of them, whatever others write meanwhile.

    Nobody waits: PostgreSQL keeps the old rows for the reader, and so does SQLite's write-ahead log, as long as
    the transaction does not begin with the lock of a writer, as it does elsewhere in this house.
    Each portion of the file has ``EXPORT_SECONDS``, more than a page's statements have.
    Inside a transaction this does nothing: what that sees is its own affair.
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
    sqlite.ensure_connection()  # which is when the mode is read from the settings
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    sqlite.statement_seconds = settings.EXPORT_SECONDS
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
        sqlite.statement_seconds = None
