"""The lists as files: all rows of the selection, the same rows as the API, and nothing that the API would not
show.
"""

import csv
import io
import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from projects.models import Contact, Council, Document, Organisation, Partnership, Portfolio
from tests import builders

pytestmark = pytest.mark.django_db
LISTS = ["projects", "allocations", "organisations", "events"]


def content(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def rows_of(client: Any, path: str, **parameters: Any) -> list[dict[str, str]]:
    response = client.get(f"/api/v1/{path}/", {"format": "csv", **parameters})
    assert response.status_code == 200, content(response)
    return list(csv.DictReader(io.StringIO(content(response).decode(), newline="")))


@pytest.mark.usefixtures("dokument8")
def test_the_projects_of_dokument_8_come_as_csv(reader: Any) -> None:
    projects = {row["reference"]: row for row in rows_of(reader, "projects")}
    assert len(projects) == 17
    police = projects["DOK8-C06"]
    told = {name: police[name] for name in ("title", "starts", "ends", "budget_dkk", "core_areas", "partners")}
    assert told == {
        "title": "Pol-E-Quality Wanted", "starts": "2004", "ends": "2005", "budget_dkk": "100000.00",
        "core_areas": "cross-sector", "partners": "nbpn",
    }  # fmt: skip
    assert (police["source"], police["source_section"], police["source_item"]) == ("dokument-8", "closed", "6")
    assert projects["DOK8-C04"]["councils"] == "MR-JÄM | MR-LAG | MR-S"
    assert projects["DOK8-C05"]["budget_dkk"] == ""  # not stated is never 0


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("file", ["csv", "xlsx", "ndjson"])
def test_a_file_holds_all_of_the_selection_and_says_how_many_rows(reader: Any, name: str, file: str) -> None:
    response = reader.get(f"/api/v1/{name}/", {"format": file})
    whole = content(response)
    count = reader.get(f"/api/v1/{name}/").json()["count"]
    assert response["X-Row-Count"] == str(count)
    assert response["Cache-Control"] == "private, no-store"
    called = f"{name.title()} 20" if file == "xlsx" else f"{name}-20"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{called}')
    if file == "xlsx":
        totals = name in ("projects", "allocations")
        assert load_workbook(io.BytesIO(whole)).worksheets[0].max_row == 1 + count + totals
    else:
        lines = csv.reader(io.StringIO(whole.decode(), newline="")) if file == "csv" else whole.splitlines()
        assert len(list(lines)) == count + (file == "csv")


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", LISTS)
def test_ndjson_and_the_whole_json_are_the_rows_of_the_api(reader: Any, name: str) -> None:
    page = reader.get(f"/api/v1/{name}/", {"page_size": "500", "lang": "da"}).json()["results"]
    lines = content(reader.get(f"/api/v1/{name}/", {"format": "ndjson", "lang": "da"})).splitlines()
    assert [json.loads(line) for line in lines] == page
    whole = json.loads(content(reader.get(f"/api/v1/{name}/", {"page_size": "all", "lang": "da"})))
    assert whole == {"count": len(page), "next": None, "previous": None, "results": page}


@pytest.mark.usefixtures("dokument8")
def test_filters_and_order_choose_the_rows_of_a_file(reader: Any) -> None:
    rows = rows_of(reader, "projects", status="closed", year="2004", ordering="-budget_dkk")
    assert [row["reference"] for row in rows] == ["DOK8-C08", "DOK8-C07", "DOK8-C06"]
    assert [row["reference"] for row in rows_of(reader, "allocations", belongs_to="council:MR-S")] == ["DOK8-O02-A1"]


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_selection_is_a_file_with_a_heading(reader: Any, name: str) -> None:
    assert rows_of(reader, name) == []


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"format": "doc"}, "format"),
        ({"format": "pdf"}, "format"),
        ({"format": "csv", "dialect": "german"}, "dialect"),
        ({"format": "xlsx", "dialect": "excel"}, "dialect"),
        ({"dialect": "excel"}, "dialect"),
        ({"format": "csv", "lang": "de"}, "lang"),
        ({"format": "csv", "page": "1"}, "page"),
        ({"page_size": "all", "page": "2"}, "page"),
        ({"format": "ndjson", "page_size": "10"}, "page_size"),
        ({"format": "csv", "typo": "1"}, "typo"),
        ({"format": "csv", "kind": "nonsense"}, "kind"),
    ],
)
def test_what_makes_no_sense_is_named_in_json(reader: Any, name: str, parameters: dict[str, str], named: str) -> None:
    if name == "allocations" and named == "kind":
        parameters = {**parameters, "kind": "nonsense"}
    response = reader.get(f"/api/v1/{name}/", parameters)
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert list(response.json()) == [named]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", LISTS)
def test_nobody_downloads_without_the_right_to_read(client: Any, name: str) -> None:
    response = client.get(f"/api/v1/{name}/", {"format": "csv"})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/json"


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("file", ["csv", "ndjson"])
def test_contacts_are_in_no_file(reader: Any, name: str, file: str) -> None:
    nordic = Organisation.objects.get(slug="nordic-council-of-ministers")
    Contact.objects.create(organisation=nordic, post="Adviser-to-be", person="Some Body", email="some@body.example")
    told = content(reader.get(f"/api/v1/{name}/", {"format": file})).decode()
    assert not any(word in told for word in ("Adviser-to-be", "Some Body", "some@body.example"))


