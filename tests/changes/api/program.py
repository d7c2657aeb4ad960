"""Helpers of the tests that write by REST."""

import json
from typing import Any

from django.test import Client

BASE = "/api/v1/"


class Program:
    """A program with the rights of an account: it sends JSON and remembers tags."""

    def __init__(self, account: Any) -> None:
        self.client = Client()
        self.client.force_login(account)

    def send(self, method: str, path: str, data: Any = None, tag: str | None = "*", **headers: str) -> Any:
        """Sends a request and returns the response. ``tag`` is the ``If-Match`` of changes."""
        if tag is not None and method in ("put", "patch", "delete"):
            headers["If-Match"] = tag
        body = data if isinstance(data, str | bytes) else json.dumps(data)
        kind = headers.pop("content_type", "application/json")
        return getattr(self.client, method)(BASE + path, body, content_type=kind, headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(BASE + path, headers=headers)
