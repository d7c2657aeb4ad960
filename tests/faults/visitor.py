"""A browser, as far as signing in and reading pages needs one."""

import re
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode


class Visitor:
    """Keeps the cookies that the site sets. Each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()
        self.retry_after = 0

    def open(self, path: str) -> int:
        """Opens a page, and returns its status."""
        return self._ask("GET", path)[0]

    def cookie(self) -> str:
        """Returns the header that a request of this browser has."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, name: str, password: str) -> int:
        """Signs in by the form. Returns the status of the answer: 302 if it succeeded."""
        status, form = self._ask("GET", "/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        if token is None:
            raise RuntimeError(f"/sign-in/ answered {status}, without a form")
        fields = {"csrfmiddlewaretoken": token[1], "username": name, "password": password}
        return self._ask("POST", "/sign-in/", urlencode(fields))[0]

    def wait(self, name: str) -> int:
        """Returns the seconds that an account has to wait before its next try; 0: it need not."""
        self.retry_after = 0
        self.sign_in(name, "wrong")
        return self.retry_after

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Host": "localhost", "Cookie": self.cookie()}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                key, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[key] = value
            self.retry_after = int(answer.headers.get("Retry-After") or 0)
            return answer.status, answer.read().decode(errors="replace")
