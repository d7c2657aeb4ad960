"""Rules for every answer of the site: its language, its caching, the length of its address, its error pages."""

from typing import Any

import pytest
from django.test import Client

from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db


def language_of(answer: Any) -> str:
    return answer.content.decode().split('<html lang="')[1][:2]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("nn", "nb"),
        ("no", "nb"),
        ("nn-NO,nn;q=0.9,en;q=0.5", "nb"),
        ("no-NO, en;q=0.8", "nb"),
        ("NO", "nb"),
        ("de, nn;q=0.7, fi;q=0.3", "nb"),
        ("fi, nn;q=0.5", "fi"),
        ("en-NO", "en"),
    ],
)
def test_norwegian_of_any_name_is_bokmal(reader: Client, wanted: str, language: str) -> None:
    assert language_of(reader.get("/projects/", headers={"accept-language": wanted})) == language


@pytest.mark.parametrize("code", ["nn", "no"])
def test_norwegian_can_be_asked_for_by_any_name(reader: Client, code: str) -> None:
    assert language_of(reader.get(f"/projects/?lang={code}")) == "nb"
    answer = reader.get(f"/api/v1/projects/?lang={code}")
    assert (answer.status_code, answer["Content-Language"]) == (200, "nb")


def test_the_sign_in_page_keeps_the_language_of_the_address(client: Client) -> None:
    shown = client.get("/projects/?status=ongoing&lang=fi", follow=True, headers={"accept-language": "da"})
    assert shown.redirect_chain[0][0] == "/sign-in/?next=/projects/%3Fstatus%3Dongoing%26lang%3Dfi&lang=fi"
    assert language_of(shown) == "fi"
    assert "lang=xx" not in client.get("/projects/?lang=xx")["location"].partition("&")[2]


@pytest.mark.parametrize("path", ["/projects/", "/register/", "/api/v1/projects/", "/nowhere/", "/calendar/"])
def test_no_shared_cache_keeps_what_a_signed_in_reader_gets(reader: Client, path: str) -> None:
    assert reader.get(path)["Cache-Control"] == "private, no-cache"


def test_an_answer_to_a_program_is_private_too(client: Client) -> None:
    answer = client.get("/api/v1/projects/", headers={"authorization": "Token wrong"})
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_page_that_says_more_about_caching_keeps_it(admin_client: Client) -> None:
    assert "no-store" in admin_client.get("/admin/")["Cache-Control"]


def test_an_address_that_is_too_long_is_a_414_with_a_sentence(reader: Client) -> None:
    search = "x" * 9000
    answer = reader.get(f"/api/v1/projects/?lang=en&search={search}")
    assert (answer.status_code, answer.json()) == (
        414,
        {
            "detail": "The address is longer than 8000 bytes. Choose fewer filters. "
            "Or send the parameters in the body: POST /api/v1/projects/query/."
        },
    )
    assert reader.get(f"/projects/?search={search}").status_code == 414
    # Five kilobytes: the server used to refuse this
    many = "&".join(["council=MR-S"] * 400)
    assert reader.get(f"/api/v1/projects/?{many}").status_code != 414


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/views/?x=1", 400), ("/admin/", 403)])
def test_error_pages_keep_navigation_and_search(reader: Client, path: str, status: int) -> None:
    answer = reader.get(path, follow=True)
    page = answer.content.decode()
    assert answer.status_code == status
    for part in ('class="destinations"', 'role="search"', 'action="/sign-out/"'):
        assert part in page


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", ["/projects/?status=closed", "/organisations/?", "/calendar/?view=list"])
def test_an_impossible_page_links_to_the_last_one(reader: Client, path: str) -> None:
    answer = reader.get(f"{path}&page=99&lang=en")
    assert answer.status_code == 400
    link = answer.context["last_page"]
    assert f'href="{link.replace("&", "&amp;")}"' in answer.content.decode()
    assert "To the last page" in text_of(answer)
    assert reader.get(link).status_code == 200
