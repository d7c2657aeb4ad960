"""A real provider of OpenID Connect, in a process of its own: ``oidc-provider-mock``, written by others on Authlib.

It registers clients, checks their secrets, codes and return addresses, and signs its tokens with keys that it
publishes.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from django.test import Client

BACK = "/sign-in/council/back/"


@dataclass
class Provider:
    """A running provider, at which the site is registered."""

    url: str
    client: dict[str, str]

    def connect(self, settings: Any) -> None:
        """Connects the site with the provider."""
        settings.OIDC_ISSUER = self.url
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = self.client["client_id"], self.client["client_secret"]
        settings.OIDC_ROLES = {"oversigt-advisers": "adviser", "oversigt-money": "controller"}

    def knows(self, subject: str, **claims: Any) -> None:
        """Makes the provider know a person with these claims."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def lets_in(self, client: Client, subject: str, start: str = "/sign-in/council/") -> Any:
        """Walks the way of a browser: to the provider, where the person signs in, and back. Returns the last answer."""
        there = client.get(start)["Location"]
        assert there.startswith(self.url)
        answer = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=5)
        return client.get(answer.headers["Location"].replace("http://testserver", ""))


@contextmanager
def running_provider(site: str) -> Iterator[Provider]:
    """Starts the provider, registers the site that has this address, and ends the provider afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--require-registration", "--require-nonce"]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield Provider(url, _register(url, site))
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            requests.get(f"{url}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _register(url: str, site: str) -> dict[str, str]:
    wanted = {"redirect_uris": [site + BACK], "token_endpoint_auth_method": "client_secret_post"}
    answer = requests.post(f"{url}/oauth2/clients", json=wanted, timeout=5)
    answer.raise_for_status()
    registered: dict[str, str] = answer.json()
    return registered
