"""Fixtures of signing in: an account with a password, and a real provider of OpenID Connect."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.signing_in import later
from tests.provider import Provider, running_provider

PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does at once what the site does after an answer, so that a test can look at it."""
    monkeypatch.setattr(later, "later", later.do)


@pytest.fixture
def anna(db: None) -> User:
    """Creates an account with a password."""
    return User.objects.create_user("anna", "anna@example.org", PASSWORD)


def code_of(secret: str, steps: int = 0) -> str:
    """Returns the code of an authenticator app (RFC 6238), some half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture(scope="session")
def _provider() -> Iterator[Provider]:
    with running_provider("http://testserver") as provider:
        yield provider


@pytest.fixture
def provider(_provider: Provider, settings: Any) -> Provider:
    """Connects the site with the running provider."""
    _provider.connect(settings)
    return _provider


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Returns a function that sends the form of the sign-in page."""

    def send(client: Client, name: str = "anna", password: str = PASSWORD, **more: str) -> Any:
        return client.post("/sign-in/", {"username": name, "password": password, **more})

    return send
