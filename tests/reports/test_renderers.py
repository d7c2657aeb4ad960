"""Files of a table, byte by byte and read back: types, signs, letters, and never a shorter file that looks
complete.
"""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from projects.partial_date import PartialDate
from reports.formats import OF_A_TABLE, UnknownFormat, renderer_for
from reports.renderers.base import BrokenTransfer, TooManyRows
from reports.renderers.csv_files import harmless
from reports.table import Column, Fact, Row, Table

COLUMNS = [
    Column("code", "Code", for_people=False),
    Column("title", "Title", width=40),
    Column("councils", "Councils", "list"),
    Column("projects", "Projects", "count"),
    Column("budget_dkk", "Budget (DKK)", "money"),
    Column("rate", "Rate", "number"),
    Column("granted", "Granted", "date"),
    Column("starts", "Starts", "partial_date"),
    Column("own", "Own", "truth"),
]
VALUES: list[list[Any]] = [
    ["a", "Smørrebrød, ÅÄÖ þð; \"så\"", ["MR-JÄM", "MR-S"], 1200, Decimal("1200000.50"), Decimal("0.74560000"),
     date(2009, 3, 4), PartialDate(2006, 9), True],
    ["b", None, [], None, None, None, None, None, False],
]  # fmt: skip
FOOT = [Row(["", "In total", [], 1200, Decimal("1200000.50"), None, None, None, None])]


def table(rows: list[list[Any]] | None = None, **values: Any) -> Table:
    rows = VALUES if rows is None else rows
    made = {"name": "t", "title": "A table", "columns": COLUMNS, "rows": [Row(row) for row in rows], "count": len(rows)}
    return Table(**{**made, "facts": [Fact("Status", "Ongoing")], **values})


def written(name: str, table: Table, dialect: str = "") -> bytes:
    with translation.override("en"):
        return b"".join(renderer_for(name, dialect).render(table))


def test_csv_for_programs_is_utf8_with_names_iso_dates_and_a_decimal_point() -> None:
    assert written("csv", table(foot=FOOT)).decode() == (
        "code,title,councils,projects,budget_dkk,rate,granted,starts,own\r\n"
        'a,"Smørrebrød, ÅÄÖ þð; ""så""",MR-JÄM | MR-S,1200,1200000.50,0.74560000,2009-03-04,2006-09,true\r\n'
        "b,,,,,,,,false\r\n"
    )


def test_csv_for_excel_has_a_mark_semicolons_decimal_commas_words_and_totals() -> None:
    assert written("csv", table(foot=FOOT), "excel").decode() == (
        "\ufeffTitle;Councils;Projects;Budget (DKK);Rate;Granted;Starts;Own\r\n"
        '"Smørrebrød, ÅÄÖ þð; ""så""";MR-JÄM | MR-S;1200;1200000,50;0,74560000;2009-03-04;2006-09;yes\r\n'
        ";;;;;;;no\r\n"
        "In total;;1200;1200000,50;;;;\r\n"
    )


