"""A question that is too long for an address is sent in the body: ``POST …/query/`` answers as the same ``GET``."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client

from changes.models import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]
FORM = "application/x-www-form-urlencoded"
LONG = "&".join(["council=MR-S", "council=MR-J%C3%84M", *["partner=nbpn"] * 900, "partner=tf-thb", "status=closed"])
"""Over ten kilobytes of filters."""


def ask(client: Client, address: str, question: str, **headers: str) -> Any:
    """Posts the question as a form and returns the answer."""
    return client.post(f"/api/v1/{address}", question, content_type=FORM, headers=headers)


@pytest.mark.parametrize(
    ("address", "question"),
    [
        ("projects/", "status=ongoing&council=MR-J%C3%84M&fields=reference,title"),
        ("projects/", "page=2&page_size=3&ordering=-budget_dkk"),
        ("projects/", "cursor=&page_size=3"),
        ("projects/DOK8-C06/", "fields=reference"),
        ("allocations/", "status=closed&lang=da"),
        ("totals/", "group_by=status&group_by=council&mode=mentioned&lang=fi"),
        ("totals/", "portfolio=all"),
        ("annex/", "status=ongoing&lang=sv"),
        ("events/", "year=2008"),
        ("events/clashes/", "from=2004&to=2009"),
        ("organisations/", "search=politi"),
        ("councils/", ""),
    ],
)
def test_the_answer_is_that_of_the_same_get(reader: Client, address: str, question: str) -> None:
    read = reader.get(f"/api/v1/{address}?{question}")
    posted = ask(reader, f"{address}query/", question)
    assert (posted.status_code, posted.json()) == (200, read.json())
    assert posted["Content-Language"] == read["Content-Language"]


def test_a_question_longer_than_any_address_is_answered(reader: Client) -> None:
    assert len(LONG) > 10_000
    posted = ask(reader, "projects/query/", LONG)
    short = reader.get("/api/v1/projects/?council=MR-S&council=MR-JÄM&partner=nbpn&partner=tf-thb&status=closed")
    assert posted.json()["results"] == short.json()["results"]
    totals = ask(reader, "totals/query/", f"{LONG}&group_by=status")
    expected = reader.get("/api/v1/totals/?council=MR-S&council=MR-JÄM&partner=nbpn&partner=tf-thb&status=closed")
    assert totals.json()["total"] == expected.json()["total"]


def test_the_next_page_is_the_query_string_of_next(reader: Client) -> None:
    first = ask(reader, "projects/query/", f"portfolio=all&page_size=2&{'search=&' * 2000}").json()
    following = first["next"].partition("?")[2]
    assert dict(parse_qsl(following)) == {"page": "2", "page_size": "2", "portfolio": "all"}
    second = ask(reader, "projects/query/", following).json()
    assert [row["reference"] for row in second["results"]] == [
        row["reference"] for row in reader.get("/api/v1/projects/?portfolio=all&page_size=2&page=2").json()["results"]
    ]


def test_a_question_in_json_is_the_same(reader: Client) -> None:
    asked = {"status": ["ongoing", "closed"], "year": 2006, "budget_stated": True, "search": None, "page_size": 3}
    posted = reader.post("/api/v1/projects/query/", asked, content_type="application/json; charset=utf-8")
    read = reader.get("/api/v1/projects/?status=ongoing&status=closed&year=2006&budget_stated=true&page_size=3")
    assert (posted.status_code, posted.json()["results"]) == (200, read.json()["results"])
    assert posted.json()["count"] > 0


def test_a_file_comes_whole(reader: Client) -> None:
    posted = ask(reader, "projects/query/?format=csv", LONG)
    read = reader.get(
        "/api/v1/projects/?format=csv&council=MR-S&council=MR-JÄM&partner=nbpn&partner=tf-thb&status=closed"
    )
    assert (posted["Content-Type"], posted["X-Row-Count"]) == (read["Content-Type"], read["X-Row-Count"])
    assert posted.getvalue() == read.getvalue()


def test_a_question_writes_nothing_and_needs_no_key_of_a_form(django_user_model: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(django_user_model.objects.create_superuser("chief"))
    before = Change.objects.count()
    body = json.dumps({"reference": "NEW-1", "title": "No project"})
    written = browser.post("/api/v1/projects/query/", body, content_type="application/json")
    assert (written.status_code, sorted(written.json())) == (400, ["reference", "title"])
    assert ask(browser, "projects/query/", "status=closed").status_code == 200
    assert Change.objects.count() == before


def test_the_rights_are_those_of_the_get(client: Client) -> None:
    assert ask(client, "projects/query/", "status=closed").status_code == 401
    assert client.post("/projects/query/", "status=closed", content_type=FORM).status_code != 200


def test_a_stored_answer_is_no_matter_of_a_post(reader: Client) -> None:
    tag = reader.get("/api/v1/projects/?status=closed")["ETag"]
    assert ask(reader, "projects/query/", "status=closed", **{"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status", "place"),
    [
        ("status=banana", FORM, 400, "status"),
        ("banana=1", FORM, 400, "banana"),
        (b"search=\xff", FORM, 400, "detail"),
        ("search=a%00b", FORM, 400, "detail"),
        ('{"status": {"not": "closed"}}', "application/json", 400, "status"),
        ('{"status": [["closed"]]}', "application/json", 400, "status"),
        ('{"search": "a\\u0000b"}', "application/json", 400, "search"),
        ('["closed"]', "application/json", 400, "detail"),
        ("{", "application/json", 400, "detail"),
        ('{"status": "closed", "status": "ongoing"}', "application/json", 400, "detail"),
        ("status=closed", "text/plain", 415, "detail"),
        ("x" * 70_000, FORM, 413, "detail"),
        ("a=&" * 6000, FORM, 400, "detail"),
        ("&".join(f"search={number}" for number in range(101)), FORM, 400, "search"),
        ("&".join(f"group=year:{1900 + number}" for number in range(101)), FORM, 400, "group"),
        ("group=" + ",".join(f"year:{1900 + number}" for number in range(101)), FORM, 400, "group"),
        ("council=" + ",".join(["MR-S"] * 101), FORM, 400, "council"),
    ],
)
def test_a_wrong_question_is_named(reader: Client, body: Any, kind: str, status: int, place: str) -> None:
    answer = reader.post("/api/v1/projects/query/", body, content_type=kind)
    assert (answer.status_code, list(answer.json())) == (status, [place])


def test_a_wrong_question_is_refused_in_the_readers_language(reader: Client) -> None:
    answer = ask(reader, "projects/query/?lang=da", "status=banana")
    assert answer["Content-Language"] == "da"
    assert "banana" in answer.json()["status"][0]
    assert ask(reader, "projects/query/", urlencode({"lang": "fi", "status": "x"}))["Content-Language"] == "fi"


@pytest.mark.parametrize("address", ["nothing/query/", "token/query/", "projects/NONE/query/"])
def test_only_an_address_that_reads_has_questions(reader: Client, address: str) -> None:
    assert ask(reader, address, "").status_code in (404, 405)


@pytest.mark.parametrize(
    "question",
    [
        "&".join(["council=MR-S", "gap=rate", "status=closed", "year=2006", "ordering=title", "fund=not-stated"] * 700),
        "&".join(f"group=year:{1900 + number}" for number in range(100)),
        "&".join(f"search={number}" for number in range(100)),
        "&".join(f"budget_min={number}" for number in range(100)),
    ],
)
@pytest.mark.parametrize("address", ["projects/query/", "totals/query/", "allocations/query/"])
def test_no_question_is_too_deep_for_the_database(reader: Client, address: str, question: str) -> None:
    """Seven hundred councils, or a hundred groups, used to be an expression that SQLite refuses: a 500."""
    if address == "totals/query/":
        question = question.replace("ordering=title", "mode=mentioned")
    assert ask(reader, address, question).status_code == 200
