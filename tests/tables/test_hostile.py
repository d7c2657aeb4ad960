"""Files that are made to take time or memory are refused within a bound of both, in a process of its own."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tables.reading.cells import UnreadableTable
from tests.run import ROOT
from tests.tables import sheets
from tests.tables.test_reading import workbook

SECONDS, MEGABYTES = 20, 200
"""Of processor for each file, and of memory above that of Python, Django and the largest file."""
READING = """
import json, resource, sys, time
import django
django.setup()
from tables.columns.headings import score
from tables.reading.cells import UnreadableTable
from tables.reading.files import read_file

resource.setrlimit(resource.RLIMIT_CPU, (200, 200))
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
found, before = {}, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in sys.argv[1:]:
    began, said = time.process_time(), ""
    try:
        read_file(open(name, "rb").read(), score)
    except UnreadableTable as error:
        said = str(error)
    found[name] = (said, time.process_time() - began)
print(json.dumps([found, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000]))
"""
SHEET, SHARED, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def in_a_cell(inside: str, attributes: str = "") -> bytes:
    row = f'<row r="1"><c r="A1" t="inlineStr"{attributes}><is><t>{inside}</t></is></c></row>'
    return workbook(**{SHEET: f"<worksheet><sheetData>{row}</sheetData></worksheet>"})


def in_ods(inside: str) -> bytes:
    return sheets.ods_of(f'<table:table table:name="x">{inside}</table:table>')


def of_office(part: str) -> bytes:
    """A file in the old format of Office with one part of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + part.encode("utf-16-le") + b"\0" * 512