@pytest.mark.parametrize("dialect", ["", "excel"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝", "＋", "－", "＠"])
def test_no_text_runs_as_a_formula(start: str, dialect: str) -> None:
    text = f"{start}SUM(A1:A9)"
    columns = [Column("title", "Title"), Column("list", "List", "list"), Column("amount", "Amount", "money")]
    made = table([[text, [text, "b"], Decimal("-5.00")]], columns=columns)
    style = {"delimiter": ";" if dialect else ","}
    content = written("csv", made, dialect).decode("utf-8-sig")
    (_heading, row) = csv.reader(io.StringIO(content, newline=""), **style)
    assert row == [f"'{text}", f"'{text} | b", "-5,00" if dialect else "-5.00"]


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert [harmless(text) for text in ("", "a=b", "2009", "Å - B", "'x")] == ["", "a=b", "2009", "Å - B", "'x"]


def sheets(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_excel_has_typed_cells_and_a_frozen_heading() -> None:
    data = sheets(written("xlsx", table(foot=FOOT))).worksheets[0]
    assert [cell.value for cell in data[1]] == [column.label for column in COLUMNS[1:]]
    assert [*(getattr(cell.value, "date", lambda value=cell.value: value)() for cell in data[2])] == [
        "Smørrebrød, ÅÄÖ þð; \"så\"", "MR-JÄM | MR-S", 1200, 1200000.5, 0.7456, date(2009, 3, 4), "2006-09", True,
    ]  # fmt: skip
    assert [cell.value for cell in data[3]] == [None, None, None, None, None, None, None, False]
    assert [cell.value for cell in data[4]][:4] == ["In total", None, 1200, 1200000.5]
    assert data["D2"].number_format == "#,##0.00"
    assert data["F2"].number_format == "yyyy-mm-dd"
    assert data["D4"].font.bold
    assert not data["D2"].font.bold
    assert data.freeze_panes == "B2"
    assert data.auto_filter.ref == "A1:H3"
    assert data.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_the_first_days_of_1900_are_those_days_in_excel() -> None:
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2199, 12, 31)]
    made = table([[day] for day in days], columns=[Column("day", "Day", "date")])
    data = sheets(written("xlsx", made)).worksheets[0]
    assert [row[0].value.date() for row in data.iter_rows(min_row=2)] == days


def test_excel_says_how_the_figures_came_about() -> None:
    about = sheets(written("xlsx", table())).worksheets[1]
    assert about["A1"].value == "A table"
    assert [(row[0].value, row[1].value) for row in about.iter_rows(min_row=3)] == [
        ("Status", "Ongoing"),
        ("Rows", "2"),
    ]


def test_text_in_excel_is_text_whatever_it_holds() -> None:
    texts = ["=1+1", "@x", "<b>&amp;</b>", "_x0041_", "a\x01b", " spaces ", "1200", "line\nline"]
    columns = [Column("title", "Title")]
    data = sheets(written("xlsx", table([[text] for text in texts], columns=columns))).worksheets[0]
    cells = [row[0] for row in data.iter_rows(min_row=2)]
    # Characters that XML cannot hold are written as Excel itself writes them
    assert [cell.value.replace("_x0001_", "\x01").replace("_x005F_x0041_", "_x0041_") for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}


def test_each_value_has_its_cell_in_the_sheet() -> None:
    values = [
        "a<b",
        "R&D>",
        "",
        None,
        [],
        ["x", "y<"],
        True,
        False,
        7,
        Decimal("-0.50"),
        date(1900, 3, 1),
        "æ",
        "a\x02",
    ]
    made = table([values], columns=[Column(f"c{place}", "C") for place, _value in enumerate(values)])
    with zipfile.ZipFile(io.BytesIO(written("xlsx", made))) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    row = re.sub(' s="[0-9]+"', "", sheet[sheet.index('<row r="2">') : sheet.index("</sheetData>")])
    text = '<c r="{}2" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    cells = [
        text.format("A", "a&lt;b"),
        text.format("B", "R&amp;D&gt;"),
        text.format("F", "x | y&lt;"),
        '<c r="G2" t="b"><v>1</v></c>',
        '<c r="H2" t="b"><v>0</v></c>',
        '<c r="I2"><v>7</v></c>',
        '<c r="J2"><v>-0.50</v></c>',
        '<c r="K2"><v>61</v></c>',
        text.format("L", "æ"),
        text.format("M", "a_x0002_"),
    ]
    assert row == f'<row r="2">{"".join(cells)}</row>'


def test_a_sheet_of_several_portions_has_its_rows_in_order() -> None:
    made = table(
        [[f"row {number}", number] for number in range(1000)], columns=[Column("a", "A"), Column("b", "B", "count")]
    )
    data = sheets(written("xlsx", made)).worksheets[0]
    read = [[cell.value for cell in row] for row in data.iter_rows(min_row=2)]
    assert read == [[f"row {number}", number] for number in range(1000)]


def test_a_column_of_figures_may_hold_other_values() -> None:
    columns = [Column(kind, kind, kind) for kind in ("count", "money", "number", "date")]
    made = table(
        [["=x", 'a"b', ["p", "q"], True], [0, Decimal("-5.00"), Decimal("0.10"), date(2009, 3, 4)]], columns=columns
    )
    assert (
        written("csv", made).decode()
        == 'count,money,number,date\r\n\'=x,"a""b",p | q,true\r\n0,-5.00,0.10,2009-03-04\r\n'
    )
    assert written("csv", made, "excel").decode().splitlines()[1:] == [
        '\'=x;"a""b";p | q;yes',
        "0;-5,00;0,10;2009-03-04",
    ]


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    columns = [Column("title", "Title")]
    data = sheets(written("xlsx", table([["å" * 40_000]], columns=columns))).worksheets[0]
    assert len(data["A2"].value) == 32_767
    assert data["A2"].value.endswith("(cut; CSV has the whole text)")


