"""The columns of the project list: the address names them, its links keep them, and they never change the totals."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from budgets.models import Fund
from pages.columns import ALWAYS, COLUMNS, USUAL
from tests import builders
from tests.pages.test_pages import text_of
from tests.reports.test_exports import content

pytestmark = pytest.mark.django_db
CHOOSABLE = [name for name, _label, _key in COLUMNS if name not in ALWAYS]


def headings(answer: Any) -> list[str]:
    return [column.name for column in answer.context["columns"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [*ALWAYS, *USUAL]),
        ("columns=", [*ALWAYS, *USUAL]),
        ("columns=budget&columns=places&columns=places", [*ALWAYS, "places", "budget"]),
        ("&".join(f"columns={name}" for name in CHOOSABLE), [name for name, _label, _key in COLUMNS]),
    ],
)
def test_the_address_chooses_the_columns_and_the_list_their_order(
    reader: Client, query: str, expected: list[str]
) -> None:
    builders.project()
    assert headings(reader.get(f"/projects/?{query}")) == expected


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", CHOOSABLE)
def test_the_total_stands_at_the_foot_of_any_choice(reader: Client, name: str) -> None:
    page = reader.get(f"/projects/?columns={name}").content.decode()
    foot = page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert "12,000,000" in foot
    assert f'colspan="{2 if name == "budget" else 3}"' in foot


@pytest.mark.parametrize("value", ["banana", "reference", "x" * 7_000, "<u>"])
def test_an_unknown_column_is_a_400_with_the_error_at_its_field(reader: Client, value: str) -> None:
    answer = reader.get("/projects/", {"columns": value, "status": "closed"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'href="#filter-columns"' in page
    assert 'id="columns-error"' in page
    assert 'href="?status=closed"' in page
    assert "<u>" not in page


@pytest.mark.usefixtures("dokument8")
def test_every_link_of_the_list_keeps_the_columns(reader: Client) -> None:
    page = reader.get("/projects/?columns=places&status=closed&lang=da").content.decode()
    assert 'href="?columns=places&amp;lang=da"' in page, "a chip"
    assert 'href="?columns=places&amp;lang=da&amp;status=closed&amp;ordering=kind"' not in page, "not a column now"
    assert 'href="?columns=places&amp;lang=da&amp;status=closed&amp;ordering=title"' in page, "a heading"
    assert page.count('type="hidden" name="columns" value="places"') == 2, "the filters' form and that of the day"
    assert 'type="hidden" name="status" value="closed"' in page, "the columns' form"
    assert '/api/v1/projects/?status=closed&amp;lang=da&amp;format=csv"' in page, "programs have all columns"
    assert "/api/v1/projects/?columns=places&amp;status=closed&amp;lang=da&amp;format=xlsx" in page, "people these"


@pytest.mark.parametrize(
    ("name", "in_order"),
    [("status", ["ongoing", "closed"]), ("kind", ["programme", "study"]), ("ends", ["2004", "2004-06", None])],
)
def test_more_columns_sort_in_an_order_of_every_language_and_say_so(
    reader: Client, name: str, in_order: list[str | None]
) -> None:
    for number, value in enumerate(reversed(in_order)):
        builders.project(f"Q-{number}", **{name: value})
    for sign, direction in (("", "ascending"), ("-", "descending")):
        answer = reader.get(f"/projects/?columns={name}&ordering={sign}{name}")
        assert answer.context["columns"][-1].sorted == direction
        stated = [value for value in in_order if value]
        expected = stated[::-1] if sign else stated
        found = [str(value) for row in answer.context["page"] if (value := getattr(row, name))]
        assert found == expected
        assert getattr(answer.context["page"][-1], name) == (None if None in in_order else found[-1])


def test_a_fund_of_several_allocations_stands_there_once_and_none_is_not_stated(reader: Client) -> None:
    row, fund = builders.project(), Fund.objects.create(slug="adjacent", name_en="Adjacent-area funds")
    for one in (fund, None, fund):
        builders.allocation(row, fund=one)
    page = text_of(reader.get("/projects/?columns=funds&columns=allocations"))
    assert "Adjacent-area funds , Not stated 3" in page.replace("funds, ", "funds , ")
    assert page.split("Projects and their total")[1].count("Adjacent-area funds") == 1


def test_all_columns_take_the_same_number_of_queries_at_any_length(reader: Client) -> None:
    path = "/projects/?" + "&".join(f"columns={name}" for name in CHOOSABLE)
    counts = []
    for number in range(2):
        builders.allocation(builders.project(f"Q-{number}", councils=["MR-A"]))
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Not stated" in text_of(reader.get(path))


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["budget", "places"], ["Reference", "Title", "Places", "Budget (DKK)"]),
        (["period", "ends"], ["Reference", "Title", "Starts", "Ends"]),
        (["allocations", "funds"], ["Reference", "Title", "Funds", "Allocations", "Not counted"]),
        (["status"], ["Reference", "Title", "Status"]),
        (CHOOSABLE, ["Reference", "Title", "Kind", "Status", "Councils named", "Core areas", "Places", "Partners",
                     "Starts", "Ends", "Portfolio", "Funds", "Allocations", "Not counted", "Budget (DKK)"]),
    ],
)  # fmt: skip
def test_files_for_excel_hold_the_chosen_columns_in_the_order_of_the_list(
    reader: Client, columns: list[str], expected: list[str]
) -> None:
    asked = {"columns": columns, "status": "ongoing", "ordering": "reference"}
    excel = content(reader.get("/api/v1/projects/", {**asked, "format": "xlsx"}))
    rows = list(load_workbook(io.BytesIO(excel)).worksheets[0].values)
    assert list(rows[0]) == expected
    assert [row[0] for row in rows[1:7]] == [f"DOK8-O0{number}" for number in range(1, 7)]
    text = content(reader.get("/api/v1/projects/", {**asked, "format": "csv", "dialect": "excel"})).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert lines[0] == expected
    assert [line[0] for line in lines[1:7]] == [f"DOK8-O0{number}" for number in range(1, 7)]


@pytest.mark.usefixtures("dokument8")
def test_the_chosen_amounts_of_a_file_are_those_of_the_annex(reader: Client) -> None:
    asked = {"columns": ["funds", "budget"], "status": "closed", "format": "xlsx"}
    rows = list(load_workbook(io.BytesIO(content(reader.get("/api/v1/projects/", asked)))).worksheets[0].values)
    amounts = {row[0]: row[2:] for row in rows}
    assert amounts["DOK8-C07"] == ("Adjacent-area funds", 550_000)
    assert amounts["DOK8-C06"] == (None, 100_000)


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("projects", {}),
        ("projects", {"page_size": "all"}),
        ("projects", {"format": "csv"}),
        ("projects", {"format": "ndjson"}),
        ("allocations", {"format": "xlsx"}),
    ],
)
def test_columns_of_what_has_no_choice_of_them_is_a_400(reader: Client, path: str, asked: dict[str, str]) -> None:
    answer = reader.get(f"/api/v1/{path}/", {"columns": "budget", **asked})
    assert (answer.status_code, list(answer.json())) == (400, ["columns"])


@pytest.mark.once
@pytest.mark.parametrize("value", ["banana", "title", "x" * 7_000])
def test_an_unknown_column_of_a_file_is_a_400(reader: Client, value: str) -> None:
    answer = reader.get("/api/v1/projects/", {"columns": value, "format": "xlsx"})
    assert (answer.status_code, list(answer.json())) == (400, ["columns"])


@pytest.mark.once
def test_an_empty_choice_of_columns_is_the_whole_file(reader: Client) -> None:
    builders.project()
    whole, empty = (
        content(reader.get("/api/v1/projects/", {"format": "csv", "dialect": "excel", **asked})).splitlines()[0]
        for asked in ({}, {"columns": ""})
    )
    assert whole == empty
