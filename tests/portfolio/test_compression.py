"""Answers of the API are compressed for who accepts it, and nothing that holds a secret is."""

import gzip
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests import builders
from tests.changes.api.program import BASE, Program

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip"}
BY_COUNCIL = "totals/?group_by=council"
"""Long enough: gzip adds up to a hundred random bytes, and an answer that would grow is sent as it is."""


@pytest.mark.parametrize(
    "path", ["projects/", "projects/?format=csv", "projects/?format=ndjson", BY_COUNCIL, "schema/"]
)
def test_data_and_text_files_are_compressed(dokument8: None, reader: Client, path: str) -> None:
    plain = reader.get(BASE + path)
    packed = reader.get(BASE + path, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    body, whole = packed.getvalue(), plain.getvalue()
    assert gzip.decompress(body) == whole
    assert len(body) < len(whole)
    assert (packed.get("X-Row-Count"), packed.get("Content-Disposition")) == (
        plain.get("X-Row-Count"),
        plain.get("Content-Disposition"),
    )
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["ETag"] == f"W/{plain['ETag']}"
    again = reader.get(BASE + path, headers={**GZIP, "if-none-match": packed["ETag"]})
    assert (again.status_code, again.getvalue()) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/projects/", "/api/v1/docs/", "/api/v1/projects/?format=xlsx"])
def test_pages_and_packed_files_are_not_compressed(dokument8: None, reader: Client, path: str) -> None:
    assert "Content-Encoding" not in reader.get(path, headers=GZIP)


def test_an_answer_with_a_key_is_not_compressed(client: Client) -> None:
    get_user_model().objects.create_user("program", password="correct horse")
    sent = {"username": "program", "password": "correct horse"}
    answer = client.post(f"{BASE}token/", sent, headers=GZIP)
    assert (answer.status_code, "Content-Encoding" in answer) == (200, False)


def test_a_file_for_http_1_0_keeps_its_length(dokument8: None, reader: Client) -> None:
    answer: Any = reader.get(f"{BASE}projects/?format=csv", headers=GZIP, SERVER_PROTOCOL="HTTP/1.0")
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(answer.getvalue())


def test_the_tag_of_a_compressed_answer_names_the_version_of_a_record() -> None:
    builders.project("P-1", summary="Long " * 100)
    boss = Program(get_user_model().objects.create_superuser("boss"))
    read = boss.get("projects/P-1/", **GZIP)
    assert read["ETag"].startswith("W/")
    assert boss.send("patch", "projects/P-1/", {"ends": "2030"}, tag=read["ETag"]).status_code == 200
    assert boss.send("patch", "projects/P-1/", {"ends": "2031"}, tag=read["ETag"]).status_code == 412
