"""CSV for programs (UTF-8, comma, decimal point, names), and CSV as a Nordic Excel expects it."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.renderers.base import BETWEEN, counted_columns, in_pieces, yes_or_no
from reports.table import Column, Table, Value

RUNS_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a cell that a spreadsheet would run as a formula (OWASP, CSV injection). The full-width signs
count too.
"""
SUSPECT = frozenset(" =+-@\t\r\n＝＋－＠")
"""The first characters of cells that are looked at more closely."""
KINDS_OF_TEXT = ("text", "partial_date")
KINDS_OF_NUMBERS = ("count", "money", "number", "date")
NUMBERS = frozenset((int, Decimal, date))
"""The types of values that need no quotation marks."""
END = "\r\n"
MARK_OF_ORDER = "\ufeff"


def harmless(text: str) -> str:
    """Returns the text, with an apostrophe before it if a spreadsheet would run it as a formula."""
    if text[:1] in SUSPECT and text.lstrip(" ").startswith(RUNS_AS_A_FORMULA):
        return f"'{text}"
    return text


class CsvFile:
    """RFC 4180 in UTF-8: a heading of names, codes, ISO dates, a decimal point. A value that is not stated is
    empty.
    """

    content: type = Table
    format, dialect, extension, people = "csv", "", "csv", False
    media_type = "text/csv; charset=utf-8; header=present"
    label: Any = _("CSV")
    before_the_heading = ""
    delimiter = ","

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``."""
        return in_pieces(self._parts(table))

    def _parts(self, table: Table) -> Iterator[bytes]:
        columns = table.columns_for(people=self.people)
        heading = [table.heading(column) if self.people else column.name for _place, column in columns]
        yield (self.before_the_heading + self._lines([[self.written(text)] for text in heading])).encode()
        writers = {place: self._writer(column) for place, column in columns}
        for portion in counted_columns(table.written(writers), table.count):
            yield self._lines(portion).encode()
        for row in table.foot if self.people else ():
            yield self._lines([[self.written(row.values[place])] for place, _column in columns]).encode()

    def _lines(self, columns: list[list[str]]) -> str:
        """Returns the lines of some rows, whose cells are given column by column."""
        if len(columns) == 1:
            # An empty line would be no row
            columns = [[cell or '""' for cell in columns[0]]]
        return END.join([*map(self.delimiter.join, zip(*columns, strict=True)), ""])

    def _writer(self, column: Column) -> Callable[[Value], str]:
        """Returns the function that writes the values of a column."""
        delimiter, written = self.delimiter, self.written

        # The same as ``written`` in one step, for what most of a file is
        def text(value: Value) -> str:
            if not isinstance(value, str):
                return written(value)
            if value[:1] in SUSPECT or '"' in value or delimiter in value or "\n" in value or "\r" in value:
                return written(value)
            return value

        def number(value: Value) -> str:
            if value is None:
                return ""
            return self.number(value) if value.__class__ in NUMBERS else written(value)

        if column.kind in KINDS_OF_TEXT:
            return text
        return number if column.kind in KINDS_OF_NUMBERS else written

    def written(self, value: Value) -> str:
        """Returns a value as the file has it, in quotation marks if it needs them (RFC 4180, 2.6)."""
        text = self.cell(value)
        if '"' in text:
            text = text.replace('"', '""')
        elif self.delimiter not in text and "\n" not in text and "\r" not in text:
            return text
        return f'"{text}"'

    def cell(self, value: Value) -> str:
        """Returns the text of a value in the file."""
        if value is None:
            return ""
        if isinstance(value, str):
            return harmless(value)
        if isinstance(value, list):
            return harmless(BETWEEN.join(value))
        return self.truth(value) if isinstance(value, bool) else self.number(value)

    def truth(self, value: bool) -> str:
        return "true" if value else "false"

    def number(self, value: Value) -> str:
        return str(value)


class CsvForExcel(CsvFile):
    """CSV as Excel opens it in a Nordic language: a byte order mark, semicolons, decimal commas, headings in
    words, and the totals below the rows.
    """

    dialect, people = "excel", True
    label = _("CSV for Excel")
    before_the_heading = MARK_OF_ORDER
    delimiter = ";"

    def truth(self, value: bool) -> str:
        return yes_or_no(value)

    def number(self, value: Value) -> str:
        text = str(value)
        return text.replace(".", ",") if isinstance(value, Decimal) else text
