"""The second factor: an authenticator app and recovery codes, from the set-up to the removal."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.keys import make_key
from accounts.roles import give_role
from tests.accounts.signing_in.conftest import PASSWORD, code_of
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/account/second-factor/"


def set_up(client: Client) -> tuple[str, list[str]]:
    """Sets up an app for the signed-in person. Returns its secret and the recovery codes."""
    assert client.get(f"{PAGE}app/")["Location"] == f"/account/confirm/?next={PAGE.replace('/', '%2F')}app%2F"
    confirmed = client.post("/account/confirm/", {"password": PASSWORD, "next": f"{PAGE}app/"})
    assert confirmed["Location"] == f"{PAGE}app/"
    page = client.get(f"{PAGE}app/")
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="secret">(\w+)<', page.content.decode())
    assert found
    answer = client.post(f"{PAGE}app/", {"code": code_of(found[1])})
    assert answer["Location"] == f"{PAGE}codes/"
    codes = re.findall(r"<li><code>(\d{4} \d{4})</code>", client.get(f"{PAGE}codes/").content.decode())
    assert len(codes) == 10
    return found[1], codes


@pytest.fixture
def guarded(anna: User, client: Client, sign_in: Callable[..., Any]) -> tuple[Client, str, list[str]]:
    """Returns the browser of a person with an app, signed out; the app's secret and the recovery codes."""
    sign_in(client)
    secret, codes = set_up(client)
    client.post("/sign-out/")
    return client, secret, codes


def test_the_password_alone_does_not_sign_in(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]
) -> None:
    client, secret, _codes = guarded
    assert sign_in(client, next="/calendar/")["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/")["Location"] == "/sign-in/?next=/"
    assert client.get("/api/v1/projects/").status_code == 401
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert "The code is wrong, or it was used before." in text_of(wrong)
    before = client.session.session_key
    assert client.post("/sign-in/code/", {"code": code_of(secret, 1)})["Location"] == "/calendar/"
    assert client.session.session_key != before
    assert client.get("/calendar/").status_code == 200


def test_a_code_of_the_app_is_used_once(guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]) -> None:
    client, secret, _codes = guarded
    code = code_of(secret, 1)
    sign_in(client)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    # The next request may reach another worker, with a memory of its own
    cache.clear()
    thief = Client()
    sign_in(thief)
    assert thief.post("/sign-in/code/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in thief.session


def test_a_recovery_code_signs_in_once(guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]) -> None:
    client, _secret, codes = guarded
    sign_in(client)
    assert client.post("/sign-in/code/", {"code": codes[3]})["Location"] == "/"
    again = Client()
    sign_in(again)
    assert again.post("/sign-in/code/", {"code": codes[3]}).status_code == 200
    # With the gap or without
    assert again.post("/sign-in/code/", {"code": codes[4].replace(" ", "")}).status_code == 302


def test_an_account_has_few_tries_for_its_code_in_all_workers(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]
) -> None:
    client, secret, codes = guarded
    sign_in(client)
    for number in range(5):
        # Another worker has a memory of its own
        cache.clear()
        answer = client.post("/sign-in/code/", {"code": f"{number:06}"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer.status_code == 200
    for sent in ({"code": code_of(secret, 1)}, {"code": codes[0]}, {"credential": "{}"}):
        refused = client.post("/sign-in/code/", sent, REMOTE_ADDR="192.0.2.9")
        assert (refused.status_code, int(refused["Retry-After"]) <= 300) == (429, True)
        assert "There were too many tries." in text_of(refused)
    assert "_auth_user_id" not in client.session
    call_command("unlock", "anna")
    assert client.post("/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302


@pytest.mark.parametrize("page", ["code", "passkey"])
def test_confirming_has_the_same_few_tries(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any], page: str
) -> None:
    client, secret, _codes = guarded
    Authenticator.objects.create(user=User.objects.get(), type="webauthn", data={"name": "x", "credential": {}})
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret, 1)})
    for _number in range(5):
        client.post("/account/confirm/code/", {"code": "000000"})
    refused = client.post(f"/account/confirm/{page}/", {"code": "000000", "credential": "{}"})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)


def test_the_code_that_set_the_app_up_does_not_sign_in(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]
) -> None:
    client, secret, _codes = guarded
    sign_in(client)
    cache.clear()
    first = code_of(secret)
    for typed in (first, f"{first[:3]} {first[3:]}", f"{first[:3]}-{first[3:]}"):
        assert client.post("/sign-in/code/", {"code": typed}).status_code == 200


