"""The person's own table with its faults as comments, as an Excel file."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tables.checking.results import Fault, Result
from tables.reading.cells import Cell, Sheet

WIDEST = 60
LONGEST_COMMENT = 1000


def annotated_xlsx(sheet: Sheet, result: Result) -> bytes:
    """Returns an Excel file with the cells of the table in their places. A wrong cell is marked and has a comment."""
    file = BytesIO()
    # Texts stay texts, whatever they begin with: no formula runs
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Each row goes to a temporary file before the next one. Lines come in their order, as this needs
    options["constant_memory"] = True
    book = xlsxwriter.Workbook(file, options)
    page = book.add_worksheet((sheet.name or _("Table"))[:31].translate(str.maketrans("[]:*?/\\'", "        ")))
    styles = {
        "": None,
        "wrong": book.add_format({"bg_color": "#ffd9d9", "border": 1, "border_color": "#b00020"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrong day": book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#ffd9d9"}),
    }
    faults = result.faults_of()
    widths: dict[int, int] = {}
    for line in sheet.lines:
        wrong = _by_place(faults.get(line.number, []))
        for place in range(max(len(line.cells), *(place + 1 for place in wrong), 0)):
            cell = line.at(place)
            _write(page, line.number - 1, place, cell, styles, place in wrong)
            widths[place] = min(WIDEST, max(widths.get(place, 8), len(str(cell)) + 2))
        for place, sentences in wrong.items():
            page.write_comment(line.number - 1, place, "\n".join(sentences)[:LONGEST_COMMENT], {"x_scale": 2})
    for place, width in widths.items():
        page.set_column(place, place, width)
    book.close()
    return file.getvalue()


def _by_place(faults: list[Fault]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for fault in faults:
        words = {"sentence": fault.sentence, "nearest": fault.nearest}
        text = _("%(sentence)s Nearest: %(nearest)s") % words if fault.nearest else fault.sentence
        found.setdefault(fault.place or 0, []).append(text)
    return found


def _write(page: Any, row: int, place: int, cell: Cell, styles: dict[str, Any], wrong: bool) -> None:
    mark = "wrong" if wrong else ""
    if isinstance(cell, bool):
        page.write_boolean(row, place, cell, styles[mark])
    elif isinstance(cell, Decimal):
        page.write_number(row, place, float(cell), styles[mark])
    elif isinstance(cell, datetime):
        page.write_string(row, place, cell.isoformat(" ", "minutes"), styles[mark])
    elif isinstance(cell, date) and cell.year >= 1900:
        page.write_datetime(row, place, cell, styles[f"{mark} day".strip()])
    elif cell != "" or wrong:
        page.write_string(row, place, str(cell), styles[mark])
