"""Builds files of tables for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook

from tables.checking.checker import Checker
from tables.checking.gone import note_gone
from tables.checking.results import Result
from tables.columns.headings import match, score
from tables.reading.cells import Sheet, letters_of
from tables.reading.files import read_file

Rows = Sequence[Sequence[Any]]
NAMES = ["office:1.0", "style:1.0", "text:1.0", "table:1.0"]
NAMESPACES = " ".join(f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for name in NAMES)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def csv(rows: Rows, between: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(between.join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx(rows: Rows, prepare: Any = None) -> bytes:
    book: Any = Workbook()
    for row in rows:
        book.active.append(list(row))
    if prepare:
        prepare(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods_cell(value: Any) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    if hasattr(value, "isoformat"):
        day = value.isoformat()
        return f'<table:table-cell office:value-type="date" office:date-value="{day}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>x</text:p></table:table-cell>'


def ods(rows: Rows, before: str = "", after: str = "", style: str = "") -> bytes:
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(f'{style}{before}<table:table table:name="Data">{body}</table:table>{after}')


def ods_of(inside: str) -> bytes:
    styles, _mark, tables = inside.rpartition("</office:automatic-styles>")
    styles += _mark
    content = f"<?xml version='1.0'?><office:document-content {NAMESPACES}>{styles}"
    content += f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    return packed({"mimetype": MIMETYPE, "content.xml": content})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def as_ods(data: bytes) -> bytes:
    """The first sheet of an Excel file as an OpenDocument file."""
    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return ods(list(sheet.iter_rows(values_only=True)))


def with_attribute(text: str, name: str, value: str) -> str:
    return text.replace(">", f" {name}={quoteattr(value)}>", 1)


def read(data: bytes) -> Sheet:
    return read_file(data, score)


def checked(data: bytes, actor: Any, kind: str = "", defaults: Any = None, **options: Any) -> Result:
    sheet = read(data)
    matched = match(sheet, {}, kind)
    result = Checker(sheet, matched, actor, defaults or {}, **options).check()
    note_gone(result, matched.kind)
    return result


def cells(result: Result) -> dict[str, str]:
    """The wrong cells by name, each with its sentence."""
    return {
        f"{letters_of(fault.place)}{fault.line}" if fault.place is not None else str(fault.line): fault.sentence
        for fault in result.faults
    }
