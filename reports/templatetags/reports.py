"""Template tags that write a Table on a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import defaultfilters
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from projects.templatetags.oversigt import money, partial_date
from reports.files.downloads import links_to_files
from reports.formats import OF_A_LIST, OF_A_REPORT
from reports.table import Column, Fact, Parts, Row, Value

register = template.Library()

WIDE = 8
"""A table with more columns than this scrolls in its own frame; its headings and its first column stay in place."""


@register.filter
def of_report(ways: dict[str, str] | str, name: str) -> str:
    """Returns the query string of the link to a report; empty on a page with errors."""
    return ways.get(name, "") if isinstance(ways, dict) else ""


@dataclass(frozen=True)
class ShownCell:
    """A value with its column and its link (empty: none)."""

    column: Column
    value: Value
    url: str
    parts: Parts = ()
    """The links of parts of its text."""

    @property
    def kind(self) -> str:
        """Returns the kind of the column; but a number in a column of texts is written as a number."""
        if self.value is None:
            return "not stated"
        return "count" if type(self.value) is int else self.column.kind


@register.filter
def cells(row: Row, columns: Iterable[tuple[int, Column]]) -> list[ShownCell]:
    """Returns the cells of a row in the columns (positions and columns) that people see."""
    return [
        ShownCell(column, row.values[place], row.links.get(column.name, ""), row.parts.get(column.name, ()))
        for place, column in columns
    ]


def _with_links(text: str, parts: Parts) -> SafeString:
    """Returns the text with a link for each part, in the order in which the text has them."""
    written = SafeString()
    for part, url in parts:
        before, found, text = text.partition(part)
        written += format_html('{}<a href="{}">{}</a>', before, url, found) if found else format_html("{}", before)
    return written + conditional_escape(text)


def _list(texts: list[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
    return format_html('<ul class="plain">{}</ul>', items) if texts else ""


WRITERS: dict[str, Callable[[Any], str]] = {
    "not stated": lambda value: format_html('<span class="not-stated">{}</span>', _("Not stated")),
    "money": money,
    "list": _list,
    "partial_date": partial_date,
    "date": lambda value: defaultfilters.date(value, "DATE_FORMAT"),
    "truth": lambda value: str(defaultfilters.yesno(value)),
    "number": lambda value: defaultfilters.floatformat(value, "-8g"),
    "count": localize,
}
"""Functions that write a value, by the kind of its cell. Any other kind is text."""


@register.simple_tag
def cell_content(cell: ShownCell) -> SafeString:
    """Returns the value of a cell in the form of its kind, as a link if the cell has one; nothing for an empty
    text.
    """
    if cell.value == "":
        return SafeString()
    write = WRITERS.get(cell.kind, str)
    if cell.parts:
        return _with_links(str(cell.value), cell.parts)
    content = conditional_escape(write(cell.value))
    return format_html('<a href="{}">{}</a>', cell.url, content) if cell.url else content


@register.filter
def is_wide(columns: list[tuple[int, Column]]) -> bool:
    """Whether the table has so many columns that it needs a scrolling frame."""
    return len(columns) > WIDE


@register.simple_tag
def fact_text(fact: Fact) -> SafeString:
    """Returns the text of a fact; the amounts in it are links to their trees."""
    return _with_links(fact.text, fact.parts)


@register.filter
def grouped(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Returns the facts by label, each label once."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.label, []).append(fact)
    return found


@register.inclusion_tag("includes/downloads.html", takes_context=True)
def downloads(context: Any, path: str = "", *without: str) -> dict[str, Any]:
    """Shows links to this view as a file, with its filters: of a list (by its path in the API), or else of a
    report. ``without``: the parameters of the page that its files do not take.
    """
    request = context["request"]
    formats = OF_A_LIST if path else OF_A_REPORT
    return {"links": links_to_files(path or request.path, request.GET, formats, without)}
