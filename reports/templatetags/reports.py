"""How a Table is written on a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template

from reports.files.downloads import OF_A_LIST, OF_A_REPORT, links_to_files
from reports.table import Column, Fact, Row, Table, Value

register = template.Library()

WIDE = 8
"""With more columns than this a table scrolls in a frame of its own, its headings and first column staying."""


@dataclass(frozen=True)
class Cell:
    """A value with its column, and where it leads (empty: nowhere)."""

    column: Column
    value: Value
    url: str

    @property
    def kind(self) -> str:
        """How it is written: as its column says, but a number below a column of texts as a number."""
        if self.value is None:
            return "not stated"
        return "count" if type(self.value) is int else self.column.kind


@register.filter
def cells(row: Row, columns: Iterable[tuple[int, Column]]) -> list[Cell]:
    """The cells of a row in the columns (places and columns) that people see."""
    return [Cell(column, row.values[place], row.links.get(column.name, "")) for place, column in columns]


@register.filter
def is_wide(columns: list[tuple[int, Column]]) -> bool:
    """Whether so many columns need a frame that scrolls."""
    return len(columns) > WIDE


@register.filter
def in_dkk(table: Table) -> bool:
    """Whether it holds amounts of which no heading says the currency."""
    return any(column.kind == "money" and "DKK" not in column.label for column in table.columns)


@register.filter
def grouped(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """The texts under their labels, each label once."""
    texts: dict[str, list[str]] = {}
    for fact in facts:
        texts.setdefault(fact.label, []).append(fact.text)
    return texts


@register.inclusion_tag("includes/downloads.html", takes_context=True)
def downloads(context: Any, path: str = "") -> dict[str, Any]:
    """Links to this view as a file, its filters kept: of a list by its path in the API, else of a report."""
    request = context["request"]
    formats = OF_A_LIST if path else OF_A_REPORT
    return {"links": links_to_files(path or request.path, request.GET, formats)}
