"""What was worked out before and still holds: remembered exactly as long as nobody writes to the database.

A page of figures over thousands of projects takes its time; most mornings nothing has changed since the last reader
asked. The database itself says whether it stands still, so nothing has to be told when something changes, and no
figure is ever older than the rows it was added up from:

- PostgreSQL: two equal snapshots see the same rows (``pg_current_snapshot``).
- SQLite: ``PRAGMA data_version`` of a connection that never writes changes when any other connection commits.
"""

import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import get_language

Answer = TypeVar("Answer")

MOST = 64
"""So many answers are remembered in each process; the one that was asked for longest ago goes first."""

_answers: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = threading.Lock()


def remembered(key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer to what ``key`` stands for: the one from before, if nothing was written since, else a new one.

    Answers are shared by all readers: the key has to hold whatever they depend on, and nobody may change them.
    """
    before = mark()
    if before is None:
        return work_out()
    with _lock:
        kept = _answers.get(key)
        if kept and kept[0] == before:
            _answers.move_to_end(key)
            answer: Answer = kept[1]
            return answer
    answer = work_out()
    # Written to in the meantime: what was read may be half old, half new
    if mark() == before:
        with _lock:
            _answers[key] = (before, answer)
            _answers.move_to_end(key)
            while len(_answers) > MOST:
                _answers.popitem(last=False)
    return answer


def forget() -> None:
    """Forgets everything, as a new process would."""
    with _lock:
        _answers.clear()


def question_of(filterset: Any) -> Hashable:
    """Returns a key for what the reader wants to know: the filters in force and the language."""
    return get_language(), tuple((name, *values) for name, values in sorted(filterset.chosen().items()))


def mark() -> Hashable | None:
    """Something that stays equal only while the database stands still; None where that cannot be told.

    It cannot within a transaction, which may have written rows that it alone sees.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), pg_current_snapshot()::text")
            return tuple(cursor.fetchone())
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return of_file(str(connection.settings_dict["NAME"]))
    return None


def of_file(path: str) -> Hashable:
    """The mark of a SQLite file. A file that takes its place has another one."""
    found = Path(path).stat()
    watch, lock = _watch(path, found.st_ino, os.getpid())
    with lock:
        return found.st_ino, watch.execute("PRAGMA data_version").fetchone()[0]


@cache
def _watch(path: str, _inode: int, _process: int) -> tuple[sqlite3.Connection, threading.Lock]:
    # A connection of its own for each process: SQLite's do not outlive a fork
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None), threading.Lock()
