"""The map: its figures agree with the totals, and every figure links to the list behind it."""

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.totals import totals
from pages import map as maps
from pages.charts import Bar
from projects.filtersets import ProjectFilterSet
from projects.models import Place, Project, ProjectPlace
from tests import builders

pytestmark = pytest.mark.django_db

REGION = ["DK", "FO", "GL", "AX", "NO", "SE", "FI", "IS", "EE", "LV", "LT", "PL", "DE", "BY", "RU"]
"""The countries of the North and their neighbours. Kaliningrad and Murmansk are parts of Russia."""


def shown(board: maps.Map) -> list[Bar]:
    """Returns every figure of the map, including those in the list beside it."""
    figures = [*board.countries, *board.circles, *board.countries_beside, *board.places_beside]
    return [one.bar for one in figures]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("name", "projects", "without", "amount"),
    [
        # The annex's own figures, added up by hand from the places of fixtures/dokument8
        ("St Petersburg", 4, 0, "2350000"),  # C02 200, C03 100, C07 550, C08 1500
        ("Estonia", 5, 0, "3800000"),  # C06 100, C07 550, C09 200, C11 1650, O04 1300
        ("Sweden", 5, 1, "5900000"),  # C01 not stated, C06 100, C10 1000, C11 1650, O05 3150
        ("Murmansk oblast", 1, 0, "1000000"),  # C10
        ("Northern Dimension region", 2, 1, "1200000"),  # O03, O06 not stated
    ],
)
def test_a_figure_of_the_map_is_the_sum_of_its_projects(
    reader: Client, name: str, projects: int, without: int, amount: str
) -> None:
    board = reader.get("/map/").context["map"]
    (figures,) = (bar.figures for bar in shown(board) if bar.label == name)
    assert (figures.projects, figures.projects_without_budget) == (projects, without)
    assert figures.budget_dkk == Decimal(amount)


@pytest.mark.usefixtures("dokument8")
def test_a_figure_is_told_to_who_cannot_see_the_drawing(reader: Client) -> None:
    page = reader.get("/map/").content.decode()
    assert page.count("St Petersburg: 4 projects, 2,350,000 DKK") == 2
    assert 'aria-label="Sweden: 5 projects, 1 without a budget, 5,900,000 DKK"' in page
    assert "the amounts overlap and must not be added" in page


@pytest.mark.usefixtures("dokument8")
def test_every_figure_leads_to_the_projects_that_add_up_to_it() -> None:
    closed = ProjectFilterSet(QueryDict("status=closed"), Project.objects.all())
    board = maps.build(closed.qs, closed.chosen())
    # Nine countries, seven cities and regions with a point, four without one, and "not stated" twice
    assert len(shown(board)) == 22
    for bar in shown(board):
        behind = totals(ProjectFilterSet(QueryDict(urlsplit(bar.projects_url).query), Project.objects.all()).qs).total
        assert (behind.projects, behind.budget_dkk) == (bar.figures.projects, bar.figures.budget_dkk), bar.label


@pytest.mark.usefixtures("dokument8")
def test_every_place_with_projects_is_drawn_or_listed() -> None:
    first = Project.objects.earliest("pk")
    for place in Place.objects.exclude(project_places__project=first):
        ProjectPlace.objects.create(project=first, place=place)
    board = maps.build(Project.objects.all(), {})
    places = {one.bar.row.members["place"].value for one in board.circles}
    places |= {one.bar.row.members["place"].value for one in board.places_beside}
    countries = {one.bar.row.members["country"].value for one in board.countries}
    countries |= {one.bar.row.members["country"].value for one in board.countries_beside}
    assert {slug for slug, code in Place.objects.values_list("slug", "code") if not code} <= places
    assert {code for code in Place.objects.values_list("code", flat=True) if code} <= countries
    assert [one.bar.label for one in board.countries_beside] == ["Belgium", "Not stated"]
    assert "Brussels" in [one.bar.label for one in board.places_beside]


@pytest.mark.parametrize("code", REGION)
def test_every_country_of_the_region_has_a_shape_and_the_smallest_a_marker(code: str) -> None:
    shape = next(one for one in maps.drawing()["shapes"] if one["code"] == code)
    assert re.fullmatch(r"(M-?\d*(\.\d)?[ -][\d. -]*l[\d. -]+z)+", shape["path"])
    assert ("marker" in shape) == (code in ("FO", "AX"))


