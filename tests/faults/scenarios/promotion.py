"""The primary of PostgreSQL is lost while programs write, and its replica takes its place."""

import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2

from tests.faults.counting import Outcome
from tests.faults.databases import PostgreSQL
from tests.faults.keeper import wait_for
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.writes import during_writes
from tests.postgres import PORT


def primary_lost(stage: Stage, name: str) -> Outcome:
    """Kills the primary for good, and promotes a replica that confirms each write (``synchronous_standby_names``). The
    address of the database names both servers: libpq takes the one that can be written to.
    """
    site, primary = stage.site, stage.site.database
    assert isinstance(primary, PostgreSQL)
    replica = following(primary, site.folder / "replica")
    try:
        replica.start()
        ask(primary.url, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        ask(primary.url, "SELECT pg_reload_conf()")
        streaming = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        wait_for(lambda: ask(primary.url, streaming) == 1, seconds=60, what="the replica")
        hosts = {"host": f"{primary.folder},{replica.folder}", "port": f"{PORT},{PORT}"}
        query = urlencode({**hosts, "target_session_attrs": "read-write"})
        site.environment["DATABASE_URL"] = f"postgresql://oversigt@/postgres?{query}"
        site.restart()
        return during_writes(stage, name, faults=[partial(_promote, primary=primary, replica=replica)])
    finally:
        replica.stop()


def _promote(_stage: Stage, *, primary: PostgreSQL, replica: PostgreSQL) -> None:
    primary.lose()
    ask(replica.url, "SELECT pg_promote()")


def following(primary: PostgreSQL, folder: Path, *options: str) -> PostgreSQL:
    """Returns a replica of a server, in a folder of its own. ``options``: lines of its settings."""
    folder.mkdir()
    replica = PostgreSQL(folder)
    replica.own(folder)
    command = [f"{replica.binaries}/pg_basebackup", f"--pgdata={folder}/data", f"--host={primary.folder}"]
    command += [f"--port={PORT}", "--username=oversigt", "--checkpoint=fast", "--write-recovery-conf", "--no-sync"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, **replica.identity)
    with (folder / "data/postgresql.auto.conf").open("a") as file:
        file.writelines(f"{option}\n" for option in options)
    return replica


def ask(url: str, statement: str) -> Any:
    """Returns the first value that a statement gives; None if it gives none."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return (cursor.fetchone() or [None])[0] if cursor.description else None


SCENARIOS = [Scenario("primary lost, replica promoted", primary_lost, servers_only=True)]
