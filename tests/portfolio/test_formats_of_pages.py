"""``?format=`` in the address of a page leads to a file or is refused: nobody takes a page for a file."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db


def content(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_page_of_a_list_leads_to_its_file_with_its_filters(reader: Client) -> None:
    grant = builders.allocation(builders.project("P-1", status="closed"), "100.00")
    builders.allocation(builders.project("P-2", status="ongoing"), "200.00")
    builders.entry(grant, "paid", "2025-03-01", "40.00")
    for page, name in (("projects", "P-1"), ("allocations", "P-1-A1"), ("entries", "P-1-A1-E1")):
        answer = reader.get(f"/{page}/?format=csv&status=closed&page=3")
        assert answer.status_code == 302
        parts = urlsplit(answer["Location"])
        assert parts.path == f"/api/v1/{page}/"
        assert parse_qs(parts.query) == {"status": ["closed"], "format": ["csv"], "lang": ["en"]}
        lines = content(reader.get(answer["Location"])).splitlines()
        assert [line.partition(",")[0] for line in lines[1:]] == [name]


def test_what_a_person_typed_arrives_as_programs_write_it(reader: Client) -> None:
    builders.entry(builders.allocation(builders.project("P-1"), "100.00"), "paid", "2025-03-01", "40.00")
    answer = reader.get("/entries/?format=csv&dialect=excel&since=1.3.2025&lang=da")
    assert parse_qs(urlsplit(answer["Location"]).query)["since"] == ["2025-03-01"]
    lines = content(reader.get(answer["Location"])).splitlines()
    assert any("40,00" in line for line in lines)


def test_the_measure_of_the_page_stays_behind(reader: Client) -> None:
    builders.project("P-1")
    answer = reader.get("/projects/?format=ndjson&measure=paid&on=2025-12-31", follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, "/api/v1/projects/?format=ndjson&lang=en")


def test_the_annex_leads_to_its_documents_in_the_readers_language(reader: Client) -> None:
    builders.project("P-1", status="ongoing")
    answer = reader.get("/reports/annex/?format=json", headers={"accept-language": "sv"})
    assert answer["Location"] == "/api/v1/annex/?format=json&lang=sv"
    assert reader.get(answer["Location"]).json()["language"] == "sv"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("projects/?format=pdf", "There is no format “pdf” here. The formats are: csv, xlsx, ndjson, json."),
        ("entries/?format=csv&dialect=x", "There is no dialect “x”."),
        ("reports/annex/?format=csv", "There is no format “csv” here. The formats are: pdf, docx, json."),
        ("map/?format=csv", "There is no parameter “format”."),
        ("why/?format=csv", "There is no parameter “format”."),
        ("projects/P-1/?format=csv", "There is no parameter “format”."),
    ],
)
def test_other_formats_are_refused_with_a_sentence(reader: Client, address: str, sentence: str) -> None:
    builders.project("P-1")
    answer = reader.get(f"/{address}")
    assert answer.status_code == 400
    assert sentence in answer.text


def test_as_of_a_day_the_file_is_of_that_day(reader: Client) -> None:
    day = f"/as-of/{people.register()['numbers']['change']}"
    answer = reader.get(f"{day}/projects/?format=csv")
    assert answer["Location"].startswith(f"{day}/api/v1/projects/?format=csv")


def test_no_page_answers_a_format_with_itself() -> None:
    known, client = people.register(), Client()
    client.force_login(people.account(people.CHIEF))
    pages = {}
    for pattern, name in people.patterns():
        if pattern.split("/")[0] in ("api", "admin"):
            continue
        address = people.address_of(pattern, name, known)
        answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            pages[name] = address
    assert pages == {}
