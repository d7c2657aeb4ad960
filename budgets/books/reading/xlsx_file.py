"""Reads a ledger in an Excel file (.xlsx). Strangers write these files, so their size is checked before they are
unpacked, and no part of them may declare entities (which can grow without bound).
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from budgets.books.reading.cells import Cell, Sheet, UnreadableLedger
from budgets.books.reading.limits import LAST_LINE, MOST_COLUMNS, MOST_PARTS, MOST_SHEETS, MOST_UNPACKED

PIECE = 64 * 1024
PLACES = 10
"""Decimals of a number that are kept. Excel computes with floating-point numbers: 0.1 + 0.2 is 0.30000000000000004."""


def read_xlsx(data: bytes, is_ledger: Callable[[Sheet], bool]) -> Sheet:
    """Returns the first visible sheet that is a ledger, else the first that is not empty. Raises UnreadableLedger."""
    with _refusing_broken_files():
        _check_bounds(data)
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        first = Sheet()
        for sheet in visible[:MOST_SHEETS]:
            found = _read(sheet)
            if is_ledger(found):
                return found
            first = first if first.lines else found
        return first


@contextmanager
def _refusing_broken_files() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except UnreadableLedger:
        raise
    except Exception as error:
        # A damaged file fails in many ways: in its ZIP, its XML, its references, its numbers
        raise UnreadableLedger(
            _("The Excel file is damaged or protected. Open it, save it again and send it.")
        ) from error


def _check_bounds(data: bytes) -> None:
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        # No more than the stated size of a part is ever unpacked, so the sum holds even if a size is a lie
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            words = {"size": MOST_UNPACKED // 1024 // 1024}
            raise UnreadableLedger(
                _("Unpacked, the Excel file is larger than %(size)d MB. Send a shorter period.") % words
            )
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise UnreadableLedger(_("This is not an Excel file (.xlsx). Save the ledger as .xlsx or as CSV."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    _check_no_entities(opened)


def _check_no_entities(opened: Any) -> None:
    """Raises UnreadableLedger if the XML has a document type, which must come before its first element."""
    parser, begun = expat.ParserCreate(), []

    def refuse(*_args: Any) -> None:
        raise UnreadableLedger(_("The Excel file declares entities, which is not allowed. Save it again in Excel."))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda *_args: begun.append(True)
    while not begun and (piece := opened.read(PIECE)):
        parser.Parse(piece)


def _read(sheet: Any) -> Sheet:
    found = Sheet(sheet.title)
    rows = sheet.iter_rows(max_row=LAST_LINE, max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(rows, 1):
        if any(value is not None for value in values):
            found.add(number, [_cell(value) for value in values])
    return found


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return Decimal(repr(value)) if isinstance(value, int) else round(Decimal(repr(value)), PLACES).normalize()
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)
