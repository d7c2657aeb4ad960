"""Reads any file that holds a table."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tables.reading.cells import Sheet, UnreadableTable
from tables.reading.csv_file import read_csv
from tables.reading.limits import MOST_BYTES
from tables.reading.ods_file import read_ods
from tables.reading.xlsx_file import read_xlsx

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How old Excel files (.xls) begin, and Excel files with a password."""
WITH_A_PASSWORD = "EncryptedPackage".encode("utf-16-le")
"""What Excel names the part that holds a file with a password."""
OF_XLS = "Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")
PACKED = b"PK"
OF_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def read_file(data: bytes, score: Callable[[Sheet], int]) -> Sheet:
    """Returns the table of a CSV, Excel or OpenDocument file: of its sheets the one with the highest score.

    Raises UnreadableTable with a sentence.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableTable(_("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    if data.startswith(OLD_OFFICE):
        raise UnreadableTable(_of_old_office(data))
    if not data.startswith(PACKED):
        sheet = read_csv(data)
    elif OF_ODS in data[:200] or (b"content.xml" in data and b"xl/workbook.xml" not in data):
        sheet = read_ods(data, score)
    else:
        sheet = read_xlsx(data, score)
    if len(sheet.lines) < 2:
        raise UnreadableTable(_("The file has no rows below its headings."))
    return sheet


def _of_old_office(data: bytes) -> str:
    """Returns why a file in the old format of Office is refused: its list of parts tells what it is."""
    if WITH_A_PASSWORD in data:
        return _("The file has a password. Save it without a password.")
    if any(name in data for name in OF_XLS):
        return _("This is an old Excel file (.xls), which is not read. Save it as .xlsx.")
    return _("This is an old Excel file (.xls), or it has a password. Save it as .xlsx without a password.")
