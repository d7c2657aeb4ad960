"""The log as JSON: one object a line, the number of the request in each, and nothing that could name a person."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from projects.models import Project
from tests.rights import people

pytestmark = pytest.mark.django_db
SECRET = "Xq3dEfGh1jKlMnOpQrStUvWxYz0-_9aB"


@pytest.fixture
def log(settings: Any) -> Iterator[io.StringIO]:
    """Returns the log of the site, as a server with LOG_FORMAT=json writes it."""
    written, root, requests = io.StringIO(), logging.getLogger(), logging.getLogger("oversigt.requests")
    before = root.handlers[:], root.level, requests.level
    configured = deepcopy(settings.LOGGING)
    configured["handlers"]["console"]["formatter"] = "json"
    configured["loggers"]["oversigt.requests"]["level"] = "NOTSET"
    logging.config.dictConfig(configured)
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.formatter:
            handler.setStream(written)
    yield written
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    requests.setLevel(before[2])


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_has_one_line(log: io.StringIO) -> None:
    client, person = Client(), people.account("reader")
    client.force_login(person)
    answer = client.get("/projects/?status=ongoing&search=Anna")
    (line,) = lines(log)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("milliseconds") >= line.pop("database_milliseconds") > 0
    assert line.pop("queries") > 0
    assert line == {
        "level": "INFO",
        "logger": "oversigt.requests",
        "message": "GET /projects/ 200",
        "request": answer["X-Request-ID"],
        "method": "GET",
        "path": "/projects/",
        "route": "projects",
        "parameters": ["status", "search"],
        "status": 200,
        "account": person.pk,
    }


def test_no_value_of_an_address_is_in_the_log(log: io.StringIO) -> None:
    client = Client()
    client.force_login(people.account(people.CHIEF))
    client.get("/search/?q=Anna+Andersson&Anna=1")
    client.get("/projects/?search=Anna&order=Anna")
    client.post("/projects/new/?x=Anna", {"title": "Anna"})
    client.get("/api/v1/contacts/?search=Anna")
    assert len(lines(log)) >= 4
    assert "Anna" not in log.getvalue()


def test_secrets_of_addresses_are_hidden(log: io.StringIO) -> None:
    Client().get(f"/calendar/feeds/{SECRET}.ics")
    Client().get(f"/letters/stop/{SECRET}/")
    assert SECRET not in log.getvalue()


def test_a_short_secret_is_hidden_by_the_name_of_its_part(log: io.StringIO) -> None:
    Client().get("/letters/stop/short/")
    request, refusal = lines(log)
    assert request["path"] == "/letters/stop/…/"
    # Django writes its line about a refusal later
    assert request["request"] == refusal["request"]


def test_all_lines_of_a_request_have_its_number(log: io.StringIO) -> None:
    client = Client()
    client.force_login(people.account("reader"))
    answer = client.get("/my-work/")
    refusal, request = lines(log)
    assert refusal["logger"] == "django.request"
    assert refusal["request"] == request["request"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("0af7651916cd43dd8448eb211c80319c", True),
        ("8f1c2d3e-0000-4000-8000-000000000000", True),
        ("short", False),
        ("x" * 65, False),
        ('12345678", "account": 1', False),
        ("anna@example.org", False),
    ],
)
def test_a_proxy_may_choose_the_number(client: Client, sent: str, taken: bool) -> None:
    number = client.get("/healthz", headers={"x-request-id": sent})["X-Request-ID"]
    assert (number == sent) == taken
    assert len(number) >= 32 or taken


def test_two_requests_have_two_numbers(client: Client) -> None:
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_an_error_has_its_kind_and_places_without_its_text(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people.account("reader"))

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if "projects_project" in sql:
            raise ValueError("Anna Andersson")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        client.get("/projects/")
    error = next(line for line in lines(log) if line["level"] == "ERROR")
    assert error["errors"][0]["kind"] == "builtins.ValueError"
    assert any("test_json_lines.py" in place for place in error["errors"][0]["places"])
    assert "Andersson" not in log.getvalue()


def test_a_download_has_its_line_when_it_was_sent(log: io.StringIO) -> None:
    client = Client()
    client.force_login(people.account("reader"))
    Project.objects.count()
    answer = client.get("/api/v1/projects/?format=csv")
    assert lines(log) == []
    b"".join(answer)
    (line,) = lines(log)
    assert (line["route"], line["parameters"], line["status"]) == ("api:project-list", ["format"], 200)


def test_outside_of_a_request_a_line_has_no_number(log: io.StringIO) -> None:
    Client().get("/healthz")
    logging.getLogger("letters").warning("Sent %d letters", 3)
    line = lines(log)[-1]
    assert line.pop("time")
    assert line == {"level": "WARNING", "logger": "letters", "message": "Sent 3 letters"}


def test_the_plain_log_has_no_line_for_a_request(settings: Any, caplog: Any) -> None:
    assert settings.LOG_FORMAT == "plain"
    Client().get("/healthz")
    assert not [record for record in caplog.records if record.name == "oversigt.requests"]