def test_excel_refuses_beforehand_what_no_sheet_can_hold() -> None:
    with pytest.raises(TooManyRows, match="1,048,576"):
        renderer_for("xlsx").render(table(count=1_048_576))


def test_ndjson_is_an_object_a_line_with_amounts_as_texts() -> None:
    first, second = map(json.loads, written("ndjson", table(foot=FOOT)).splitlines())
    assert first["budget_dkk"] == "1200000.50"
    assert first["starts"] == "2006-09"
    assert second == {
        "code": "b", "title": None, "councils": [], "projects": None, "budget_dkk": None, "rate": None,
        "granted": None, "starts": None, "own": False,
    }  # fmt: skip


def test_json_has_the_shape_of_a_page_with_everything_on_it() -> None:
    whole = json.loads(written("json", table()))
    assert (whole["count"], whole["next"], whole["previous"]) == (2, None, None)
    assert [row["code"] for row in whole["results"]] == ["a", "b"]
    assert json.loads(written("json", table([])))["results"] == []


@pytest.mark.parametrize("renderer", OF_A_TABLE, ids=lambda one: one.format + one.dialect)
@pytest.mark.parametrize("promised", [1, 3])
def test_a_file_with_other_rows_than_promised_never_ends_well(renderer: Any, promised: int) -> None:
    with pytest.raises(BrokenTransfer):
        b"".join(renderer.render(table(count=promised)))


@pytest.mark.parametrize("renderer", OF_A_TABLE, ids=lambda one: one.format + one.dialect)
def test_an_empty_table_is_a_correct_file(renderer: Any) -> None:
    with translation.override("en"):
        assert isinstance(b"".join(renderer.render(table([]))), bytes)


@pytest.mark.parametrize("name", ["csv", "xlsx", "ndjson", "json"])
def test_the_first_bytes_come_before_the_first_row_is_read(name: str) -> None:
    def rows() -> Any:
        assert not VALUES, "A row was read."
        yield Row(VALUES[0])

    pieces = renderer_for(name).render(replace(table(), rows=rows()))
    next(pieces)
    with pytest.raises(AssertionError):
        list(pieces)


@pytest.mark.parametrize(
    ("name", "dialect", "parameter", "named"),
    [("doc", "", "format", "xlsx"), ("csv", "german", "dialect", "excel"), ("xlsx", "excel", "dialect", "xlsx")],
)
def test_an_unknown_format_or_dialect_is_named_with_the_known_ones(
    name: str, dialect: str, parameter: str, named: str
) -> None:
    with translation.override("en"), pytest.raises(UnknownFormat, match=named) as error:
        renderer_for(name, dialect)
    assert error.value.parameter == parameter


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)
AMOUNTS = st.decimals("-9999999999.99", "9999999999.99", places=2)


@settings(deadline=None, max_examples=80)
@given(rows=st.lists(st.tuples(TEXTS, st.none() | AMOUNTS), max_size=6))
def test_what_is_written_is_read_back(rows: list[tuple[str, Decimal | None]]) -> None:
    columns = [Column("title", "Title"), Column("amount", "Amount", "money")]
    made = table([[*row] for row in rows], columns=columns)
    plain = list(csv.reader(io.StringIO(written("csv", made).decode(), newline="")))[1:]
    assert plain == [[harmless(text), "" if amount is None else str(amount)] for text, amount in rows]
    excel = csv.reader(io.StringIO(written("csv", made, "excel").decode("utf-8-sig"), newline=""), delimiter=";")
    told = [[harmless(text), "" if amount is None else str(amount).replace(".", ",")] for text, amount in rows]
    assert list(excel)[1:] == told
    data = sheets(written("xlsx", made)).worksheets[0]
    read = [row[1].value for row in data.iter_rows(min_row=2, max_col=2, max_row=1 + len(rows))] if rows else []
    assert read == [None if amount is None else float(amount) for _text, amount in rows]
