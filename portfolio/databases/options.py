"""The options of a database, beside those in its address."""

from typing import Any

KEPT_SECONDS = 60
"""For so long a worker keeps a connection. A new one costs SQLite several milliseconds, to read the schema."""


def options_of(database: dict[str, Any], statement_seconds: int) -> dict[str, Any]:
    """Returns a database as Django's setting names it, with the options that the site needs."""
    found = {"CONN_MAX_AGE": KEPT_SECONDS, **database}
    return _of_sqlite(found) if found["ENGINE"].endswith("sqlite3") else _of_postgres(found, statement_seconds)


def _of_sqlite(database: dict[str, Any]) -> dict[str, Any]:
    # A transaction takes its lock at the start. Otherwise one of two savers fails with "database is locked"
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    found = {**database, "ENGINE": "portfolio.databases.sqlite3", "OPTIONS": options}
    if database["NAME"] == ":memory:":
        # Keeps tests in memory: with an engine of our own, pytest would make a file for each of its processes
        found["TEST"] = {"NAME": ":memory:"}
    return found


def _of_postgres(database: dict[str, Any], statement_seconds: int) -> dict[str, Any]:
    # A time limit for each statement, added to the options in the address
    options = dict(database.get("OPTIONS", {}))
    limit = f"-c statement_timeout={statement_seconds * 1000}"
    options["options"] = f"{options.get('options', '')} {limit}".strip()
    return {**database, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def replica_of(database: dict[str, Any], statement_seconds: int) -> dict[str, Any]:
    """Returns a replica as ``DATABASES`` names a database. Nobody waits long for one that does not answer."""
    found = options_of(database, statement_seconds)
    # Each request asks it how far it is, which shows also whether the connection is alive
    return {**found, "CONN_HEALTH_CHECKS": False, "OPTIONS": {"connect_timeout": 2, **found["OPTIONS"]}}