def packed_otherwise() -> bytes:
    """A workbook with a part that Python would unpack at once, not piece by piece."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return file.getvalue()


def in_a_sheet(inside: str, before: str = "") -> bytes:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    return workbook(**{SHEET: f"<worksheet>{before}<sheetData>{rows}{inside}</sheetData></worksheet>"})


def merged_over_each_other() -> bytes:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 5001))
    merges = '<mergeCell ref="A1:A5000"/>' * 20_000
    sheet = f"<worksheet><sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    return workbook(**{SHEET: sheet})


PARAGRAPHS = "<text:p>" + "x" * 30_000 + "</text:p>"
MANY = f'<table:table-row><table:table-cell office:value-type="string">{PARAGRAPHS * 2000}</table:table-cell>'
HIDDEN = '<cols><col min="1" max="16384" hidden="1"/></cols>' * 20_000
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>'
FAR = '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'
EMPTY_ROWS = '<table:table-row table:number-rows-repeated="100000"><table:table-cell/></table:table-row>' * 3000
LONG = f'<table:table-cell office:value-type="string"><text:p>{"x" * 60_000_000}</text:p></table:table-cell>'
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: workbook(**{SHEET: b"0" * (410 << 20)}), "400 MB"),
    "long text": (lambda: in_a_cell("x" * 60_000_000), "letters"),
    "long text of OpenDocument": (lambda: in_ods(f"<table:table-row>{LONG}</table:table-row>"), "letters"),
    "long attribute": (lambda: in_a_cell("x", f' z="{"x" * 60_000_000}"'), "damaged"),
    "deep elements": (lambda: workbook(**{SHEET: "<worksheet>" + "<a>" * 10_000_000}), "damaged"),
    "deep shared texts": (lambda: workbook(**{SHARED: "<sst>" + "<a>" * 10_000_000}), "damaged"),
    "entities": (lambda: workbook(**{SHEET: LAUGHS}), "entities"),
    "outside": (lambda: workbook(**{SHEET: OUTSIDE}), "entities"),
    "macros": (lambda: workbook(**{"xl/vbaProject.bin": b"x"}), "macros"),
    "links": (lambda: workbook(**{"xl/externalLinks/externalLink1.xml": "<a/>"}), "other files"),
    "a million columns": (lambda: sheets.csv([["x"] * 1_000_000, ["y"]]), "200 columns"),
    "a cell far away": (lambda: workbook(**{SHEET: FAR}), "200 columns"),
    "an open quote": (lambda: b'reference;title\nP-1;"' + b"x\n" * 10_000_000, "quoted"),
    "old Excel file": (lambda: of_office("Workbook"), "old Excel file (.xls), which is not read"),
    "password": (lambda: of_office("EncryptedPackage"), "has a password"),
    "another packing": (packed_otherwise, "damaged"),
    "many parts": (lambda: workbook(**{f"xl/{number}": b"" for number in range(2001)}), "400 MB"),
    "many names": (lambda: in_a_sheet("".join(f"<a{number}/>" for number in range(10_001))), "damaged"),
    "many attributes": (lambda: in_a_sheet("".join(f'<a b{number}=""/>' for number in range(10_001))), "damaged"),
    "many formats": (lambda: workbook(**{STYLES: f"<a><cellXfs>{'<xf/>' * 100_001}</cellXfs></a>"}), "damaged"),
    "many lines": (lambda: b"ab\n" * 10_000_000, "rows"),
    "merged over each other": (merged_over_each_other, "damaged"),
    "hidden columns": (lambda: in_a_sheet("", HIDDEN), "no rows"),
    "many paragraphs": (lambda: in_ods(f"{MANY}</table:table-row>"), "letters"),
    "repeated rows": (lambda: in_ods(EMPTY_ROWS), "no rows"),
}
"""Name → the file, and a word of the refusal."""


def test_hostile_files_are_refused_in_bounded_time_and_memory(tmp_path: Path) -> None:
    for name, (file, _word) in FILES.items():
        (tmp_path / name).write_bytes(file())
    command = [sys.executable, "-c", READING, *(str(tmp_path / name) for name in FILES)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found, megabytes = json.loads(run.stdout)
    for name, (_file, word) in FILES.items():
        said, seconds = found[str(tmp_path / name)]
        assert word in said, name
        assert seconds < SECONDS, name
    largest = max((tmp_path / name).stat().st_size for name in FILES) / 1_000_000
    assert megabytes < MEGABYTES + largest


def test_cells_and_shared_texts_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """With lower bounds than on a site, because so many cells take long to make."""
    monkeypatch.setattr("tables.reading.cells.MOST_CELLS", 1000)
    monkeypatch.setattr("tables.reading.xlsx_file.MOST_TEXTS", 1000)
    for data in (sheets.csv([["ab"] * 10] * 101), workbook(**{SHARED: f"<sst>{'<si/>' * 1002}</sst>"})):
        with pytest.raises(UnreadableTable, match="too much text"):
            sheets.read(data)


def test_of_many_sheets_one_is_kept() -> None:
    """The best one is read, whichever it is. The others are named."""
    table = '<table:table-row><table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>'
    table += '<table:table-cell office:value-type="string"><text:p>{1}</text:p></table:table-cell></table:table-row>'
    own = table.format("Reference", "Title") + table.format("P-1", "A")
    other = table.format("x", "y") * 3
    parts = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in (("One", other), ("Two", own), ("Three", other))
    )
    sheet = sheets.read(sheets.ods_of(parts))
    assert (sheet.name, [line.cells for line in sheet.lines]) == ("Two", [["Reference", "Title"], ["P-1", "A"]])
    assert "One, Three" in " ".join(sheet.notes)


@pytest.mark.parametrize("depth", [50, 101])
def test_only_deep_xml_is_refused(depth: int) -> None:
    """Depth counts open elements, so many elements beside each other are none."""
    with pytest.raises(UnreadableTable) as caught:
        sheets.read(workbook(**{SHEET: "<worksheet>" + "<a>" * (depth - 1) + "</a>" * (depth - 1) + "</worksheet>"}))
    assert ("damaged" in str(caught.value)) is (depth > 100)