@pytest.mark.parametrize("name", ["projects/DOK8-C06", "organisations/nbpn"])
@pytest.mark.usefixtures("dokument8")
def test_one_of_a_list_is_no_file(reader: Any, name: str) -> None:
    response = reader.get(f"/api/v1/{name}/", {"format": "csv"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert "json" in response.json()["format"][0]


def test_what_is_told_about_a_list_is_json_whatever_format_is_asked_for(reader: Any) -> None:
    response = reader.options("/api/v1/projects/?format=csv")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("parameters", [{"format": "csv"}, {"format": "ndjson"}, {"page_size": "all"}, {}])
def test_more_than_a_thousand_partners_are_read_on_every_database(reader: Any, parameters: dict[str, str]) -> None:
    made = [Organisation(slug=f"o-{number:04}", name_en=f"O {number}", kind="ngo") for number in range(1001)]
    Organisation.objects.bulk_create(made)
    project = builders.project("P-1")
    Partnership.objects.bulk_create(
        Partnership(project=project, organisation=one, role="implementing") for one in Organisation.objects.all()
    )
    told = content(reader.get("/api/v1/projects/", parameters)).decode()
    assert "o-0000" in told
    assert "o-1000" in told


def test_the_number_of_queries_does_not_grow_with_the_rows(reader: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows_of(reader, "projects")
        return len(captured)

    for number in range(3):
        builders.allocation(builders.project(f"P-{number}", councils=["MR-A"]), "5.00")
    few = queries()
    for number in range(3, 9):
        builders.allocation(builders.project(f"P-{number}", councils=["MR-A", "MR-B"]), "5.00")
    assert queries() == few


@pytest.mark.usefixtures("dokument8")
def test_excel_says_what_was_counted_and_what_was_not(reader: Any) -> None:
    book = load_workbook(io.BytesIO(content(reader.get("/api/v1/projects/", {"format": "xlsx"}))))
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=3)}
    assert about["Counted"] == "17 projects, 14 allocations, 12,000,000 DKK"
    assert about["Not counted"] == "3 projects whose budget is not stated"
    assert about["Rows"] == "17"


@pytest.mark.usefixtures("dokument8")
def test_labels_follow_the_reader_and_codes_do_not(reader: Any) -> None:
    assert {row["status"] for row in rows_of(reader, "projects", lang="da")} == {"ongoing", "closed"}
    excel = content(reader.get("/api/v1/projects/", {"format": "csv", "dialect": "excel", "lang": "da"}))
    assert "Igangværende" in excel.decode("utf-8-sig")


@pytest.mark.usefixtures("dokument8")
def test_excel_says_in_words_what_other_files_say_in_codes(reader: Any) -> None:
    def excel(name: str) -> list[dict[str, Any]]:
        content_ = content(reader.get(f"/api/v1/{name}/", {"format": "xlsx", "lang": "en"}))
        head, *rows, _totals = load_workbook(io.BytesIO(content_)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    (paid,) = [row for row in excel("allocations") if row["Paid by"]]
    name = Council.objects.get(code="MR-S").name
    assert paid["Paid by"] == f"MR-S: {name}"
    assert paid["Councils named"] == f"MR-S: {name}"
    document = str(Document.objects.get(slug="dokument-8"))
    assert paid["Source"] == document
    assert {row["Portfolio"] for row in excel("projects")} == {str(Portfolio.objects.get(slug="dokument-8"))}
    assert {row["council"] for row in rows_of(reader, "allocations")} == {"", "MR-S"}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("name", "query", "totals"),
    [
        ("projects", {}, {"Reference": "In total", "Budget (DKK)": 12_000_000, "Allocations": 14, "Not counted": 0}),
        ("projects", {"status": "ongoing"}, {"Budget (DKK)": 6_650_000, "Allocations": 5}),
        ("allocations", {"status": "closed"}, {"Reference": "In total", "Amount (DKK)": 5_350_000, "Amount": None}),
    ],
)
def test_the_last_row_for_people_adds_up_the_money(
    reader: Any, name: str, query: dict[str, str], totals: dict[str, Any]
) -> None:
    file = content(reader.get(f"/api/v1/{name}/", {**query, "format": "xlsx", "lang": "en"}))
    head, *_rows, last = load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True)
    said = dict(zip(head, last, strict=True))
    assert {column: said[column] for column in totals} == totals
    dialect = content(reader.get(f"/api/v1/{name}/", {**query, "format": "csv", "dialect": "excel", "lang": "en"}))
    assert dialect.decode("utf-8-sig").splitlines()[-1].startswith("In total")
    assert "In total" not in content(reader.get(f"/api/v1/{name}/", {**query, "format": "csv"})).decode()


@pytest.mark.usefixtures("dokument8")
def test_a_selection_without_rows_has_no_totals(reader: Any) -> None:
    file = content(reader.get("/api/v1/projects/", {"search": "nothing has this name", "format": "xlsx"}))
    assert load_workbook(io.BytesIO(file)).worksheets[0].max_row == 1


@pytest.mark.usefixtures("dokument8")
def test_the_file_of_a_report_is_called_as_a_person_would(reader: Any) -> None:
    def called(**query: str) -> str:
        return unquote(reader.get("/reports/", query)["Content-Disposition"])

    today = timezone.localdate().isoformat()
    assert called(format="xlsx") == f'attachment; filename="Budget by Council of ministers {today}.xlsx"'
    assert called(format="csv") == f'attachment; filename="totals-council-{today}.csv"'  # for programs
