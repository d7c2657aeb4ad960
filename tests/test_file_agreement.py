"""The same query string gives the same figures as page, API, CSV, Excel and PDF: the tests read the files back."""

import csv
import html
import io
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from openpyxl import load_workbook
from pypdf import PdfReader

from projects.templatetags.oversigt import money
from tests.random_portfolios import FILTERS, LAYOUTS, MODES, PORTFOLIOS, Plan, build, clear
from tests.test_agreement import FEWER, Filters, figures

pytestmark = pytest.mark.django_db

Cells = list[list[Any]]


def got(reader: Any, path: str, query: dict[str, Any]) -> bytes:
    response = reader.get(path, query)
    assert response.status_code == 200, response.content
    return b"".join(response) if response.streaming else response.content


def of_programs(content: bytes, names: list[str]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Returns the rows of plain CSV: values → figures."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    counts = ("projects", "projects_without_budget", "allocations", "allocations_not_counted")
    return {
        tuple(row[name] for name in names): (
            *(int(row[name]) for name in counts),
            Decimal(row["budget_dkk"] or 0),
        )
        for row in rows
    }


def of_excel_csv(content: bytes, typed: Cells) -> Cells:
    """Returns the cells of the CSV for Excel. A cell becomes a number if ``typed`` (from the Excel file) has a
    number.
    """
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [
        [_like(one, text) for text, one in zip(line, cells, strict=True)]
        for line, cells in zip(lines, typed, strict=True)
    ]


def _like(typed: Any, text: str) -> Any:
    return Decimal(text.replace(",", ".")) if isinstance(typed, Decimal) else text or None


def of_excel(content: bytes) -> Cells:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[_typed(cell.value) for cell in row] for row in sheet.iter_rows()]


def _typed(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else value or None


def amounts_of_pdf(content: bytes) -> Counter[str]:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return Counter(re.findall(r"(?<![\d,.])\d{1,3}(?:,\d{3})*(?:\.\d\d)?(?![\d,.]*\d)", text))


def amounts(cells: Cells) -> Counter[str]:
    """Returns the amounts and counts of a table as people read them in English."""
    return Counter(money(one) for row in cells[1:] for one in row if isinstance(one, Decimal))


@FEWER
@given(plans=PORTFOLIOS, filters=FILTERS, names=LAYOUTS, mode=MODES)
def test_page_api_csv_excel_and_pdf_say_the_same(
    get: Any, reader: Any, plans: list[Plan], filters: Filters, names: list[str], mode: str
) -> None:
    clear()
    build(plans)
    query = {**filters, "group_by": names, "mode": mode, "lang": "en"}
    answer = get("totals/", **query)
    plain = got(reader, "/api/v1/totals/", {**query, "format": "csv"})
    assert of_programs(plain, names) == {
        tuple(row[name]["value"] for name in names): figures(row) for row in answer["rows"]
    }
    excel = of_excel(got(reader, "/api/v1/totals/", {**query, "format": "xlsx"}))
    dialect = got(reader, "/api/v1/totals/", {**query, "format": "csv", "dialect": "excel"})
    assert excel == of_excel_csv(dialect, excel)
    if len(names) == 2:
        assert crossed(excel) == cells_of(answer, names)
    page = reader.get("/reports/", query)
    shown = {name: page.context[name] for name in ("table", "columns")}
    places = [place for place, _column in shown["columns"]]
    on_page = [[row.values[place] for place in places] for row in [*shown["table"].rows, *shown["table"].foot]]
    assert [[_typed(one) for one in row] for row in on_page] == excel[1:]
    text = html.unescape(page.content.decode())
    written = amounts(excel)
    assert all(amount in text for amount in written)
    in_pdf = amounts_of_pdf(got(reader, "/api/v1/totals/", {**query, "format": "pdf"}))
    assert not written - in_pdf


def crossed(cells: Cells) -> dict[tuple[str, str], Decimal]:
    """Returns a cross table's amounts by the labels of row and column, without its margins."""
    heads, *rows = cells
    return {
        (row[0], head): amount
        for row in rows
        if row[0] != "In total"
        for head, amount in zip(heads[1:], row[1:], strict=True)
        if head != "In total (DKK)" and amount is not None
    }


def cells_of(answer: dict[str, Any], names: list[str]) -> dict[tuple[str, str], Decimal]:
    return {
        (row[names[0]]["label"], row[names[1]]["label"]): Decimal(row["budget_dkk"])
        for row in answer["rows"]
        if row["budget_dkk"] is not None
    }
