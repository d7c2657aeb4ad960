"""Excel: typed cells, a frozen heading, and a sheet that explains the figures; streamed.

XlsxWriter writes a workbook only when it has all rows. So it makes only the shell (styles, widths, both sheets,
one sample row), and the rows are streamed into their place in the shell. Memory stays constant, and the first byte
is sent before the first row is read.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_col_to_name

from changes.as_of.point import todays_date
from projects.narrow.fetching import begun
from reports.renderers.base import BETWEEN, PIECE, TooManyRows, counted_columns
from reports.table import Column, Table, Value

MOST_ROWS = 1_048_576
"""Rows of a sheet (Excel's own limit), including the heading and the totals."""
LONGEST_TEXT = 32_767
"""Characters of a cell (Excel's own limit)."""
QUICKLY = 2
"""The level of compression: a file is a quarter larger than at the usual level, and faster to make."""
TWO_LINES = 30
"""Points: the height of the heading, whose words may need two lines."""
DATA = "xl/worksheets/sheet1.xml"
DAY_0 = date(1899, 12, 31)
DAY_THAT_NEVER_WAS = 60
"""Excel counts 29 February 1900, a day that did not exist, so all later days have a number one higher."""
STYLES = {
    "money": {"num_format": "#,##0.00"},
    "count": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.########"},
    "date": {"num_format": "yyyy-mm-dd"},
}
"""The formats of columns that are not text. Excel shows the separators of the reader's language."""
TEXTS, NUMBERS = (str, list), (int, Decimal)
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


class XlsxFile:
    """An Excel workbook of two sheets: the table, and the facts about it."""

    content: type = Table
    format, dialect, extension, people = "xlsx", "", "xlsx", True
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    label: Any = gettext_lazy("Excel")

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``."""
        rows = 1 + table.count + len(table.foot)
        if rows > MOST_ROWS:
            words = {"rows": formats.number_format(rows), "most": formats.number_format(MOST_ROWS)}
            raise TooManyRows(_("A sheet of Excel holds %(most)s rows, not %(rows)s. CSV holds them all.") % words)
        return _streamed(table)


def _streamed(table: Table) -> Iterator[bytes]:
    shell = zipfile.ZipFile(io.BytesIO(_shell(table)))
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as file:
        for name in shell.namelist():
            if name != DATA:
                file.writestr(_member(name), shell.read(name))
        yield sink.drained()
        with file.open(_member(DATA), "w", force_zip64=table.count > MOST_ROWS // 4) as sheet:
            for _written in _each_meanwhile(sheet.write, _sheet(table, shell.read(DATA).decode())):
                if sink.size >= PIECE:
                    yield sink.drained()
    yield sink.drained()


def _each_meanwhile(write: Callable[[bytes], int], pieces: Iterator[str]) -> Iterator[int]:
    """Writes each piece, and yields how much that is. The next one is made meanwhile: compression takes a third of the
    time, and in another thread it needs none of this one's.
    """
    with ThreadPoolExecutor(1, "compression") as pool:
        writing = pool.submit(write, b"")
        for piece in pieces:
            yield writing.result()
            writing = begun(pool, write, piece.encode())
        yield writing.result()


def _member(name: str) -> zipfile.ZipInfo:
    # Fixed timestamp: the same data gives the same bytes
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    # ZipFile's own level does not count for a member with a ZipInfo. Python 3.13 gave the attribute its public name
    setattr(info, "compress_level" if hasattr(info, "compress_level") else "_compresslevel", QUICKLY)
    return info


class _Sink(io.RawIOBase):
    """A file that is written at one end and drained at the other. A zip cannot seek in it, and does not need to."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        self.size += len(part)
        return len(part)

    def drained(self) -> bytes:
        drained = b"".join(self.parts)
        self.parts, self.size = [], 0
        return drained


# The shell


def _shell(table: Table) -> bytes:
    """Returns the workbook with its heading, a sample row, a sample of the totals, and the sheet of facts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": table.title, "created": datetime.combine(todays_date(), time.min)})
    columns = [column for _place, column in table.columns_for(people=True)]
    names = [_sheet_name(_("Table")), _sheet_name(_("About"))]
    data = book.add_worksheet(names[0])
    _heading(book, data, [(column, table.heading(column)) for column in columns], table.count)
    for row, bold in ((1, False), (2, True)):
        for place, column in enumerate(columns):
            data.write_number(row, place, 0, book.add_format({**STYLES.get(column.kind, {}), "bold": bold}))
    _about(book, book.add_worksheet(names[1]), table)
    book.close()
    return file.getvalue()


def _heading(book: Any, data: Any, columns: list[tuple[Column, str]], rows: int) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    right = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"})
    for place, (column, label) in enumerate(columns):
        data.write_string(0, place, label, right if column.numeric else bold)
        data.set_column(place, place, column.width)
    data.set_row(0, TWO_LINES)
    data.freeze_panes(1, 1)
    if columns and rows:
        data.autofilter(0, 0, rows, len(columns) - 1)
    data.set_landscape()
    data.set_paper(9)  # A4
    data.fit_to_pages(1, 0)
    data.repeat_rows(0)


def _about(book: Any, sheet: Any, table: Table) -> None:
    """Writes the filters, the date, the counts, what was not counted, and the sources."""
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, table.title, bold)
    lines = [*((fact.label, fact.text) for fact in table.facts), (_("Rows"), formats.number_format(table.count))]
    for row, (label, text) in enumerate(lines, 2):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrapped)


def _sheet_name(name: str) -> str:
    return NO_SHEET_NAME.sub(" ", name)[:31]


# The rows


@dataclass(frozen=True)
class _Place:
    """A column with its position, its letters and its styles in the sheet."""

    place: int
    kind: str
    letters: str
    style: str
    style_of_totals: str


def _sheet(table: Table, shell: str) -> Iterator[str]:
    """Yields the XML of the data sheet, with the rows in place of the shell's samples."""
    before, samples, after = re.split("(?<=<sheetData>)|(?=</sheetData>)", shell)
    heading, plain, total = re.findall("<row .*?</row>", samples)
    columns = table.columns_for(people=True)
    styles = zip(re.findall('s="([0-9]+)"', plain), re.findall('s="([0-9]+)"', total), strict=True)
    places = [
        _Place(place, column.kind, xl_col_to_name(number), *style)
        for number, ((place, column), style) in enumerate(zip(columns, styles, strict=True))
    ]
    last = 1 + table.count + len(table.foot)
    yield re.sub('<dimension ref="[^"]*"', f'<dimension ref="A1:{places[-1].letters}{last}"', before)
    yield heading
    number = 2
    writers = {place.place: _writer(f' s="{place.style}"') for place in places}
    for portion in counted_columns(table.written(writers), table.count):
        yield _rows(portion, number, places)
        number += len(portion[0])
    for number, row in enumerate(table.foot, table.count + 2):
        cells = [[_cell(f' s="{place.style_of_totals}"', row.values[place.place])] for place in places]
        yield _rows(cells, number, places)
    yield after


def _rows(columns: list[list[str]], first: int, places: list[_Place]) -> str:
    """Returns some rows of the sheet, of which the first has this number. An empty cell is left out."""
    numbers = [f'{number}"' for number in range(first, first + len(columns[0]))]
    cells = [
        [cell and f'<c r="{letters}{number}{cell}' for number, cell in zip(numbers, column, strict=True)]
        for letters, column in zip([place.letters for place in places], columns, strict=True)
    ]
    rows = zip(numbers, map("".join, zip(*cells, strict=True)), strict=True)
    return "".join([f'<row r="{number}>{inside}</row>' for number, inside in rows])


def _writer(style: str) -> Callable[[Value], str]:
    """Returns the function that writes the cells of a column, see ``_cell``."""
    before = f'{style} t="inlineStr"><is><t xml:space="preserve">'

    # The same as ``_cell`` in one step: most of a sheet is text
    def cell(value: Value) -> str:
        if value.__class__ is not str:
            return _cell(style, value)
        return f"{before}{_escaped(value)}</t></is></c>" if value else ""

    return cell


def _cell(style: str, value: Value) -> str:
    """Returns a typed cell from its style on. Text is stored in the cell itself and stays text whatever it begins
    with: no formula runs.
    """
    if value is None:
        return ""
    if isinstance(value, TEXTS):
        text = value if isinstance(value, str) else BETWEEN.join(value)
        return f'{style} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>' if value else ""
    if isinstance(value, bool):
        return f'{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, NUMBERS):
        return f"{style}><v>{value}</v></c>"
    if isinstance(value, date):
        day = (value - DAY_0).days
        return f"{style}><v>{day + (day >= DAY_THAT_NEVER_WAS)}</v></c>"
    return _cell(style, str(value))


def _escaped(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        cut = _(" … (cut; CSV has the whole text)")
        text = text[: LONGEST_TEXT - len(cut)] + cut
    if "_x" in text:
        text = LOOKS_ESCAPED.sub("_x005F_", text)
    if not text.isprintable():
        text = NO_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    # Most texts have none of these signs
    return escape(text) if "&" in text or "<" in text or ">" in text else text
