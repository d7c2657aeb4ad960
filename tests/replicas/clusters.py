"""A primary of PostgreSQL with replicas that follow it, as long as a block lasts."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg2

from tests import postgres


@dataclass
class Server:
    """A running server of PostgreSQL."""

    folder: Path
    url: str

    @cached_property
    def connection(self) -> Any:
        """A connection of the test itself."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        return connection

    def ask(self, statement: str, *values: Any) -> Any:
        """Returns the first value that a statement gives; None if it gives none."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return (cursor.fetchone() or [None])[0] if cursor.description else None

    def kill(self) -> None:
        """Ends the server at once, as a machine does that loses its power."""
        pid = int((self.folder / "data/postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)


@dataclass
class Clusters:
    """Makes servers, and stops them at the end."""

    binaries: Path
    folder: Path
    identity: dict[str, Any]
    stack: ExitStack = field(default_factory=ExitStack)

    def primary(self) -> Server:
        """Returns a new primary, with an empty database."""
        folder = self.folder_of_server()
        postgres.create_cluster(self.binaries, folder, self.identity)
        return self._started(folder)

    def replica(self, of: Server, *options: str) -> Server:
        """Returns a replica that follows a server. ``options``: lines of its settings."""
        folder = self.folder_of_server()
        command = [f"{self.binaries}/pg_basebackup", f"--pgdata={folder}/data", f"--host={of.folder}", "--no-sync"]
        command += [f"--port={postgres.PORT}", "--username=oversigt", "--checkpoint=fast", "--write-recovery-conf"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **self.identity)
        with (folder / "data/postgresql.auto.conf").open("a") as file:
            file.writelines(f"{option}\n" for option in options)
        return self._started(folder)

    def folder_of_server(self) -> Path:
        """Returns a new folder that a server may write to."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        if self.identity:
            shutil.chown(folder, self.identity["user"], self.identity["group"])
        return folder

    def _started(self, folder: Path) -> Server:
        url = self.stack.enter_context(postgres.running_server(self.binaries, folder, self.identity))
        return Server(folder, url)


@contextmanager
def clusters() -> Iterator[Clusters]:
    """Yields what makes servers. Raises ``NoPostgres`` if this machine has none."""
    identity = postgres.server_identity()
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir=postgres.base_folder()))
    folder.chmod(0o755)
    made = Clusters(postgres.find_binaries(), folder, identity)
    try:
        with made.stack:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)
