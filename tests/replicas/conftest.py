"""A site on a primary and a replica of its own. Its database is a copy of that of the tests."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from time import monotonic, sleep
from types import ModuleType
from typing import Any

import environ
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.utils import load_backend

from portfolio import urls
from portfolio.databases.options import options_of, replica_of
from portfolio.databases.replicas import connecting
from projects import memory
from tests.postgres import NoPostgres
from tests.replicas.clusters import Clusters, Server, clusters

STATEMENT_SECONDS = 30


@pytest.fixture(scope="session")
def _made(django_db_setup: None) -> Iterator[Clusters]:
    """What makes servers. Skips the tests on SQLite, which has no replicas."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replicas")
    try:
        with clusters() as found:
            yield found
    except NoPostgres as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


@pytest.fixture
def made(_made: Clusters) -> Iterator[Clusters]:
    """What makes servers that stop at the end of the test."""
    with ExitStack() as stack:
        yield replace(_made, stack=stack)


@pytest.fixture(scope="session")
def _dump(_made: Clusters) -> bytes:
    """The database of the tests, with all that migrations make, before any test writes to it."""
    facts = connection.get_connection_params()
    command = [f"{_made.binaries}/pg_dump", f"--dbname={facts['dbname']}", "--no-owner"]
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    known = {variable: str(facts[name]) for name, variable in names.items() if facts.get(name)}
    return subprocess.run(command, env={**os.environ, **known}, check=True, capture_output=True).stdout


@pytest.fixture
def primary(made: Clusters, _dump: bytes) -> Server:
    """A primary with the tables of the site."""
    server = made.primary()
    command = [
        f"{made.binaries}/psql",
        f"--dbname={server.url}",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
    ]
    subprocess.run(command, input=_dump, check=True, capture_output=True)
    return server


@contextmanager
def connected_to(url: str) -> Iterator[None]:
    """Lets this thread's statements go to another database."""
    database = options_of(environ.Env.db_url_config(url), STATEMENT_SECONDS)
    chosen = connections.configure_settings({DEFAULT_DB_ALIAS: database})[DEFAULT_DB_ALIAS]
    of_tests = connections[DEFAULT_DB_ALIAS]
    ours = load_backend(chosen["ENGINE"]).DatabaseWrapper(chosen, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = ours
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = of_tests
        ours.close()


@contextmanager
def site_on(url: str, replicas: list[str], settings: Any, blocker: Any) -> Iterator[None]:
    """Lets the requests of this thread go to another primary, with these replicas."""
    settings.REPLICAS = [replica_of(environ.Env.db_url_config(one), STATEMENT_SECONDS) for one in replicas]
    connecting.forget()
    memory.forget()
    try:
        with blocker.unblock(), connected_to(url):
            yield
    finally:
        connecting.forget()
        memory.forget()


def read(client: Any, path: str, **headers: str) -> Any:
    """Returns the answer to a request, which begins as in a worker: connections that are broken are closed."""
    connection.close_if_unusable_or_obsolete()
    connecting.close_old()
    return client.get(path, headers=headers)


def wait_for(replica: Server, primary: Server) -> None:
    """Waits until the replica has all that the primary has."""
    place, end = primary.ask("SELECT pg_current_wal_insert_lsn()"), monotonic() + 20
    while not replica.ask("SELECT pg_last_wal_replay_lsn() >= %s", place):
        assert monotonic() < end
        sleep(0.05)


def change(client: Any, path: str, fields: dict[str, Any], tag: str = "*") -> Any:
    """Returns the answer to a change of some fields of a record."""
    return client.patch(path, fields, content_type="application/json", headers={"If-Match": tag})


def mounted(monkeypatch: Any, settings: Any, *patterns: Any) -> None:
    """Gives the site more addresses, until the test ends."""
    addresses: Any = ModuleType("addresses")
    addresses.urlpatterns = [*patterns, *urls.urlpatterns]
    monkeypatch.setitem(sys.modules, "addresses", addresses)
    settings.ROOT_URLCONF = "addresses"


def from_replica(answer: Any) -> bool:
    """Returns whether a replica gave an answer."""
    request = answer.wsgi_request
    return request.replica is not None and not hasattr(request, "replica_refused")
