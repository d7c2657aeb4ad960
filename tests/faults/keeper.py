"""Keeps a process running, as systemd does: a process that ends is started again after a pause."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

LONGEST_STOP = 60
"""Seconds that a process has to end by itself."""


class Keeper:
    """Starts a command, and starts it again ``pause`` seconds after it ended, until ``stop`` is called.

    ``options`` are those of ``Popen``. The process leads a group of its own, so that its children can be ended with it.
    """

    def __init__(self, command: list[str], log: Path, *, pause: float, ends_with: int = signal.SIGTERM, **options: Any):
        self.command, self.log, self.pause, self.ends_with, self.options = command, log, pause, ends_with, options
        self.starts = 0
        self._wanted = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """The process that runs now; 0 if there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else 0

    def start(self) -> None:
        """Starts the process, and the thread that watches it."""
        self._wanted.set()
        self._launch()
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Ends the process, and does not start it again."""
        self._wanted.clear()
        _signal(self.pid, self.ends_with)
        if self._watch:
            self._watch.join(LONGEST_STOP)
        if pid := self.pid:
            self._kill_group(pid)
        if self._watch:
            self._watch.join(LONGEST_STOP)

    def kill(self) -> None:
        """Kills the process itself, without a chance to tidy up."""
        _signal(self.pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """Kills the process and its group at once, without a chance to tidy up."""
        if pid := self.pid:
            self._kill_group(pid)

    def lose(self) -> None:
        """Kills the process with its children, and does not start it again."""
        self._wanted.clear()
        for pid in (self.pid, *children_of(self.pid)):
            _signal(pid, signal.SIGKILL)

    def _launch(self) -> None:
        self.starts += 1
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command, stdout=output, stderr=output, start_new_session=True, **self.options
            )

    def _keep(self) -> None:
        while True:
            process = self._process
            assert process
            process.wait()
            # What is left of its group: systemd ends it too (KillMode=mixed)
            self._kill_group(process.pid)
            if not self._wanted.is_set():
                return
            time.sleep(self.pause)
            if not self._wanted.is_set():
                return
            self._launch()

    @staticmethod
    def _kill_group(pid: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    """Sends a signal to a process, if there is one. To the system, 0 would be the group of this program itself."""
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def children_of(pid: int) -> list[int]:
    """Returns the processes that a process started and that still run."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def wait_for(ready: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Returns the seconds until something is so. Raises TimeoutError, which names it."""
    began = time.monotonic()
    while not ready():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds:.0f} seconds")
        time.sleep(0.1)
    return time.monotonic() - began


def merged(*parts: Mapping[str, str]) -> dict[str, str]:
    """Returns this process's environment with others in it."""
    return {**os.environ, **{name: value for part in parts for name, value in part.items()}}
