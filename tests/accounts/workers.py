"""A server with four workers on the database of the tests, and a visitor whose address the test chooses."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


@contextmanager
def four_workers(**environment: str) -> Iterator[int]:
    """Yields the port of gunicorn with four workers behind one trusted proxy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = str(connection.settings_dict["NAME"])
    env = {**os.environ, "BEHIND_PROXY": "true", "OVERSIGT_TEST_DATABASE": name, **environment}
    command = [sys.executable, "-m", "gunicorn", "tests.accounts.quick_server", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "4", "--preload", "--log-level", "critical", "--no-control-socket"]
    with subprocess.Popen(command, cwd=ROOT, env=env) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Waits until the server takes connections."""
    for _try in range(600):
        assert server.poll() is None, "The server did not start."
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("The server did not answer.")


class Visitor:
    """A browser or a program at an address. It keeps cookies, and may forge the header that the proxy adds to."""

    def __init__(self, port: int, address: str, forged: str = "") -> None:
        self.port, self.address, self.forged = port, address, forged
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, data: dict[str, str] | None = None, **headers: str) -> int:
        """Sends a form, and returns the status of the answer."""
        body = urlencode(data or {})
        sent = {"X-Forwarded-For": ", ".join(filter(None, [self.forged, self.address])), **headers}
        if method == "POST":
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            client.request(method, path, body, sent)
            answer = client.getresponse()
            answer.read()
        finally:
            client.close()
        self.headers = answer.headers
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status

    def sign_in(self, name: str, password: str) -> int:
        """Signs in on the page: 302 if it worked."""
        for cookie in ("csrftoken", "sessionid"):
            self.cookies.pop(cookie, None)
        self.send("GET", "/sign-in/")
        token = self.cookies["csrftoken"]
        return self.send("POST", "/sign-in/", {"username": name, "password": password, "csrfmiddlewaretoken": token})

    def ask_for_key(self, name: str, password: str) -> int:
        """Asks for a key by name and password: 200 if it worked, 400 if the password was wrong."""
        return self.send("POST", "/api/v1/token/", {"username": name, "password": password})
