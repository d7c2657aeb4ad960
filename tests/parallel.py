"""Several people at once: real connections, on PostgreSQL and on SQLite."""

import os
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections


def on_a_file(path: Path, monkeypatch: Any) -> None:
    """Copies the tests' database in memory to a file, and lets the connections of other threads open that file.

    Threads cannot wait for each other in a database in memory. On PostgreSQL this does nothing. The test's own
    thread reads what the others wrote with ``in_a_thread``.
    """
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(path))


def in_a_thread(call: Callable[[], Any]) -> Any:
    """Returns the result of the call, on its own connection."""
    return at_once(call)[0]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Returns the results of the calls. All start at the same moment, each on its own connection."""
    answers: list[Any] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers[place] = call()
        finally:
            connection.close()

    threads = [Thread(target=run, args=arguments) for arguments in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Overtaking:
    """Runs a second call while the first is in the middle of a step, unless the second waits for the first."""

    PATIENCE = 0.5

    def __init__(self, second: Callable[[], Any]) -> None:
        self.second = second
        self.answer: Any = None
        self.thread: Thread | None = None

    def before(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """Returns the step. Before its first call, the second call runs, or is seen to wait."""

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
        """Returns the result of the second call."""
        assert self.thread is not None
        self.thread.join()
        return self.answer


def in_processes(call: Callable[[int], None], number: int) -> list[int]:
    """Runs the call in that many processes at once, each with its number and its own connection. Returns their exit
    codes: 0 for each call that raised nothing.
    """
    processes = [_forked(call, place) for place in range(number)]
    return [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]


_inherited: list[Any] = []


def _forked(call: Callable[[int], None], place: int) -> int:
    process = os.fork()
    if process:
        return process
    code = os.EX_SOFTWARE
    try:
        # The connection belongs to the parent: it is neither used nor closed here
        _inherited.append(connection.connection)
        connection.connection = None
        connection.settings_dict["NAME"] = connections.settings["default"]["NAME"]
        call(place)
        code = os.EX_OK
    except BaseException:  # noqa: BLE001 (the process ends here, and its code says so)
        traceback.print_exc()
    finally:
        os._exit(code)
