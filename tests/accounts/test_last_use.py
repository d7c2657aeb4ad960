"""The last use of a key or a session is written beside other writers: nobody waits for it, and no answer fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from accounts.keys import make_key
from accounts.models import Key
from accounts.roles import Role
from changes.models import Change, Way
from changes.opened import changing
from projects.models import Project
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def somebody_writes() -> Iterator[Any]:
    """Another connection in the middle of a change. SQLite lets nobody else write meanwhile."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 1000")
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            cursor.execute("UPDATE projects_project SET status = 'closed'")
            yield cursor
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@pytest.fixture
def headers() -> dict[str, str]:
    key = make_key(user=people.account(Role.READER), name="Nightly")
    return {"authorization": f"Token {key}"}


@pytest.fixture
def number() -> int:
    """The number of a change."""
    builders.project("P-1")
    with changing(way=Way.ADMIN):
        Project.objects.update(status="ongoing")
    return int(Change.objects.latest("number").number)


def test_a_program_is_answered_while_somebody_writes(headers: dict[str, str]) -> None:
    with somebody_writes():
        assert Client().get("/api/v1/councils/", headers=headers).status_code == 200
    if connection.vendor == "sqlite":
        assert Key.objects.get().used is None
    assert Client().get("/api/v1/councils/", headers=headers).status_code == 200
    assert Key.objects.get().used is not None


def test_a_page_is_shown_while_somebody_writes() -> None:
    client = Client()
    client.force_login(User.objects.create_user("anna"))
    session = client.session
    session["open_session"] |= {"seen": session["open_session"]["seen"] - 301}
    session.save()
    with somebody_writes():
        assert client.get("/calendar/").status_code == 200


def test_others_write_while_a_file_of_an_earlier_day_is_sent(headers: dict[str, str], number: int) -> None:
    client = Client()
    client.force_login(User.objects.create_user("anna"))
    for asker, options in ((Client(), {"headers": headers}), (client, {})):
        response: Any = asker.get(f"/api/v1/projects/?format=csv&as_of={number}", **options)
        assert response.streaming
        next(iter(response))
        with somebody_writes() as writer:
            writer.execute("SELECT count(*) FROM projects_project WHERE status = 'closed'")
            assert writer.fetchone() == (1,)
        response.getvalue()
