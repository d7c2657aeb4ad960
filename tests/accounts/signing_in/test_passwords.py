"""Passwords: their hashes, their rules, and what a stranger learns from the sign-in page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from portfolio import settings as of_the_site
from tests.accounts.signing_in.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def _hashers_of_the_site(settings: Any) -> None:
    settings.PASSWORD_HASHERS = of_the_site.PASSWORD_HASHERS


@pytest.mark.usefixtures("_hashers_of_the_site")
def test_passwords_are_hashed_with_argon2_and_older_hashes_are_made_anew_at_sign_in(
    client: Client, sign_in: Callable[..., Any]
) -> None:
    assert hashers.make_password("a new password").startswith("argon2$argon2id$")
    old = hashers.PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
    User.objects.create(username="anna", password=old)
    assert sign_in(client).status_code == 302
    assert User.objects.get().password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("eleven char", False),
        ("twelve chars", True),
        ("password1234", False),
        ("847261950384", False),
        ("anna.andersen", False),
    ],
)
def test_a_password_is_long_uncommon_and_not_the_name(password: str, accepted: bool) -> None:
    anna = User(username="anna.andersen")
    if accepted:
        validate_password(password, anna)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, anna)


@pytest.mark.parametrize("name", ["anna", "nobody", "closed"])
def test_the_page_hashes_once_and_says_the_same_whether_the_name_exists_or_not(
    name: str, anna: User, client: Client, sign_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("closed", password="another password", is_active=False)
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    answer = sign_in(client, name, "wrong")
    assert hashed == ["wrong"]
    assert "Please enter a correct username and password" in answer.content.decode()


def test_the_session_of_before_is_not_the_session_after(
    anna: User, client: Client, sign_in: Callable[..., Any]
) -> None:
    session: Any = client.session
    session["planted"] = "by a stranger"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert Client(headers={"cookie": f"sessionid={before}"}).get("/").headers["location"] == "/sign-in/?next=/"


ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(there: str, anna: User, client: Client, sign_in: Callable[..., Any]) -> None:
    assert sign_in(client, next=there)["Location"] == "/"
    assert client.get("/sign-in/", {"next": there})["Location"] == "/"
    confirmed = client.post("/account/confirm/", {"password": PASSWORD, "next": there})
    assert confirmed["Location"] == "/"


def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    for path in ("/signup/", "/sign-up/", "/account/signup/", "/accounts/signup/", "/account/social/signup/"):
        assert client.get(path).status_code in (302, 404)
    assert not User.objects.exists()
