"""Files are read into rows, whatever program wrote them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tables.columns.headings import match
from tables.reading.cells import Broken, UnreadableTable, packed, place_of, unpacked
from tests.tables import sheets

ROWS = [["Reference", "Title"], ["P-1", "Sø"], ["P-2", "Å"]]


@pytest.mark.parametrize(
    "data",
    [
        sheets.csv(ROWS),
        sheets.csv(ROWS, ","),
        sheets.csv(ROWS, "\t", "utf-16"),
        sheets.csv(ROWS, ";", "utf-8-sig"),
        sheets.csv(ROWS, ";", "cp1252"),
        b"sep=|\r\n" + sheets.csv(ROWS, "|"),
        sheets.xlsx(ROWS),
        sheets.ods(ROWS),
    ],
    ids=["utf-8", "commas", "utf-16", "mark", "windows", "sep", "xlsx", "ods"],
)
def test_every_file_gives_the_same_cells(data: bytes) -> None:
    assert [line.cells for line in sheets.read(data).lines] == ROWS


def test_lines_keep_their_numbers_over_empty_lines() -> None:
    rows = [["Reference", "Title"], [], ["P-1", "A"], ["", ""], ["P-2", "B"]]
    for data in (sheets.csv(rows), sheets.xlsx(rows), sheets.ods(rows)):
        assert [line.number for line in sheets.read(data).lines] == [1, 3, 5]


def test_numbers_days_and_truths_keep_their_kind() -> None:
    row = [0.1 + 0.2, date(2009, 12, 31), datetime.fromisoformat("2009-12-31T09:30"), True]
    found = [Decimal("0.3"), date(2009, 12, 31), datetime.fromisoformat("2009-12-31T09:30"), True]
    heads = ["Amount", "Starts", "Ends", "Online"]
    assert sheets.read(sheets.xlsx([heads, row])).lines[1].cells == found
    assert sheets.read(sheets.ods([heads, row])).lines[1].cells == found


def test_dates_of_1904_are_the_days_that_the_program_shows() -> None:
    def prepare(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    data = sheets.xlsx([["Reference", "Starts"], ["P-1", date(2009, 12, 31)]], prepare)
    assert sheets.read(data).lines[1].cells[1] == date(2009, 12, 31)


def test_merged_cells_hold_for_each_of_their_rows_and_are_named() -> None:
    rows = [["Reference", "Title"], ["P-1", "A"], ["", "B"]]
    data = sheets.xlsx(rows, lambda book: book.active.merge_cells("A2:A3"))
    sheet = sheets.read(data)
    assert sheet.lines[2].cells == ["P-1", "B"]
    assert "A2:A3" in " ".join(sheet.notes)


def test_formulas_without_a_value_are_broken_and_all_are_named() -> None:
    sheet = sheets.read(sheets.xlsx([["Reference", "Amount"], ["P-1", "=1+1"]]))
    assert isinstance(sheet.lines[1].cells[1], Broken)
    assert "B2" in " ".join(sheet.notes)


def test_hidden_rows_and_sheets_are_named() -> None:
    def prepare(book: Any) -> None:
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("Secret").sheet_state = "hidden"
        book.create_sheet("Notes").append(["words"])

    notes = " ".join(sheets.read(sheets.xlsx(ROWS, prepare)).notes)
    assert all(word in notes for word in ("2", "Secret", "Notes"))


def test_the_sheet_with_known_headings_is_read() -> None:
    def prepare(book: Workbook) -> None:
        first = book.create_sheet("Cover", 0)
        first.append(["Overview", "2026"])
        first.append(["made", "by us"])

    assert sheets.read(sheets.xlsx(ROWS, prepare)).lines[0].cells == ROWS[0]


def test_headings_may_take_several_lines_below_a_title() -> None:
    rows = [
        ["Overview of projects"],
        [],
        ["", "", "Period", ""],
        ["Reference", "Title", "Starts", "Ends"],
        ["P-1", "A"],
    ]
    matched = match(sheets.read(sheets.csv(rows)), {})
    assert (matched.begins, matched.columns) == (3, {0: "reference", 1: "title", 2: "starts", 3: "ends"})


@pytest.mark.parametrize(
    ("headings", "kind", "targets"),
    [
        (["Sagsnr", "Projekttitel", "Startdato", "Bevilling"], "projects", ["reference", "title", "starts"]),
        (["Hankenumero", "Hankkeen nimi", "Alkaa", "Tila"], "projects", ["reference", "title", "starts", "status"]),
        (
            ["Navn", "Forkortelse", "Land", "Hjemmeside"],
            "organisations",
            ["name", "abbreviation", "country", "website"],
        ),
        (["Grant", "Date", "Amount", "Voucher", "Kind"], "entries", ["allocation", "day", "amount", "voucher", "kind"]),
    ],
)
def test_headings_of_people_are_known(headings: list[str], kind: str, targets: list[str]) -> None:
    matched = match(sheets.read(sheets.csv([headings, ["x"] * len(headings)])), {})
    assert matched.kind == kind
    assert set(targets) <= set(matched.columns.values())


def test_packing_keeps_every_cell() -> None:
    sheet = sheets.read(
        sheets.xlsx([["Reference", "Amount", "x"], ["P-1", "=1+1", date(2009, 1, 1)], ["P-2", 1.5, True]])
    )
    assert unpacked(packed(sheet)).lines == sheet.lines
    assert isinstance(unpacked(packed(sheet)).lines[1].cells[1], Broken)


def test_names_of_cells() -> None:
    assert place_of("C5") == (2, 5)
    assert place_of("AA10") == (26, 10)


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableTable) as caught:
        sheets.read(data)
    return str(caught.value)


def workbook(**parts: Any) -> bytes:
    """A small Excel file with other parts."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(sheets.xlsx(ROWS))) as archive:
        found: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    return sheets.packed({**found, **parts})


def test_hostile_files_are_refused_with_the_reason() -> None:
    assert "macros" in refused(workbook(**{"xl/vbaProject.bin": b"x"}))
    assert "other files" in refused(workbook(**{"xl/externalLinks/externalLink1.xml": "<a/>"}))
    entities = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    assert "entities" in refused(workbook(**{"xl/worksheets/sheet1.xml": entities}))
    assert "400 MB" in refused(workbook(**{"xl/media/x.bin": b"\0" * (410 * 1024 * 1024)}))
    assert "password" in refused(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    assert "damaged" in refused(workbook()[:900])
    encrypted = {"mimetype": sheets.MIMETYPE, "META-INF/manifest.xml": "<a><encryption-data/></a>", "content.xml": "x"}
    assert "password" in refused(sheets.packed(encrypted))
    link = '<table:table table:name="x"><table:table-source/></table:table>'
    assert "other files" in refused(sheets.ods_of(link))


def test_too_much_of_anything_is_refused() -> None:
    assert "200 columns" in refused(sheets.csv([["x"] * 1_000_000, ["y"]]))
    wide = '<table:table table:name="x"><table:table-row><table:table-cell office:value-type="string"'
    wide += ' table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell></table:table-row>'
    assert "200 columns" in refused(sheets.ods_of(f"{wide}</table:table>"))
    long = '<table:table table:name="x"><table:table-row table:number-rows-repeated="1000000">'
    long += '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    assert "rows" in refused(sheets.ods_of(f"{long}</table:table>"))
    far = (
        '<worksheet><sheetData><row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    assert "200 columns" in refused(workbook(**{"xl/worksheets/sheet1.xml": far}))
