"""Blank tables of each kind: filled in, they come in like any other table."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from tables.blank import blank_xlsx
from tables.columns.headings import match
from tables.columns.kinds import KINDS, targets_of
from tables.reading.cells import UnreadableTable
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db


def filled(table: str, **values: Any) -> bytes:
    """A blank table with one row, by the names of its columns."""
    book: Any = load_workbook(io.BytesIO(blank_xlsx(table)))
    page = book.worksheets[0]
    labels = [cell.value for cell in page[1]]
    rows = [labels, ["x"] * len(labels)]
    matched = match(sheets.read(sheets.csv(rows)), {}, table)
    for place, name in matched.columns.items():
        if name in values:
            page.cell(2, place + 1, values[name])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("language", ["en", "da", "sv", "nb", "fi", "is"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_heading_is_known_and_nothing_required_is_missing(boss: Any, kind: str, language: str) -> None:
    with translation.override(language):
        page: Any = load_workbook(io.BytesIO(blank_xlsx(kind))).worksheets[0]
    labels = [cell.value for cell in page[1]]
    matched = match(sheets.read(sheets.csv([labels, ["x"] * len(labels)])), {}, kind)
    assert len(matched.columns) == len(labels)
    assert {name for name, target in targets_of(kind).items() if target.required} <= set(matched.columns.values())
    assert matched.language == language


def test_a_blank_table_of_events_comes_in_filled_in(boss: Any) -> None:
    builders.council("MR-S")
    builders.source()
    data = filled(
        "events",
        title="Seminar",
        kind="Seminar",
        status="Tentative",
        starts="31.12.2027 09:30",
        timezone="Europe/Oslo",
        parties="MR-S (Organising)",
        source="Paper",
        source_section="one",
    )
    result = sheets.checked(data, boss)
    assert sheets.cells(result) == {}
    assert {row.state for row in result.rows} == {"new"}


def test_what_can_be_chosen_is_offered_and_explained(boss: Any) -> None:
    book: Any = load_workbook(io.BytesIO(blank_xlsx("events")))
    page, about = book.worksheets
    labels = [cell.value for cell in page[1]]
    rows = {row[0]: row for row in about.iter_rows(values_only=True)}
    assert set(labels) < set(rows)
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert (labels[3], offered["D2:D1001"]) == ("Status", "'About'!$D$5:$G$5")
    status = about[5]
    assert [cell.value for cell in status[:2]] == ["Status", "yes"]
    assert [cell.value for cell in status[3:7]] == ["Idea", "Tentative", "Confirmed", "Cancelled"]


def test_a_table_that_is_still_blank_says_so(boss: Any) -> None:
    with pytest.raises(UnreadableTable, match="no rows"):
        sheets.read(blank_xlsx("events"))


def test_who_may_send_tables_finds_the_blank_ones(boss: Any, django_user_model: Any) -> None:
    client = Client()
    client.force_login(boss)
    page = client.get("/tables/").content.decode()
    for kind in KINDS:
        assert f"/tables/blank/{kind}.xlsx" in page
        answer = client.get(f"/tables/blank/{kind}.xlsx")
        assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "Table"
    assert client.get("/tables/blank/nothing.xlsx").status_code == 404
    reader = Client()
    reader.force_login(django_user_model.objects.create_user("reader"))
    assert reader.get("/tables/blank/events.xlsx").status_code == 403