@pytest.mark.parametrize(
    ("latitude", "longitude", "near"),
    [
        (63.0, 17.0, (530, 288)),  # the middle of the projection
        (59.94, 30.31, (741, 364)),  # St Petersburg
        (64.18, -51.73, (221, 119.5)),  # Nuuk, on the west coast in Greenland's own frame
        (50.84, 4.33, None),  # Brussels, beyond the edge
        (-63.0, 179.0, None),
        (-63.0, -163.0, None),  # opposite the middle
    ],
)
def test_a_place_lies_where_the_projection_says(latitude: float, longitude: float, near: Any) -> None:
    assert maps.point_of(latitude, longitude) == (near and pytest.approx(near, abs=1))


def at(row: Project, slug: str, name: str = "", **values: Any) -> Place:
    place = Place.objects.filter(slug=slug).first() or Place.objects.create(slug=slug, name_en=name or slug, **values)
    ProjectPlace.objects.create(project=row, place=place)
    return place


def test_amounts_that_are_not_stated_are_hatched_and_equal_steps_reach_to_the_largest(reader: Client) -> None:
    for code, amount in (("SE", "830000.00"), ("NO", "200000.00"), ("IS", None)):
        row = builders.project(f"P-{code}")
        at(row, code.lower(), kind="country", code=code)
        if amount:
            builders.allocation(row, amount)
    page = reader.get("/map/")
    board = page.context["map"]
    assert [one.up_to for one in board.steps] == [250_000, 500_000, 750_000, 1_000_000]
    assert {one.bar.label: one.step for one in board.countries} == {"se": 4, "no": 1, "is": 0}
    assert board.hatched
    assert 'class="map-step-0"' in page.content.decode()


def test_regions_on_one_point_stand_beside_each_other_and_area_is_the_number_of_projects(reader: Client) -> None:
    for number in range(4):
        row = builders.project(f"P-{number}")
        at(row, "region", kind="region", latitude=63.83, longitude=20.26)
        if not number:
            at(row, "other", kind="region", latitude=63.83, longitude=20.26)
    large, small = reader.get("/map/").context["map"].circles
    assert float(large.radius) == 2 * float(small.radius)
    assert float(small.x) - float(large.x) >= float(large.radius)


def test_a_hostile_name_is_shown_and_not_obeyed(reader: Client) -> None:
    at(builders.project(), "evil", '"><script>alert(1)</script>', kind="region", latitude=60, longitude=15)
    page = reader.get("/map/").content.decode()
    assert "<script>alert" not in page
    assert 'aria-label="&quot;&gt;&lt;script' in page


@pytest.mark.usefixtures("dokument8")
def test_the_drawing_is_small_and_written_alike_in_every_language(reader: Client) -> None:
    drawings = {
        re.sub(r"<title.*?</title>|<desc.*?</desc>|<text.*?</text>|aria-label=\"[^\"]*\"", "", found[0], flags=re.S)
        for language in ("en", "da")
        if (found := re.search(r"<svg class=\"map-drawing\".*?</svg>", _page(reader, language), flags=re.S))
    }
    assert len(drawings) == 1
    assert len(drawings.pop().encode()) < 40_000


def _page(reader: Client, language: str) -> str:
    return reader.get("/map/", {"lang": language}).content.decode()


@pytest.mark.parametrize(
    ("query", "status"), [("statsu=closed", 400), ("year=x", 400), ("search=%00", 400), ("search=nothing+like", 200)]
)
def test_nonsense_is_refused_and_an_empty_answer_explains_itself(reader: Client, query: str, status: int) -> None:
    page = reader.get(f"/map/?{query}")
    assert page.status_code == status
    assert "map-drawing" not in page.content.decode()


def test_the_map_needs_an_account(client: Client) -> None:
    assert client.get("/map/").headers["location"].startswith("/sign-in/")


def test_the_map_of_two_charts_takes_one_query_and_the_page_the_same_at_any_length(reader: Client) -> None:
    def grow(numbers: range) -> None:
        for number in numbers:
            row = builders.project(f"Q-{number}")
            at(row, f"place-{number}", kind="region", latitude=60, longitude=number)
            builders.allocation(row)

    grow(range(2))
    board = maps.build(Project.objects.all(), {})
    charts = (board.by_country, board.by_place)
    with CaptureQueriesContext(connection) as own:  # the coordinates
        maps.map_of(*charts)
    assert len(own) == 1
    with CaptureQueriesContext(connection) as few:
        reader.get("/map/")
    grow(range(2, 12))
    with CaptureQueriesContext(connection) as many:
        reader.get("/map/")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "point", [{"latitude": 60}, {"latitude": 91, "longitude": 0}, {"latitude": 0, "longitude": -180.5}]
)
def test_a_place_has_both_coordinates_on_the_globe_or_none(point: dict[str, float]) -> None:
    place = Place(slug="here", kind="region", name_en="Here", **point)
    with pytest.raises(ValidationError):
        place.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        place.save()
