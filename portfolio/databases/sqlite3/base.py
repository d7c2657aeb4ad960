"""Django's SQLite backend with three additions: only its owner can read the file, each statement has a time limit, and
a connection that is kept notices that its file was replaced.
"""

import os
from contextlib import suppress
from pathlib import Path
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
    file: tuple[int, int] | None = None
    """The file that is open: its device and its number there."""

    def get_new_connection(self, conn_params: Any) -> Any:
        path = str(conn_params["database"])
        make_private(path)
        connection = super().get_new_connection(conn_params)
        self.file = _file_at(path)
        connection.set_progress_handler(self.is_late, STEPS)
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Closes the connection also if another file has taken the place of its own, such as a restored backup."""
        if self.connection is not None and self.file and self.file != _file_at(str(self.settings_dict["NAME"])):
            self.close()
        super().close_if_unusable_or_obsolete()

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


def _file_at(path: str) -> tuple[int, int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def make_private(path: str) -> None:
    """Creates a missing database file, readable only by its owner. SQLite gives its log the same mode."""
    if path.startswith("file:") or path == ":memory:":
        return
    # Another process may create it at the same moment. SQLite itself reports a missing folder.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
