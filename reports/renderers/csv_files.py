"""CSV for programs (UTF-8, comma, decimal point, names), and CSV as a Nordic Excel expects it."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from reports.renderers.base import BETWEEN, counted, in_pieces, yes_or_no
from reports.table import Row, Table, Value, plain

RUNS_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a cell that a spreadsheet would run as a formula (OWASP, CSV injection). The full-width signs
count too.
"""
MARK_OF_ORDER = "\ufeff"


def harmless(text: str) -> str:
    """Returns the text, with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(RUNS_AS_A_FORMULA) else text


class CsvFile:
    """RFC 4180 in UTF-8: a heading of names, codes, ISO dates, a decimal point. A value that is not stated is
    empty.
    """

    content: type = Table
    format, dialect, extension, people = "csv", "", "csv", False
    media_type = "text/csv; charset=utf-8; header=present"
    label: Any = _("CSV")
    before_the_heading = ""
    style: ClassVar[dict[str, Any]] = {"delimiter": ",", "lineterminator": "\r\n"}

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``."""
        return in_pieces(self._lines(table))

    def _lines(self, table: Table) -> Iterator[bytes]:
        columns = table.columns_for(people=self.people)
        writer: Any = csv.writer(_Echo(), **self.style)
        heading = [column.label if self.people else column.name for _place, column in columns]
        yield (self.before_the_heading + writer.writerow([harmless(text) for text in heading])).encode()
        for row in self._rows(table):
            yield writer.writerow([self.cell(row.values[place]) for place, _column in columns]).encode()

    def _rows(self, table: Table) -> Iterator[Row]:
        yield from counted(table.rows, table.count)
        if self.people:
            yield from table.foot

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
        return str(plain(value))


class CsvForExcel(CsvFile):
    """CSV as Excel opens it in a Nordic language: a byte order mark, semicolons, decimal commas, headings in
    words, and the totals below the rows.
    """

    dialect, people = "excel", True
    label = _("CSV for Excel")
    before_the_heading = MARK_OF_ORDER
    style: ClassVar[dict[str, Any]] = {"delimiter": ";", "lineterminator": "\r\n"}

    def truth(self, value: bool) -> str:
        return yes_or_no(value)

    def number(self, value: Value) -> str:
        text = str(plain(value))
        return text.replace(".", ",") if isinstance(value, Decimal) else text


class _Echo:
    """Returns the text that a csv.writer writes."""

    def write(self, text: str) -> str:
        return text
