"""Signing in: a session that somebody else chose is worth nothing, and an unknown name takes as long as a known one."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


def sent(name: str, password: str) -> dict[str, str]:
    """Returns the fields of the forms that sign in."""
    return {"username": name, "login": name, "password": password}


@pytest.fixture
def _people(django_user_model: Any) -> None:
    django_user_model.objects.create_user("anna", password="right")
    django_user_model.objects.create_user("bo", password="right")
    django_user_model.objects.create_user("gone", password="right", is_active=False)


def key_of(client: Client) -> str:
    return client.cookies[COOKIE].value if COOKIE in client.cookies else ""


@pytest.mark.usefixtures("_people")
def test_a_session_from_before_signing_in_opens_nothing() -> None:
    attacker, victim = Client(), Client()
    attacker.session.save()
    fixed = key_of(attacker) or _session()
    victim.cookies[COOKIE] = fixed
    assert victim.post("/sign-in/", sent("anna", "right")).status_code == 302
    assert key_of(victim) != fixed
    attacker.cookies[COOKIE] = fixed
    assert attacker.get("/projects/").status_code == 302
    assert victim.get("/projects/").status_code == 200


def _session() -> str:
    """Returns the key of a session that the site made for a visitor."""
    store = SessionStore()
    store["x"] = 1
    store.save()
    return str(store.session_key)


@pytest.mark.usefixtures("_people")
def test_a_made_up_session_key_is_not_taken_over() -> None:
    client = Client()
    client.cookies[COOKIE] = "a" * 32
    client.post("/sign-in/", sent("anna", "right"))
    assert key_of(client) != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


@pytest.mark.usefixtures("_people")
def test_who_signs_in_after_somebody_else_finds_nothing_of_theirs() -> None:
    client = Client()
    client.post("/sign-in/", sent("anna", "right"))
    session = client.session
    session["typed"] = "of anna"
    session.save()
    client.post("/sign-out/")
    client.post("/sign-in/", sent("bo", "right"))
    assert "typed" not in client.session


@pytest.mark.usefixtures("_people")
def test_signing_out_ends_the_session_for_who_copied_it() -> None:
    client, copy = Client(), Client()
    client.post("/sign-in/", sent("anna", "right"))
    copy.cookies[COOKIE] = key_of(client)
    assert copy.get("/projects/").status_code == 200
    client.post("/sign-out/")
    assert copy.get("/projects/").status_code == 302


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/token/"])
def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(path: str, monkeypatch: Any) -> None:
    """Otherwise the time of the answer would tell which names exist."""
    hasher: Any = hashers.get_hasher()
    worked: list[str] = []
    encode = type(hasher).encode

    def counted(self: Any, password: str, salt: str, *args: Any) -> str:
        worked.append(password)
        return str(encode(self, password, salt, *args))

    monkeypatch.setattr(type(hasher), "encode", counted)
    work, said = {}, {}
    for name in ("anna", "nobody", "gone"):
        worked.clear()
        answer = Client().post(path, sent(name, "wrong"))
        work[name], said[name] = len(worked), answer.content.decode().replace(name, "NAME")
    assert work["anna"] == work["nobody"] == work["gone"] > 0
    assert answer.status_code in (200, 400)
    words = {_without_tokens(text) for text in said.values()}
    assert len(words) == 1


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{20,}"', "", page)
