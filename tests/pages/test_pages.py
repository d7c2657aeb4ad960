"""The pages: who may see them, what they show, and that every figure links to the list behind it."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders

pytestmark = pytest.mark.django_db
PAGES = ["/", "/projects/", "/projects/DOK8-C07/", "/allocations/"]


def text_of(response: Any) -> str:
    """Returns the words of a page that a reader sees, without tags."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(words).split())


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_an_account(client: Client, path: str) -> None:
    assert client.get(path).headers["location"].startswith("/sign-in/")


def test_health_is_told_without_signing_in(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok"}


@pytest.mark.usefixtures("dokument8")
def test_the_dashboard_tells_the_portfolio_in_a_sentence(reader: Client) -> None:
    said = text_of(reader.get("/"))
    assert re.search(r"17 projects.{0,40}12,000,000 DKK", said)
    for figure in ("6,650,000", "5,350,000", "550,000", "10,800,000"):
        assert figure in said


@pytest.mark.usefixtures("dokument8")
def test_the_list_behind_each_card_has_the_projects_of_the_card(reader: Client) -> None:
    board = reader.get("/").context["board"]
    expected = {"projects": 17, "ongoing": 6, "closed": 11, "not_stated": 3}
    for name, projects in expected.items():
        assert reader.get(board.links[name]).context["totals"].total.projects == projects
    assert reader.get(board.links["granted"]).context["figures"].allocations == 14
    amounts = {"why": 12_000_000, "why_ongoing": 6_650_000, "why_closed": 5_350_000}
    for name, amount in amounts.items():
        assert reader.get(board.links[name]).context["tree"].added.amount == amount


@pytest.mark.usefixtures("dokument8")
def test_every_bar_leads_to_allocations_that_add_up_to_it(reader: Client) -> None:
    for chart in reader.get("/").context["board"].charts.values():
        for bar in chart.drawn:
            assert reader.get(bar.allocations_url).context["figures"].budget_dkk == bar.amount, (chart.name, bar.label)


@pytest.mark.usefixtures("dokument8")
def test_a_council_that_was_only_named_is_never_said_to_pay(reader: Client) -> None:
    said = text_of(reader.get("/allocations/?belongs_to=council:MR-JÄM%2BMR-NARKO"))
    assert "DOK8-C07-A1" in said
    assert "named for the project" in said
    assert "paid by MR-JÄM" not in said.lower().replace("mr-jäm", "MR-JÄM")


@pytest.mark.usefixtures("dokument8")
def test_a_project_page_tells_its_money_partners_lineage_and_source(reader: Client) -> None:
    said = text_of(reader.get("/projects/DOK8-C09/"))
    for words in ("Prostitution – a social problem?", "200,000", "DOK8-C11", "2003", "closed"):
        assert words.casefold() in said.casefold()


@pytest.mark.usefixtures("dokument8")
def test_a_budget_that_is_not_stated_is_said_to_be_so(reader: Client) -> None:
    assert "Not stated" in text_of(reader.get("/projects/DOK8-O06/"))


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", ["/", "/projects/", "/allocations/"])
def test_a_typing_error_in_the_address_shows_the_error_and_no_figure(reader: Client, path: str) -> None:
    answer = reader.get(f"{path}?statsu=closed")
    assert answer.status_code == 400
    said = text_of(answer)
    assert "statsu" in said
    assert "12,000,000" not in said


@pytest.mark.parametrize("query", ["page=0", "page=99999999999999999999", "page=x"])
@pytest.mark.parametrize("path", ["/projects/", "/allocations/"])
def test_a_page_number_without_a_page_is_a_400_that_says_so(reader: Client, path: str, query: str) -> None:
    answer = reader.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert "There is no page" in text_of(answer)


def test_markup_in_a_title_is_shown_and_not_obeyed(reader: Client) -> None:
    builders.project(title_en="<script>alert(1)</script>", summary_en="<img src=x onerror=alert(1)>")
    for path in ("/projects/", "/projects/P-1/"):
        page = reader.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_empty_register_says_so(reader: Client) -> None:
    for path in ("/", "/projects/", "/allocations/"):
        assert reader.get(path).status_code == 200


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
def test_amounts_and_dates_are_written_as_the_language_writes_them(reader: Client) -> None:
    assert "12.000.000" in text_of(reader.get("/?lang=da"))
    assert "12 000 000" in text_of(reader.get("/?lang=sv"))
    assert "september 2006" in text_of(reader.get("/projects/DOK8-C04/?lang=da"))


@pytest.mark.usefixtures("dokument8")
def test_a_text_in_another_language_is_marked_with_it(reader: Client) -> None:
    page = reader.get("/projects/DOK8-C01/?lang=fi").content.decode()
    assert '<span lang="da">Konference om Prostitution i Norden</span>' in page


@pytest.mark.once
def test_the_chosen_language_is_kept(reader: Client) -> None:
    reader.post("/language/", {"language": "da", "next": "/projects/"})
    assert '<html lang="da"' in reader.get("/").content.decode()


def test_no_page_allows_what_the_policy_forbids(reader: Client) -> None:
    policy = reader.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def grow(numbers: range) -> None:
    for number in numbers:
        row = builders.project(f"Q-{number}", councils=["MR-A", f"MR-B{chr(65 + number)}"])
        builders.allocation(row)
        builders.allocation(row, currency="SEK")


LISTS = ["councils", "organisations", "places", "documents", "sources", "projects", "allocations"]


@pytest.mark.once
@pytest.mark.parametrize(
    "path",
    ["/", "/projects/", "/allocations/", "/api/v1/totals/?group_by=council,status", *(f"/api/v1/{n}/" for n in LISTS)],
)
def test_a_list_takes_the_same_number_of_queries_at_any_length(reader: Client, path: str) -> None:
    # More groups than a chart shows from the start: the figures of the groups left out are one query more
    grow(range(14))
    with CaptureQueriesContext(connection) as few:
        assert reader.get(path).status_code == 200
    grow(range(14, 26))
    with CaptureQueriesContext(connection) as many:
        assert reader.get(path).status_code == 200
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)
