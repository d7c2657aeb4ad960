"""The two databases of a site, as a server has them: files that outlive a killed process, and a server that is kept."""

import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import psycopg2

from tests.faults.keeper import Keeper, children_of, wait_for
from tests.postgres import PORT, create_cluster, find_binaries, server_identity, version_text

PAUSE = 1.0
"""Seconds until a PostgreSQL that was killed is started again."""


class Database(Protocol):
    """What a scenario does with a database."""

    label: str
    url: str
    server: bool
    """Whether it has processes of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def kill_connection(self, choose: Callable[[list[int]], int]) -> None: ...
    def restart(self, mode: str) -> None: ...


class SQLite:
    """A file. It has no process of its own: whoever kills the site kills it."""

    server, name = False, "oversigt.sqlite3"

    def __init__(self, folder: Path) -> None:
        self.folder, self.label = folder, f"SQLite {sqlite3.sqlite_version}"
        self.url = f"sqlite:///{folder}/{self.name}"

    def create(self) -> None:
        """Nothing: the first connection makes the file."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...

    def kill_connection(self, choose: Callable[[list[int]], int]) -> None: ...

    def restart(self, mode: str) -> None: ...


class PostgreSQL:
    """A cluster with the settings of a new server (it waits for the disk), kept by a supervisor."""

    server = True

    def __init__(self, folder: Path) -> None:
        self.folder, self.binaries, self.identity = folder, find_binaries(), server_identity()
        self.label = f"PostgreSQL {version_text(self.binaries)}"
        self.url = f"postgresql://oversigt@/postgres?{urlencode({'host': folder, 'port': PORT})}"
        command = [f"{self.binaries}/postgres", "-D", f"{folder}/data", "-k", str(folder), "-p", str(PORT), "-h", ""]
        self.keeper = Keeper(command, folder / "log", pause=PAUSE, ends_with=signal.SIGINT, cwd=folder, **self.identity)

    def create(self) -> None:
        """Makes an empty cluster."""
        self.own(self.folder)
        create_cluster(self.binaries, self.folder, self.identity)

    def own(self, *paths: Path) -> None:
        """Gives files to the user of the server, which is not root."""
        for path in paths if self.identity else ():
            shutil.chown(path, self.identity["user"], self.identity["group"])

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        self.own(self.folder, *(self.folder / "data").rglob("*"), self.folder / "data")
        # The log belongs to whoever starts the server; the server only writes to it
        self.keeper.start()
        wait_for(self.answers, seconds=120, what="PostgreSQL")

    def stop(self) -> None:
        """Ends the server, which writes everything to its files first."""
        self.keeper.stop()

    def answers(self) -> bool:
        """Returns whether somebody can connect."""
        with suppress(psycopg2.OperationalError), closing(psycopg2.connect(self.url)):
            return True
        return False

    def kill(self) -> None:
        """Kills the first process of the server; the others notice, and end."""
        self.keeper.kill()

    def lose(self) -> None:
        """Kills the server for good, as a machine is lost."""
        self.keeper.lose()

    def kill_connection(self, choose: Callable[[list[int]], int]) -> None:
        """Kills the process of one connection. The server then ends all others, and reads its log."""
        if backends := [pid for pid in children_of(self.keeper.pid) if _is_connection(pid)]:
            with suppress(ProcessLookupError):
                subprocess.run(["kill", "-KILL", str(choose(backends))], check=False)

    def restart(self, mode: str) -> None:
        """Restarts the server: ``fast`` ends the connections, ``immediate`` does not write to its files before."""
        command = [f"{self.binaries}/pg_ctl", "-D", f"{self.folder}/data", "stop", "-m", mode, "-W"]
        subprocess.run(command, cwd=self.folder, check=False, stdout=subprocess.DEVNULL, **self._options())

    def _options(self) -> dict[str, Any]:
        return {"stderr": subprocess.DEVNULL, **self.identity}


def _is_connection(pid: int) -> bool:
    with suppress(OSError):
        # The processes of a server call themselves by their work: "postgres: oversigt postgres [local] idle"
        return "[local]" in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return False


KINDS: dict[str, type[SQLite] | type[PostgreSQL]] = {"sqlite": SQLite, "postgres": PostgreSQL}
