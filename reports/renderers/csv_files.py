"""CSV: for programs (UTF-8, comma, decimal point, names), and as a Nordic Excel expects it."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from reports.renderers.base import BETWEEN, counted, in_pieces, yes_or_no
from reports.table import Row, Table, Value, plain

RUNS_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would run (OWASP, CSV injection); the wide signs count as the narrow ones."""
MARK_OF_ORDER = "\ufeff"


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(RUNS_AS_A_FORMULA) else text


class CsvFile:
    """RFC 4180 in UTF-8: a heading of names, codes, ISO dates, a decimal point; what is not stated is empty."""

    content: type = Table
    format, dialect, extension, people = "csv", "", "csv", False
    media_type = "text/csv; charset=utf-8; header=present"
    label: Any = _("CSV")
    before_the_heading = ""
    style: ClassVar[dict[str, Any]] = {"delimiter": ",", "lineterminator": "\r\n"}

    def render(self, table: Table) -> Iterator[bytes]:
        """The file in pieces; see ``Renderer.render``."""
        return in_pieces(self._lines(table))

    def _lines(self, table: Table) -> Iterator[bytes]:
        columns = table.columns_for(people=self.people)
        writer: Any = csv.writer(_Echo(), **self.style)
        heading = [column.label if self.people else column.name for _place, column in columns]
        yield (self.before_the_heading + writer.writerow([harmless(one) for one in heading])).encode()
        for row in self._rows(table):
            yield writer.writerow([self.cell(row.values[place]) for place, _column in columns]).encode()

    def _rows(self, table: Table) -> Iterator[Row]:
        yield from counted(table.rows, table.count)
        if self.people:
            yield from table.foot

    def cell(self, value: Value) -> str:
        """A value as the file writes it."""
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
    """As Excel opens it in a Nordic language: a mark of byte order, semicolons, decimal commas, headings in words,
    and the totals below."""

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
    """Gives back what a csv.writer writes."""

    def write(self, text: str) -> str:
        return text
