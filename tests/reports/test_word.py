"""Reports as Word documents: the figures of the page, in the reader's language, and the same bytes each time."""

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils import translation
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports.renderers.base import TooManyRows
from reports.renderers.word import MOST_ROWS, Word
from reports.table import Column, Fact, Row, Table
from tests import builders

TABLE = Table(
    name="small",
    title="A <small> table",
    columns=[Column("name", "Name", "text", 20), Column("amount", "Amount", "money", 16)],
    rows=[Row(["one & two", None])],
    count=1,
    facts=[Fact("As of", "today")],
    foot=[Row(["In total", 3])],
)


def made(table: Table, language: str = "en") -> Any:
    with translation.override(language):
        return docx.Document(io.BytesIO(b"".join(Word().render(table))))


def cells(document: Any) -> list[list[str]]:
    (table,) = document.tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_table_has_its_heading_its_rows_its_total_and_its_facts() -> None:
    document = made(TABLE)
    assert cells(document) == [["Name", "Amount"], ["one & two", "Not stated"], ["In total", "3"]]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["Nordic Council of Ministers", "A <small> table", "Amounts in DKK", "As of: today"]
    assert document.paragraphs[1].style.name == "Title"
    # The heading is repeated on every page
    assert document.tables[0].rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None


def test_a_wide_table_lies_across_the_page() -> None:
    assert made(TABLE).sections[0].orientation == WD_ORIENT.PORTRAIT
    wide = replace(TABLE, columns=[Column("name", "Name", "text", 60), Column("amount", "Amount", "money", 60)])
    assert made(wide).sections[0].orientation == WD_ORIENT.LANDSCAPE


def test_the_same_table_gives_the_same_bytes_and_too_many_rows_give_none() -> None:
    assert b"".join(Word().render(TABLE)) == b"".join(Word().render(TABLE))
    with pytest.raises(TooManyRows):
        Word().render(replace(TABLE, count=MOST_ROWS + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("en", "Framework contract"), ("da", "rammekontrakt")])
def test_the_annual_report_of_each_framework_contract_is_a_document(
    reader: Client, language: str, heading: str
) -> None:
    grant = builders.allocation(builders.project("P-1", title_en="Safe house"), "1000.00", granted="2025-01-15")
    builders.contract(grant, kind="framework", starts="2025-02-01")
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "400.00")
    answer = reader.get("/reports/annual/", {"on": "2025", "format": "docx", "lang": language})
    document = docx.Document(io.BytesIO(answer.getvalue()))
    rows = cells(document)
    assert rows[1][0] == "P-1-K1"
    assert "500" in rows[1]
    assert heading.lower() in document.paragraphs[1].text.lower()
    page = reader.get("/reports/annual/", {"on": "2025"}).content.decode()
    assert "format=docx" in page


@pytest.mark.django_db
def test_lists_have_no_word_document(reader: Client) -> None:
    builders.project("P-1")
    assert "format=docx" not in reader.get("/projects/").content.decode()
    assert reader.get("/api/v1/projects/", {"format": "docx"}).status_code == 400
