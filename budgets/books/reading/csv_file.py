"""Reads a ledger in CSV, in the encodings and with the separators that accounting systems write."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from budgets.books.reading.cells import Sheet, UnreadableLedger

SEPARATORS = (";", "\t", ",", "|")
SAMPLE = 100
"""Lines from which the separator is found."""
LONGEST_SAMPLE = 1_000_000
"""Letters of it. All lines of a large file would take memory."""
MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""Marks of the byte order, with the encodings that they mean."""


def read_csv(data: bytes) -> Sheet:
    """Returns the lines of the file. Raises UnreadableLedger."""
    text = decoded(data)
    if "\0" in text:
        raise UnreadableLedger(_("The file is not a text file. Save the ledger as CSV or as an Excel file (.xlsx)."))
    text, separator = with_separator(text)
    sheet = Sheet()
    for number, cells in lines_of(text, separator):
        sheet.add(number, cells)
    return sheet


def decoded(data: bytes) -> str:
    encodings = [name for mark, name in MARKED if data.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableLedger(_("The file is not a text file. Save the ledger as CSV or as an Excel file (.xlsx)."))


def with_separator(text: str) -> tuple[str, str]:
    """Returns the text and its separator: the one that the first line names, as Excel writes it (``sep=;``), or the
    one that gives most lines the same number of columns."""
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return f"\n{rest}", first.strip()[-1]
    sample = "\n".join(text[:LONGEST_SAMPLE].splitlines()[:SAMPLE])
    return text, max(SEPARATORS, key=lambda separator: _regular(sample, separator))


def _regular(sample: str, separator: str) -> tuple[int, int]:
    """Returns how many lines have the most common number of columns above one, and that number."""
    try:
        widths = [len(cells) for _number, cells in lines_of(sample, separator) if len(cells) > 1]
    except UnreadableLedger:
        return (0, 0)
    usual = max(widths, key=widths.count, default=0)
    return (widths.count(usual), usual)


def lines_of(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            # A quoted cell may go on over several lines: the row has the number of its first line
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        words = {"line": reader.line_num}
        raise UnreadableLedger(
            _("Line %(line)d of the file cannot be read as CSV: a quoted text does not end.") % words
        ) from error
