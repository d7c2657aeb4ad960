"""The site behind a real pgbouncer that gives each transaction another connection."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from changes.models import Way
from changes.opened import changing
from tests import builders, postgres
from tests.replicas.clusters import Clusters, Server
from tests.replicas.conftest import change, connected_to, site_on

pytestmark = pytest.mark.django_db
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SETTINGS = """
[databases]
postgres = host={server} port={port} user=oversigt pool_size=2
[pgbouncer]
unix_socket_dir = {folder}
listen_port = {port}
auth_type = any
pool_mode = transaction
ignore_startup_parameters = options
"""
THREADS = 4
ROUNDS = 3


@pytest.fixture
def pooled(made: Clusters, primary: Server, settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """A site whose threads share two connections to the database. Yields the address of the pooler."""
    if PROGRAM is None:
        if os.environ.get("CI"):
            pytest.fail("pgbouncer is not installed")
        pytest.skip("pgbouncer is not installed")
    folder = made.folder_of_server()
    (folder / "settings.ini").write_text(SETTINGS.format(server=primary.folder, folder=folder, port=postgres.PORT))
    with running([PROGRAM, str(folder / "settings.ini")], folder, made.identity):
        query = f"host={folder}&port={postgres.PORT}&DISABLE_SERVER_SIDE_CURSORS=true"
        url = f"postgresql://oversigt@/postgres?{query}"
        wait_until_ready(url.partition("&DISABLE")[0])
        with site_on(url, [], settings, django_db_blocker):
            yield url


@contextmanager
def running(command: list[str], folder: Path, identity: dict[str, Any]) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **identity)
    try:
        yield
    finally:
        program.terminate()
        program.wait()


def wait_until_ready(url: str) -> None:
    end = monotonic() + 20
    while True:
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            if monotonic() > end:
                raise
            sleep(0.05)
        else:
            return


def journeys(url: str, client: Client, name: str, day: str) -> list[str]:
    """Reads and writes as people and programs do. Returns what went wrong."""
    wrong: list[str] = []
    addresses = {
        "own": f"/api/v1/projects/{name}/",
        "list": "/api/v1/projects/",
        "totals": "/api/v1/totals/?group_by=year",
        "page": "/projects/",
        "past": f"/api/v1/projects/?as_of={day}",
        "file": "/api/v1/projects/?format=csv",
        "past file": f"/api/v1/projects/?format=ndjson&as_of={day}",
        "search": "/search/?search=title",
    }
    with connected_to(url):
        for number in range(ROUNDS):
            title = f"{name} {number}"
            written = change(client, f"/api/v1/projects/{name}/", {"title": {"en": title}})
            texts: dict[str, bytes] = {}
            for key, address in addresses.items():
                answer = client.get(address)
                texts[key] = b"".join(answer) if answer.streaming else answer.content
                wrong += [f"{key}: {answer.status_code}"] if answer.status_code != 200 else []
            wrong += [f"write: {written.status_code} {written.content!r}"] if written.status_code != 200 else []
            wrong += [f"{key}: {texts[key]!r}" for key in ("own", "list", "file") if title.encode() not in texts[key]]
            # Each thread's project was there when the day was named, with its first title
            wrong += [key for key in ("past", "past file") if f"First {name}".encode() not in texts[key]]
    return wrong


def test_the_main_journeys_work_behind_a_pooler(pooled: str) -> None:
    """Four threads share two connections: nothing that one sets on a connection reaches another."""
    names = [f"P-{number}" for number in range(THREADS)]
    with changing(way=Way.LOAD) as opened:
        for name in names:
            builders.project(name, title_en=f"First {name}")
    day = str(opened.change.number)  # type: ignore[union-attr]
    person = get_user_model().objects.create_superuser("staff", last_login=timezone.now())
    clients = [Client() for _name in names]
    for client in clients:
        client.force_login(person)
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(journeys, [pooled] * THREADS, clients, names, [day] * THREADS)
        assert [wrong for each in found for wrong in each] == []
