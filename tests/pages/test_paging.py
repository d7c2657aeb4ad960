"""The numbered pages of a list, and the form that opens one of them."""

import re
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.test import Client

from pages.templatetags.frame import page_numbers
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pages", "here", "numbers"),
    [
        (2, 1, [1, 2]),
        (7, 4, [1, 2, 3, 4, 5, 6, 7]),
        (61, 1, [1, 2, 3, None, 61]),
        (61, 20, [1, None, 18, 19, 20, 21, 22, None, 61]),
        (61, 61, [1, None, 59, 60, 61]),
    ],
)
def test_the_pager_names_the_first_the_last_and_the_pages_around(
    pages: int, here: int, numbers: list[int | None]
) -> None:
    assert page_numbers(Paginator(range(pages), 1).page(here)) == numbers


def test_numbers_and_the_form_keep_the_filters(reader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("pages.views.PAGE_SIZE", 1)
    for number in range(1, 13):
        builders.project(f"P-{number:02}", status="closed")
    page = reader.get("/projects/?status=closed&kind=project&kind=study&page=6").content.decode()
    assert 'href="?status=closed&amp;kind=project&amp;kind=study&amp;page=12"' in page
    assert '<span class="here" aria-current="page">6</span>' in page
    (form,) = re.findall(r'<form class="jump".*?</form>', page, re.S)
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [
        ("status", "closed"),
        ("kind", "project"),
        ("kind", "study"),
    ]
    assert 'name="page"' in form


def test_a_short_list_needs_no_form(reader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("pages.views.PAGE_SIZE", 1)
    for number in range(1, 4):
        builders.project(f"P-{number:02}")
    page = reader.get("/projects/").content.decode()
    assert 'aria-current="page">1</span>' in page
    assert 'class="jump"' not in page


def test_a_page_has_as_many_rows_as_the_address_says(reader: Client) -> None:
    for number in range(5):
        builders.project(f"P-{number}")
    answer = reader.get("/projects/", {"page_size": "2", "page": "2"})
    assert [project.reference for project in answer.context["page"]] == ["P-2", "P-3"]
    # The links to other pages keep the size
    assert "page_size=2" in answer.content.decode()


@pytest.mark.parametrize("size", ["0", "-1", "501", "x", "9" * 30, "٣"])
def test_a_size_that_makes_no_sense_is_refused(reader: Client, size: str) -> None:
    answer = reader.get("/projects/", {"page_size": size})
    assert answer.status_code == 400
    assert "page_size: Write a whole number from 1 to 500." in answer.content.decode()


def test_a_page_of_a_fixed_size_refuses_another(reader: Client) -> None:
    answer = reader.get("/reports/annex/", {"page_size": "5"})
    assert answer.status_code == 400
    assert "page_size: This page has a fixed size." in answer.content.decode()


@pytest.mark.parametrize("path", ["/projects/", "/api/v1/projects/"])
def test_of_very_many_unknown_parameters_the_first_ten_are_named(reader: Client, path: str) -> None:
    answer = reader.get(path, {f"p{number:03}": "1" for number in range(400)})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "p009" in text
    assert "390 more parameters do not exist." in text
    assert "“p011”" not in text


def test_one_parameter_more_than_ten_is_said_as_one(reader: Client) -> None:
    text = reader.get("/projects/", {f"p{number:03}": "1" for number in range(11)}).content.decode()
    assert "1 more parameter does not exist." in text
