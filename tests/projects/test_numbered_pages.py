"""Pages by number far behind the first: the keys are read first, then their rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.filtering import numbered
from projects.filtering.numbered import Pages
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db

ORDERS = ["document_order", "-reference", "status", "starts"]


@pytest.fixture
def projects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes 11 projects, of which every page counts as far behind the first."""
    monkeypatch.setattr(numbered, "DEEP", 0)
    for number in range(11):
        dates = {"starts": "2004" if number % 3 else None}
        builders.project(f"P-{number}", status="closed" if number % 2 else "ongoing", **dates)


@pytest.mark.parametrize("order", ORDERS)
def test_the_pages_together_are_the_list(projects: None, order: str) -> None:
    rows = Project.objects.order_by(order)
    found = [row for number in range(1, 5) for row in Pages(rows, 3).page(number)]
    assert found == list(rows.order_by(order, "pk"))


def test_a_far_page_reads_keys_alone_and_then_its_rows(projects: None) -> None:
    pages = Pages(Project.objects.in_document_order(), 3)
    assert pages.count == 11
    with CaptureQueriesContext(connection) as seen:
        page = pages.page(4)
    assert [row.reference for row in page] == ["P-7", "P-9"]
    keys, rows = (query["sql"] for query in seen.captured_queries)
    assert keys.startswith('SELECT "projects_project"."id" AS "pk" FROM "projects_project" ORDER BY')
    # The last page is the first one from the end
    assert "DESC LIMIT 2" in keys
    assert "OFFSET" not in keys
    assert "OFFSET" not in rows


def test_as_of_an_earlier_state_the_first_page_reads_keys_alone_too(
    projects: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbered, "DEEP", 1000)
    pages = Pages(Project.objects.in_document_order(), 3)
    assert pages.count == 11
    monkeypatch.setattr(numbered, "current_point", lambda: "an earlier state")
    with CaptureQueriesContext(connection) as seen:
        page = pages.page(1)
    assert [row.reference for row in page] == ["P-0", "P-10", "P-2"]
    in_order = [query["sql"] for query in seen.captured_queries if "ORDER BY" in query["sql"]]
    assert len(in_order) == 1
    assert in_order[0].startswith('SELECT "projects_project"."id" AS "pk" FROM "projects_project" ORDER BY')


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_list_of_keys_alone_is_read_by_one_statement_into_plain_rows(
    projects: None, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(numbered, "DEEP", 3)
    rows = Project.objects.for_list()
    pages = Pages(rows.keys_alone(), 3)
    assert pages.count == 11
    with CaptureQueriesContext(connection) as seen:
        page = list(pages.page(number))
    assert len(seen) == 1
    assert [row.pk for row in page] == [row.pk for row in Pages(rows, 3).page(number)]
    assert not any(isinstance(row, Project) for row in page)


def test_values_are_paged_as_they_are(projects: None) -> None:
    assert list(Pages(Project.objects.in_document_order().values_list("reference", flat=True), 3).page(4)) == [
        "P-7",
        "P-9",
    ]
