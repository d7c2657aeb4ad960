"""No other site makes a signed-in person write: every address that writes asks for the form's token, and none writes
when it is only opened."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.keys import make_key
from tests.rights import people
from tests.security import every

pytestmark = [pytest.mark.django_db, pytest.mark.once]
METHODS = {every.PAGES: ("POST",), every.API: ("POST", "PUT", "PATCH", "DELETE"), every.ADMIN: ("POST",)}
WITHOUT_TOKEN = {
    "stop-letters": "mail programs send it without a session (RFC 8058); the address is a secret",
    "api:token": "it reads no session: it takes the name and the password",
}
"""Addresses that take a form without a token, each with its reason."""
WRITES = ("INSERT", "UPDATE", "DELETE")
TAKEN_BACK = {"undo-change", "restore-version", "erase-account", "erase-contact"}
"""Addresses that show what a change would do: they write it and take it back in the same transaction."""
NOTED = {"django_session", "accounts_opensession", "events_feedaddress", "accounts_key"}
"""Tables that opening a page may write: the session, and the day on which an address or a key was last used."""


def forged(_request: Any, reason: str = "") -> HttpResponse:
    """Answers a form without the right token."""
    return HttpResponse(f"CSRF Failed: {reason}", status=403)


@pytest.fixture(autouse=True)
def _named_refusal(settings: Any, only_the_answer: None) -> None:
    settings.CSRF_FAILURE_VIEW = f"{__name__}.forged"


@pytest.fixture
def strict() -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.account(people.CHIEF))
    return client


@pytest.mark.parametrize("area", every.AREAS)
def test_every_address_that_writes_refuses_a_form_without_the_token(area: str, strict: Client) -> None:
    known = people.register()
    taken, tried = set(), 0
    for name, address in every.addresses(area, known):
        for method in METHODS[area]:
            answer = strict.generic(method, address, "{}", "application/json", headers={"if-match": "*"})
            if answer.status_code == 405:
                continue
            tried += 1
            if answer.status_code != 403 or b"CSRF Failed" not in answer.content:
                taken.add(name)
    assert tried > 50
    assert taken == WITHOUT_TOKEN.keys() & {name for name, _address in every.addresses(area, known)}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_a_token(strict: Client, headers: dict[str, str]) -> None:
    token = "x" * 32
    strict.cookies[settings.CSRF_COOKIE_NAME] = token
    sent = {"language": "da", "csrfmiddlewaretoken": token}
    assert strict.post("/language/", sent, headers=headers).status_code == 403
    assert strict.post("/language/", sent).status_code == 302


def test_a_program_needs_no_token_and_its_key_is_in_no_cookie(admin_user: Any) -> None:
    """A browser never sends a key by itself, so no other site can use it."""
    key = make_key(user=admin_user, name="Nightly")
    client = Client(enforce_csrf_checks=True)
    sent = {"slug": "fund", "name": {"en": "Fund"}}
    headers = {"authorization": f"Token {key}"}
    answer = client.post("/api/v1/funds/", sent, "application/json", headers=headers)
    assert (answer.status_code, {*answer.cookies}) == (201, set())


@pytest.mark.parametrize("area", every.AREAS)
def test_no_address_writes_when_it_is_only_opened(area: str) -> None:
    known = people.register()
    client = Client()
    client.force_login(people.account(people.CHIEF))
    written: dict[str, str] = {}

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES) and not any(f'"{table}"' in sql for table in NOTED):
            written[name] = sql[:80]
        return execute(sql, parameters, many, context)

    name = ""
    with connection.execute_wrapper(watch):
        for one, address in every.addresses(area, known, some=True):
            name = one
            client.get(address)
    assert written.keys() <= TAKEN_BACK, written
