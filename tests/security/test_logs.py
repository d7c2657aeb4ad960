"""What the log says: a line for a refusal, and never a secret."""

import io
import logging
import logging.config
import runpy
import types
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portfolio.logs import without_secrets
from projects.models import Project
from tests.rights import people

pytestmark = pytest.mark.django_db
SECRET = "Xq3dEfGh1jKlMnOpQrStUvWxYz0-_9aB"


@pytest.fixture
def log(settings: Any) -> Iterator[io.StringIO]:
    """Returns the log of the site, as a server writes it."""
    written = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(settings.LOGGING)
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.formatter:
            handler.setStream(written)
    yield written
    root.handlers[:], root.level = before


def test_a_refusal_is_one_line_without_traceback(log: io.StringIO) -> None:
    client = Client()
    client.force_login(people.account("reader"))
    for path in ("/my-work/", "/changes/", "/views/?x=1", "/projects/NO-SUCH/"):
        log.truncate(0)
        log.seek(0)
        client.get(path)
        lines = log.getvalue().splitlines()
        assert len(lines) == 1, (path, lines)
        assert path.partition("?")[0] in lines[0]
        assert "reader" not in lines[0]


def test_a_forged_form_is_one_line_too(log: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.account(people.CHIEF))
    client.post("/projects/new/", {"title": "Secret plan", "password": "hidden"})
    assert len(log.getvalue().splitlines()) == 1
    assert "Secret plan" not in log.getvalue()
    assert "hidden" not in log.getvalue()


def test_an_error_of_ours_keeps_its_traceback(log: io.StringIO, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_options: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(Project.objects.__class__, "for_list", broken, raising=False)
    client = Client(raise_request_exception=False)
    client.force_login(people.account(people.CHIEF))
    monkeypatch.setattr("projects.filtering.pagination.NumberedPages.paginate_queryset", broken)
    assert client.get("/api/v1/councils/").status_code == 500
    assert "Traceback" in log.getvalue()


ADDRESSES = (
    f"/calendar/feed/{SECRET}/calendar.ics",
    f"/letters/feed/{SECRET}/",
    f"/letters/stop/{SECRET}/",
    f"/reset/MQ/{SECRET}/",
    "/accounts/password/reset/key/1-c4n0pz-6b1d0b2fa5e7c2d1/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_secret_of_an_address_is_in_the_log(address: str, log: io.StringIO) -> None:
    Client().get(address)
    logging.getLogger("django.request").error("Internal Server Error: %s", address)
    secret = next(part for part in address.split("/") if len(part) >= 20)
    assert secret not in log.getvalue()
    assert address.split("/")[1] in log.getvalue()


@pytest.mark.once
@pytest.mark.parametrize(
    "address",
    ["/projects/DOK8-C07/", "/organisations/northern-dimension-partnership/", "/static/js/keeping.1b2c3d4e5f67.js"],
)
def test_the_log_names_other_addresses_as_they_are(address: str) -> None:
    assert without_secrets(f"Not Found: {address}") == f"Not Found: {address}"


@pytest.mark.once
def test_the_log_of_requests_has_no_secret_and_no_page_before() -> None:
    found = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
    logger, form = found["DiscreetLogger"], found["access_log_format"]
    request = types.SimpleNamespace(headers=[("AUTHORIZATION", "Token abc")])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": ADDRESSES[0],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_REFERER": f"https://site{ADDRESSES[1]}",
        "HTTP_USER_AGENT": "x",
    }
    answer = types.SimpleNamespace(status="200 OK", sent=1, headers=[])
    quiet = logger.__new__(logger)
    quiet.now = quiet._get_user = lambda *_args: "anna"
    atoms = quiet.atoms(answer, request, environ, timedelta())
    assert SECRET not in " ".join(map(str, atoms.values()))
    line = form % {**atoms, "t": ""}
    assert SECRET not in line
    assert "anna" not in line
    assert "Token" not in line
    assert "/calendar/feed/" in line