def test_the_database_does_not_hold_the_secret_and_another_key_gives_no_code(
    guarded: tuple[Client, str, list[str]], settings: Any
) -> None:
    _client, secret, _codes = guarded
    app = Authenticator.objects.get(type="totp")
    assert secret not in str(app.data)
    assert app.wrap().validate_code(code_of(secret))
    cache.clear()
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    assert not app.wrap().validate_code(code_of(secret))
    # An empty secret would let everybody calculate the code
    assert not app.wrap().validate_code(code_of(""))
    settings.SECRET_KEY_FALLBACKS = [key]
    assert app.wrap().validate_code(code_of(secret))


def test_removing_the_app_needs_the_password_again(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]
) -> None:
    client, secret, _codes = guarded
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret, 1)})
    there = f"{PAGE}app/remove/"
    assert client.post(there)["Location"].startswith("/account/confirm/")
    assert Authenticator.objects.count() == 2
    client.post("/account/confirm/", {"password": "wrong", "next": there})
    assert client.get(there)["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.post(there)["Location"] == PAGE
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_end_the_old_ones(
    guarded: tuple[Client, str, list[str]], sign_in: Callable[..., Any]
) -> None:
    client, secret, codes = guarded
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret, 1)})
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.post(f"{PAGE}codes/new/")["Location"] == f"{PAGE}codes/"
    as_file = client.get(f"{PAGE}codes/file/")
    assert as_file.headers["Content-Type"].startswith("text/plain")
    assert as_file.headers["Cache-Control"] == "no-store"
    new = as_file.content.decode().splitlines()
    assert len(new) == 10
    assert not set(new) & set(codes)


def test_programs_cannot_sign_in_with_the_password_of_a_guarded_account(
    guarded: tuple[Client, str, list[str]],
) -> None:
    client, _secret, _codes = guarded
    refused = client.post("/api/v1/token/", {"username": "anna", "password": PASSWORD})
    assert refused.status_code == 403
    assert "Use a key for programs instead." in refused.json()["detail"]
    assert client.post("/api/v1/token/", {"username": "anna", "password": "wrong"}).status_code == 400


def test_a_role_that_needs_a_second_factor_leads_to_its_page_first(
    anna: User, client: Client, sign_in: Callable[..., Any], settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["controller"]
    sign_in(client)
    assert client.get("/projects/").status_code == 200
    give_role(user=anna, role="controller")
    for path in ("/projects/", "/admin/", "/account/second-factor/codes/", "/password/"):
        assert client.get(path)["Location"] == PAGE
    assert client.get("/api/v1/projects/").status_code == 403
    program = client.post("/api/v1/token/", {"username": "anna", "password": PASSWORD})
    assert (program.status_code, program.json()["detail"]) == (
        403,
        "Set up a second factor first: your role needs one.",
    )
    page = client.get(PAGE)
    assert "Your role needs a second factor." in text_of(page)
    # A key from before is refused as well, until the account has a second factor
    kept = Client(headers={"Authorization": f"Token {make_key(user=anna, name='nightly')}"})
    refused = kept.get("/api/v1/projects/")
    assert (refused.status_code, refused.json()["detail"]) == (program.status_code, program.json()["detail"])
    set_up(client)
    assert kept.get("/api/v1/projects/").status_code == 200
    assert client.get("/projects/").status_code == 200
    assert "Your role needs" not in text_of(client.get(PAGE))


def test_a_superuser_counts_as_administrator(settings: Any, admin_client: Client) -> None:
    settings.SECOND_FACTOR_ROLES = ["administrator"]
    assert admin_client.get("/admin/")["Location"] == PAGE
    settings.SECOND_FACTOR_ROLES = []
    assert admin_client.get("/admin/").status_code == 200


def test_the_steps_of_signing_in_are_closed_to_who_did_not_type_the_password(client: Client, anna: User) -> None:
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


def test_an_administrator_removes_the_second_factor_of_others_but_not_of_a_superuser(
    guarded: tuple[Client, str, list[str]], admin_user: User
) -> None:
    Authenticator.objects.create(user=admin_user, type="totp", data={"secret": "x"})
    chief = User.objects.create_user("chief")
    give_role(user=chief, role="administrator")
    browser = Client()
    browser.force_login(chief)
    chosen = [User.objects.get(username="anna").pk, admin_user.pk]
    sent = {"action": "remove_second_factor", "_selected_action": chosen}
    page = browser.post("/admin/auth/user/", sent, follow=True)
    assert "1 account was changed." in text_of(page)
    assert "You cannot change the account admin." in text_of(page)
    assert [row.user for row in Authenticator.objects.all()] == [admin_user]
    assert LogEntry.objects.get().change_message == "Second factor removed"


def test_the_administration_shows_no_secret(admin_client: Client) -> None:
    for path in ("mfa/authenticator", "socialaccount/socialaccount", "socialaccount/socialapp", "account/emailaddress"):
        assert admin_client.get(f"/admin/{path}/").status_code == 404
