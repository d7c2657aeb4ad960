"""The reader's language: stored with the account, in the browser, and for a single answer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Preference

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


@pytest.fixture
def people(django_user_model: Any) -> dict[str, Any]:
    return {name: django_user_model.objects.create_user(name, password=PASSWORD) for name in ("anna", "bo")}


def sign_in(client: Client, name: str) -> None:
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302


def language_of(client: Client, path: str = "/projects/") -> str:
    return client.get(path, headers={"accept-language": "fi"}).content.decode().split('<html lang="')[1][:2]


def choose(client: Client, language: str) -> int:
    return client.post("/language/", {"language": language, "next": "/"}).status_code


@pytest.mark.usefixtures("people")
def test_the_account_brings_its_language_to_every_browser() -> None:
    one, other = Client(), Client()
    sign_in(one, "anna")
    assert choose(one, "da") == 302
    sign_in(other, "anna")
    assert (language_of(one), language_of(other)) == ("da", "da")


@pytest.mark.usefixtures("people")
def test_an_address_asks_for_one_answer_and_nothing_is_kept(client: Client) -> None:
    sign_in(client, "anna")
    choose(client, "da")
    assert [language_of(client, path) for path in ("/projects/?lang=sv", "/projects/")] == ["sv", "da"]
    assert Preference.objects.get().language == "da"


@pytest.mark.parametrize("signed_out", [True, False], ids=["signed out", "still signed in"])
@pytest.mark.usefixtures("people")
def test_the_next_person_on_the_browser_gets_their_own(client: Client, signed_out: bool) -> None:
    sign_in(client, "anna")
    choose(client, "da")
    if signed_out:
        client.post("/sign-out/")
        assert language_of(client, "/sign-in/") == "fi"
    else:
        # The session expired: its cookie is gone, but the cookie of the language is not
        del client.cookies["sessionid"]
    sign_in(client, "bo")
    assert language_of(client) == "fi"
    assert not Preference.objects.filter(user__username="bo").exists()


@pytest.mark.usefixtures("people")
def test_a_language_chosen_before_signing_in_stays_unless_the_account_has_one(client: Client) -> None:
    choose(client, "is")
    sign_in(client, "anna")
    assert language_of(client) == "is"
    Preference.objects.create(user_id=client.session["_auth_user_id"], language="nb")
    client.post("/sign-out/")
    sign_in(client, "anna")
    assert language_of(client) == "nb"


def test_a_language_costs_no_query_of_a_page(client: Client, people: dict[str, Any]) -> None:
    client.force_login(people["anna"])
    with CaptureQueriesContext(connection) as before:
        client.get("/projects/")
    choose(client, "da")
    with CaptureQueriesContext(connection) as after:
        client.get("/projects/")
    assert len(before) == len(after)


@pytest.mark.parametrize("language", ["", "de", "xx", "da\0", "x" * 10_000])
@pytest.mark.usefixtures("people")
def test_a_language_that_is_not_here_is_a_400_and_not_kept(client: Client, language: str) -> None:
    sign_in(client, "anna")
    assert choose(client, language) == 400
    assert not Preference.objects.exists()


@pytest.mark.usefixtures("people")
def test_another_site_is_no_page_to_go_back_to(client: Client) -> None:
    answer = client.post("/language/", {"language": "da", "next": "https://example.org/"})
    assert answer.headers["location"] == "/"
    assert client.get("/language/").status_code == 405
