"""Django's SQLite backend with two additions: only its owner can read the file, and each statement has a time limit."""

import os
from contextlib import suppress
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base

STEPS = 50_000
"""Steps of SQLite's virtual machine between two checks of the clock: about a millisecond."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that interrupts a statement after ``STATEMENT_SECONDS``.

    ``statement_seconds`` replaces this limit for a while, for instance during an export; 0 means no limit.
    """

    statement_seconds: float | None = None
    began: float = 0

    def get_new_connection(self, conn_params: Any) -> Any:
        make_private(str(conn_params["database"]))
        connection = super().get_new_connection(conn_params)
        connection.set_progress_handler(self.is_late, STEPS)
        return connection

    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=lambda connection: TimedCursor(connection, self))

    def is_late(self) -> bool:
        """Returns whether the statement has used up its time. True makes SQLite interrupt it."""
        limit = settings.STATEMENT_SECONDS if self.statement_seconds is None else self.statement_seconds
        return bool(limit) and monotonic() - self.began > limit


class TimedCursor(base.SQLiteCursorWrapper):
    """Records when each statement begins."""

    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self.wrapper = wrapper

    def execute(self, query: Any, params: Any = None) -> Any:
        self.wrapper.began = monotonic()
        return super().execute(query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        self.wrapper.began = monotonic()
        return super().executemany(query, param_list)

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        # An export runs as fast as its reader downloads. As on PostgreSQL, each portion has its own time limit.
        if self.wrapper.statement_seconds is not None:
            self.wrapper.began = monotonic()
        return super().fetchmany(*args, **kwargs)


def make_private(path: str) -> None:
    """Creates a missing database file, readable only by its owner. SQLite gives its log the same mode."""
    if path.startswith("file:") or path == ":memory:":
        return
    # Another process may create it at the same moment. SQLite itself reports a missing folder.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
