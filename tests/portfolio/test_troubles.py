"""A failing database has its own status and sentence, on pages, in the API and in the health check."""

import errno
from typing import Any

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from portfolio import views
from portfolio.databases import troubles

pytestmark = pytest.mark.django_db
NEVER_ENDS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def of_postgres(code: str | None) -> OperationalError:
    """Returns Django's error for a PostgreSQL error with this code (Appendix A of its manual)."""

    class Cause(psycopg2.OperationalError):
        pgcode = code

    Cause.__module__ = "psycopg2.errors"
    error = OperationalError("message")
    error.__cause__ = Cause("message")
    return error


@pytest.fixture
def failing(django_user_model: Any) -> Any:
    """Yields a function that fetches a page and an API call while every query on projects raises the given error."""
    troubles.forget()
    client = Client(raise_request_exception=False)
    client.force_login(django_user_model.objects.create_user("reader"))

    def answers(error: Exception) -> list[Any]:
        def fail(execute: Any, sql: str, *rest: Any) -> Any:
            if "projects_project" in sql:
                raise error
            return execute(sql, *rest)

        with connection.execute_wrapper(fail):
            return [client.get("/projects/?lang=en"), client.get("/api/v1/projects/?lang=en")]

    yield answers
    troubles.forget()


@pytest.mark.parametrize(
    ("error", "status", "words", "retry"),
    [
        (of_postgres("57014"), 503, "The question took too long", None),
        (OperationalError("interrupted"), 503, "The question took too long", None),
        (of_postgres("53100"), 507, "no space left", None),
        (OperationalError("database or disk is full"), 507, "no space left", None),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "no space left", None),
        (of_postgres("57P01"), 503, "cannot be reached", "10"),
        (of_postgres("08006"), 503, "cannot be reached", "10"),
        (of_postgres(None), 503, "cannot be reached", "10"),
        (OperationalError("unable to open database file"), 503, "cannot be reached", "10"),
        (ValueError("a fault of the code"), 500, "Something went wrong", None),
        (OperationalError("no such table: x"), 500, "Something went wrong", None),
    ],
)
def test_each_failure_has_its_status_and_its_sentence(
    failing: Any, error: Exception, status: int, words: str, retry: str | None
) -> None:
    for answer in failing(error):
        assert (answer.status_code, answer.get("Retry-After")) == (status, retry)
        assert words in answer.content.decode()


def test_the_health_check_reports_a_full_disk(failing: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok"}
    failing(OperationalError("database or disk is full"))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["disk"]) == (507, "full")
    monkeypatch.setattr(troubles, "REMEMBERED", 0)
    assert client.get("/healthz").status_code == 200


def test_the_health_check_reports_a_lost_connection(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(views.connection, "cursor", fail, raising=False)
    assert client.get("/healthz").status_code == 503


def read(cursor: Any) -> Any:
    # SQLite starts to work when the first row is fetched, PostgreSQL at once
    cursor.execute(NEVER_ENDS)
    return cursor.fetchone()


def test_a_statement_that_never_ends_is_stopped(settings: Any) -> None:
    settings.STATEMENT_SECONDS = 0.1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("30s",)
            cursor.execute("SET LOCAL statement_timeout = 100")
        with pytest.raises(OperationalError) as raised:
            read(cursor)
    assert troubles.trouble_of(raised.value) is troubles.TOO_LONG


@pytest.mark.django_db(transaction=True)
def test_a_download_has_more_time_than_a_page(settings: Any) -> None:
    from reports.files.snapshots import snapshot

    settings.STATEMENT_SECONDS, settings.EXPORT_SECONDS = 1, 77
    with snapshot(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("77s",)
        else:
            assert connection.statement_seconds == 77
    if connection.vendor == "sqlite":
        assert connection.statement_seconds is None
