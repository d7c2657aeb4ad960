"""A table as an accessible PDF: tagged, with a heading row on every page (PDF/UA-1, ISO 14289-1).

typst lays out the page from the templates in ``reports/typst/``. They receive the data as JSON and show it as
text: no text of the data runs as markup, and no file but the templates can be read.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.language.texts import readers_language
from projects.partial_date import PartialDate
from projects.templatetags.oversigt import money
from reports.renderers.base import TooManyRows, counted, yes_or_no
from reports.table import Fact, Row, Table, Value

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
STANDARD = "ua-1"
MOST_ROWS = 5_000
"""Some seconds of work and 200 pages. A longer table belongs in a spreadsheet."""
UPRIGHT = 112
"""A table whose columns are together wider than this, in characters, is set in landscape."""

NARROWEST = 6
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONG_WORD = re.compile(r"\S{48,}")
BREAK = "\u200b"
"""A zero-width space: a line may end here."""

logger = logging.getLogger(__name__)


class Pdf:
    """A Table on paper, with the facts that explain it and the totals below the rows."""

    content: type = Table
    format = "pdf"
    dialect = ""
    media_type = "application/pdf"
    extension = "pdf"
    people = True
    label = gettext_lazy("PDF")

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the whole file in one piece, made before it is sent: a PDF knows its pages only at the end.

        Raises TooManyRows. Raises BrokenTransfer if the number of rows differs from the table's count.
        """
        if table.count > MOST_ROWS:
            words = {"rows": formats.number_format(table.count), "most": formats.number_format(MOST_ROWS)}
            raise TooManyRows(_("A PDF holds %(most)s rows, not %(rows)s. CSV holds them all.") % words)
        return iter((typeset("table.typ", _content(table)),))


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Returns the PDF of a template of ``reports/typst/`` with this data. The same data gives the same bytes.

    Letters that the fonts of the wheel lack (Chinese, emoji) are taken from the fonts of the system. If these lack
    them too, the file is tagged but does not claim the standard, which requires every letter.
    """
    # Few processes make documents
    import typst

    inputs = {"data": json.dumps(each_text(data, lambda text: breakable(printable(text))), ensure_ascii=False)}
    tries: tuple[dict[str, Any], ...] = (
        {"pdf_standards": STANDARD, "ignore_system_fonts": True},
        {"pdf_standards": STANDARD, "ignore_system_fonts": False},
        {"ignore_system_fonts": False},
    )
    for options in tries:
        try:
            return typst.compile(TEMPLATES / template, root=TEMPLATES, sys_inputs=inputs, timestamp=0, **options)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or options is tries[-1]:
                raise
            logger.warning("%s: %s", template, error)
    raise AssertionError  # The last attempt returns or raises


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Returns JSON data with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(item, change) for key, item in value.items()}
    return [each_text(item, change) for item in value] if isinstance(value, list) else value


def printable(text: str) -> str:
    """Returns the text without control characters, which no font has and XML forbids. Line breaks stay."""
    return UNPRINTABLE.sub(" ", text)


def breakable(text: str) -> str:
    """Returns the text with possible breaks in very long words, such as addresses, so that they stay on the page."""
    return LONG_WORD.sub(lambda word: BREAK.join(re.findall(".{1,8}", word[0])), text)


def _content(table: Table) -> dict[str, Any]:
    content = content_of_table(table)
    return {
        **content,
        "title": table.title,
        "language": readers_language(),
        "author": _("Nordic Council of Ministers"),
        "date": None,
        "foot": f"Oversigt – {table.title}",
        "landscape": sum(column["width"] for column in content["columns"]) > UPRIGHT,
        "facts": told(table.facts),
        "not_stated": _("Not stated"),
        "empty": _("No rows."),
    }


def content_of_table(table: Table) -> dict[str, Any]:
    """Returns the columns, rows and totals of a table in words; None in a cell is "not stated". Raises
    BrokenTransfer.
    """
    columns = table.columns_for(people=True)

    def cells(row: Row) -> list[str | None]:
        return [in_words(row.values[place], column.numeric) for place, column in columns]

    return {
        "columns": [
            {"label": column.label, "numeric": column.numeric, "width": max(column.width, NARROWEST)}
            for _place, column in columns
        ],
        "unit": unit_of(table),
        "rows": [cells(row) for row in counted(table.rows, table.count)],
        "foot_rows": [cells(row) for row in table.foot],
    }


def unit_of(table: Table) -> str:
    """Returns the currency of the amounts in words, as on the page; empty if the headings name it."""
    return _("Amounts in DKK") if table.in_dkk else ""


def told(facts: list[Fact]) -> list[dict[str, str]]:
    """Returns the facts as the templates take them."""
    return [{"label": fact.label, "text": fact.text} for fact in facts]


def in_words(value: Value, numeric: bool = False) -> str | None:
    """Returns a value in the active language; None if it is not stated."""
    if value is None:
        return None
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, PartialDate):
        return value.in_words()
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return "; ".join(value) if value else None
    return _number(value) if numeric and not isinstance(value, str) else str(value)


def _number(value: int | Decimal) -> str:
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        return formats.number_format(value, use_l10n=True)  # A rate keeps every decimal
    return money(value)
