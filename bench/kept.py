"""Databases that are measured: temporary ones, and generated ones that are kept and used again (``--keep FOLDER``).

A kept database is never measured itself. Each run measures a copy of it, because scenarios add rows of their own.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from tests.postgres import (
    base_folder,
    create_cluster,
    find_binaries,
    running_server,
    server_identity,
    throwaway_cluster,
    version_text,
)

DATABASES = ("sqlite", "postgres")
KEPT, COPY = "kept", "measured"

Fill = Callable[[str], None]
"""Brings the database with this URL to the current schema, and generates the rows that it lacks."""


@contextmanager
def throwaway(name: str) -> Iterator[tuple[str, str]]:
    """Yields the label and the URL of an empty database, which is removed at the end of the block. Raises
    NoPostgres with the reason.
    """
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="oversigt-") as folder:
            yield sqlite_label(), f"sqlite:///{folder}/bench.sqlite3"
        return
    binaries = find_binaries()
    with throwaway_cluster(binaries) as url:
        yield f"PostgreSQL {version_text(binaries)}", url


@contextmanager
def copied(name: str, folder: Path, fill: Fill) -> Iterator[tuple[str, str]]:
    """Yields the label and the URL of a copy of the database that is kept in ``folder``. The copy is removed at the
    end of the block. Raises NoPostgres with the reason.

    ``fill`` gets the URL of the kept database first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (_copied_file if name == "sqlite" else _copied_cluster)(folder.resolve(), fill) as found:
        yield found


def sqlite_label() -> str:
    """Returns the name and the version of SQLite."""
    return f"SQLite {sqlite3.sqlite_version}"


@contextmanager
def _copied_file(folder: Path, fill: Fill) -> Iterator[tuple[str, str]]:
    kept = folder / f"{KEPT}.sqlite3"
    fill(f"sqlite:///{kept}")
    with tempfile.TemporaryDirectory(prefix="oversigt-", dir=folder) as beside:
        copy = Path(beside) / "bench.sqlite3"
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield sqlite_label(), f"sqlite:///{copy}"


@contextmanager
def _copied_cluster(folder: Path, fill: Fill) -> Iterator[tuple[str, str]]:
    """The cluster's files are in ``folder``. The server sees them through a link in a folder with a short path, which
    also holds its socket.
    """
    binaries, identity = find_binaries(), server_identity()
    with tempfile.TemporaryDirectory(prefix="oversigt-", dir=base_folder()) as short:
        place, data = Path(short), folder / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        (place / "data").symlink_to(data)
        for each in (place, data) if identity else ():
            shutil.chown(each, identity["user"], identity["group"])
        if not any(data.iterdir()):
            create_cluster(binaries, place, identity)
        with running_server(binaries, place, identity) as url:
            if not _exists(url, KEPT):
                _run(url, f"CREATE DATABASE {KEPT}")
            fill(_named(url, KEPT))
            _run(url, f"DROP DATABASE IF EXISTS {COPY}", f"CREATE DATABASE {COPY} TEMPLATE {KEPT}", "CHECKPOINT")
            yield f"PostgreSQL {version_text(binaries)}", _named(url, COPY)
            _run(url, f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)", "CHECKPOINT")


def _named(url: str, name: str) -> str:
    """Returns the URL of another database on the server."""
    return url.replace("/postgres?", f"/{name}?")


def _exists(url: str, name: str) -> bool:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _run(url: str, *statements: str) -> None:
    """Runs statements that no transaction may surround."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
