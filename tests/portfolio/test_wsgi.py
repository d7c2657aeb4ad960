"""The entry point of the server: a refused body is read, so that the sender sees the answer."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from portfolio import wsgi

pytestmark = pytest.mark.django_db


def asked(path: str, body: bytes) -> tuple[str, BytesIO]:
    """Returns the status of the answer to a request with this body, and what is left of it."""
    left = BytesIO(body)
    statuses: list[str] = []
    environ: dict[str, Any] = RequestFactory().post(path, body, content_type="application/json").environ
    environ["wsgi.input"] = left
    answer: Any = wsgi.application(environ, lambda status, *_rest: statuses.append(status))
    answer.close()
    return statuses[0], BytesIO(left.read())


def test_the_body_of_a_request_that_is_too_large_is_read() -> None:
    status, left = asked("/api/v1/projects/", b"0" * 6_000_000)
    assert status.startswith("413")
    assert left.getvalue() == b""


def test_no_more_is_read_than_a_proxy_sends(monkeypatch: Any) -> None:
    monkeypatch.setattr(wsgi, "MOST_DISCARDED", 1_000_000)
    _status, left = asked("/api/v1/projects/", b"0" * 6_000_000)
    assert len(left.getvalue()) >= 4_900_000


def test_the_body_of_another_refused_request_is_left_alone() -> None:
    status, left = asked("/api/v1/projects/", b"0" * 1000)
    assert status.startswith("401")
    assert len(left.getvalue()) == 1000
