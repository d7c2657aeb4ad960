"""Several people at once: real connections, on PostgreSQL as on SQLite."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections


def on_a_file(path: Path, monkeypatch: Any) -> None:
    """Has the connections of other threads open a file with what the tests' database in memory holds now.

    Threads cannot wait for each other in a database in memory. PostgreSQL is left as it is. The thread of the test
    reads what they wrote by ``in_a_thread``.
    """
    if connection.vendor != "sqlite":
        return
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(path))


def in_a_thread(call: Callable[[], Any]) -> Any:
    """What the call gives, on a connection of its own."""
    return at_once(call)[0]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gives, all begun at the same moment, each on a connection of its own."""
    answers: list[Any] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers[place] = call()
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Overtaking:
    """Lets a second call run while the first is in the middle of a step, unless the second waits for the first."""

    PATIENCE = 0.5

    def __init__(self, second: Callable[[], Any]) -> None:
        self.second = second
        self.answer: Any = None
        self.thread: Thread | None = None

    def before(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """The step, before whose first call the second call has run, or is seen to wait."""

        def overtaken(*args: Any, **kwargs: Any) -> Any:
            if self.thread is None:
                self.thread = Thread(target=self._run)
                self.thread.start()
                self.thread.join(self.PATIENCE)
            return step(*args, **kwargs)

        return overtaken

    def _run(self) -> None:
        try:
            self.answer = self.second()
        finally:
            connection.close()

    def end(self) -> Any:
        """What the second call gave."""
        assert self.thread is not None
        self.thread.join()
        return self.answer
