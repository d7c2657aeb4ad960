"""How programs read: fewer fields, and pages that stay in step while rows change."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from changes.models import Change
from events.models import Event
from projects.models import Project
from tests import builders
from tests.changes.api.program import BASE

pytestmark = pytest.mark.django_db

LISTS = ["projects", "allocations", "councils", "organisations", "places", "core-areas", "funds", "portfolios"]
LISTS += ["documents", "sources", "events"]


def walked(reader: Client, path: str, way: str = "next") -> list[list[Any]]:
    """Returns the rows of each page, from the address on, by the links of the answers."""
    pages = []
    address: str | None = path if path.startswith("http") else BASE + path
    while address:
        answer = reader.get(address)
        assert answer.status_code == 200, answer.content
        pages.append(answer.json()["results"])
        address = answer.json()[way]
        assert len(pages) < 100
    return pages


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_read_by_cursor_in_the_order_of_its_pages(dokument8: None, reader: Client, name: str) -> None:
    chosen = "portfolio=all&" if name in ("projects", "allocations") else ""
    whole = reader.get(f"{BASE}{name}/?{chosen}page_size=500").json()["results"]
    size = max(len(whole) // 3, 1)
    pages = walked(reader, f"{name}/?{chosen}cursor=&page_size={size}")
    assert [row for page in pages for row in page] == whole


@pytest.mark.parametrize("lang", ["da", "fi"])
@pytest.mark.parametrize(
    ("name", "ordering"),
    [
        ("projects", "title"),
        ("projects", "-starts"),
        ("projects", "ends"),
        ("projects", "-budget_dkk"),
        ("projects", "budget_dkk"),
        ("projects", "status&ordering=-kind"),
        ("events", "-starts"),
        ("events", "title"),
    ],
)
def test_a_cursor_keeps_any_order_both_ways(
    dokument8: None, reader: Client, name: str, ordering: str, lang: str
) -> None:
    builders.allocation(Project.objects.get(reference="DOK8-C01"), "5.00", currency="EUR")
    chosen = "portfolio=all&" if name == "projects" else ""
    question = f"{name}/?{chosen}ordering={ordering}&lang={lang}&fields=title"
    whole = reader.get(f"{BASE}{question}&page_size=500").json()["results"]
    pages = walked(reader, f"{question}&cursor=&page_size=7")
    assert [row for page in pages for row in page] == whole
    assert {len(page) for page in pages[:-1]} == {7}
    address = f"{BASE}{question}&cursor=&page_size=7"
    while following := reader.get(address).json()["next"]:
        address = following
    back = walked(reader, address, "previous")
    assert back[::-1] == pages


def test_rows_that_come_and_go_neither_repeat_nor_hide_others(reader: Client) -> None:
    for number in range(10, 20):
        builders.project(f"P-{number}")
    first = reader.get(f"{BASE}projects/?cursor=&page_size=4").json()
    assert [row["reference"] for row in first["results"]] == ["P-10", "P-11", "P-12", "P-13"]
    builders.project("P-05")
    builders.project("P-155")
    Project.objects.filter(reference__in=["P-11", "P-13"]).delete()
    second = reader.get(first["next"]).json()
    assert [row["reference"] for row in second["results"]] == ["P-14", "P-15", "P-155", "P-16"]
    before = reader.get(second["previous"]).json()
    assert [row["reference"] for row in before["results"]] == ["P-05", "P-10", "P-12"]
    assert before["previous"] is None
    assert [row["reference"] for page in walked(reader, second["next"]) for row in page] == ["P-17", "P-18", "P-19"]


def test_an_empty_list_has_one_page(reader: Client) -> None:
    assert reader.get(f"{BASE}events/?cursor=").json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "bnVsbA", "W10", "WyJmIiwiMTIzNDU2NzgiXQ", "eyJhIjoxfQ", "a" * 3000, "%00", "WyJmIiwge30sIG51bGxd"],
)
def test_a_made_up_cursor_is_refused(reader: Client, cursor: str) -> None:
    answer = reader.get(f"{BASE}projects/?cursor={cursor}")
    assert answer.status_code == 400
    assert list(answer.json()) in (["cursor"], ["detail"])


def test_a_cursor_belongs_to_its_list_and_order(reader: Client) -> None:
    for number in range(3):
        builders.project(f"P-{number}")
        builders.event(f"event-{number}")
    cursor = reader.get(f"{BASE}projects/?cursor=&page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert reader.get(f"{BASE}projects/?cursor={cursor}").status_code == 200
    for path in (
        "projects/?ordering=title&",
        "events/?",
        "projects/?page=2&",
        "projects/?page_size=all&",
        "councils/P/?",
    ):
        assert reader.get(f"{BASE}{path}cursor={cursor}").status_code in (400, 404), path


@pytest.mark.parametrize("name", LISTS)
def test_an_answer_has_the_fields_that_are_wanted_in_their_own_order(
    dokument8: None, reader: Client, name: str
) -> None:
    chosen = "portfolio=all&" if name in ("projects", "allocations") else ""
    whole = reader.get(f"{BASE}{name}/?{chosen}").json()["results"][0]
    names = list(whole)
    wanted = f"{names[1]},{names[0]}"
    for query in (f"fields={wanted}", f"fields={names[1]}&fields={names[0]}", f"omit={','.join(names[2:])}"):
        row = reader.get(f"{BASE}{name}/?{chosen}{query}").json()["results"][0]
        assert list(row.items()) == list(whole.items())[:2]
    key = next(whole[field] for field in ("reference", "slug", "code") if field in whole)
    one = reader.get(f"{BASE}{name}/{key}/?fields={wanted}&omit={names[0]}").json()
    assert one == {names[1]: whole[names[1]]}


def test_an_unknown_field_is_refused_even_where_nothing_is_found(reader: Client) -> None:
    for path in ("projects/?fields=title,colour", "projects/?omit=colour", "events/?fields=place.name"):
        answer = reader.get(BASE + path)
        assert answer.status_code == 400
        assert list(answer.json()) == [path.partition("?")[2].partition("=")[0]]
    assert "colour" in reader.get(f"{BASE}projects/?fields=colour").json()["fields"][0]


def test_whole_lists_leave_out_fields_as_json_only(dokument8: None, reader: Client) -> None:
    answer = reader.get(f"{BASE}projects/?format=ndjson&fields=reference")
    assert answer.getvalue().splitlines()[0] == b'{"reference":"DOK8-O01"}'
    whole = reader.get(f"{BASE}projects/?page_size=all&fields=reference")
    assert b'{"reference":"DOK8-O01"}' in whole.getvalue()
    assert list(reader.get(f"{BASE}projects/?format=csv&fields=reference").json()) == ["fields"]


def test_pages_for_people_take_no_such_parameters(reader: Client) -> None:
    for query in ("fields=title", "omit=title", "cursor="):
        assert reader.get(f"/projects/?{query}").status_code == 400


def test_reading_changes_nothing(reader: Client) -> None:
    builders.event()
    reader.get(f"{BASE}events/?cursor=")
    assert (Event.objects.count(), Change.objects.count(), get_user_model().objects.count()) == (1, 0, 1)


@pytest.mark.parametrize("name", LISTS)
def test_options_name_the_methods(dokument8: None, reader: Client, name: str) -> None:
    chosen = "?portfolio=all" if name in ("projects", "allocations") else ""
    row = reader.get(f"{BASE}{name}/{chosen}").json()["results"][0]
    key = next(row[field] for field in ("reference", "slug", "code") if field in row)
    for path in (f"{name}/", f"{name}/{key}/"):
        answer = reader.options(BASE + path)
        assert answer.status_code == 200, answer.content
        assert "GET" in answer["Allow"]
