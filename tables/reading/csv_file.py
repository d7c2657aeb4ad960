"""Reads a table in CSV, in the encodings and with the separators that programs write."""

import csv
import re

from django.utils.translation import gettext as _

from budgets.books.reading.cells import UnreadableLedger
from budgets.books.reading.csv_file import decoded, lines_of, with_separator
from tables.reading.cells import Sheet, UnreadableTable
from tables.reading.limits import LONGEST_CELL

LONGEST_LINE = 4 * 1024 * 1024
"""Letters of a line. A line of two hundred full cells is as long."""
TOO_LONG = re.compile(rf"[^\r\n]{{{LONGEST_LINE + 1}}}")


def read_csv(data: bytes) -> Sheet:
    """Returns the lines of the file. Raises UnreadableTable."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL * 2))
    try:
        text = decoded(data)
    except UnreadableLedger as error:
        raise UnreadableTable(_("The file is no table. Save it as CSV, Excel (.xlsx) or OpenDocument.")) from error
    if "\0" in text:
        raise UnreadableTable(_("The file is no table. Save it as CSV, Excel (.xlsx) or OpenDocument."))
    if TOO_LONG.search(text):
        raise UnreadableTable(_("A line of the file is too long. Send only the columns that you need."))
    text, separator = with_separator(text)
    sheet = Sheet()
    try:
        for number, cells in lines_of(text, separator):
            sheet.add(number, cells)
    except UnreadableLedger as error:
        raise UnreadableTable(str(error)) from error
    return sheet
