"""A table: what a report or an export says, before it has a format.

One Table makes the page, the CSV, the Excel file, the PDF: a heading or a figure is written once. Rows may
come lazily, so that a table of a hundred thousand rows needs no more memory than one of ten.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from django.utils import timezone

from projects.partial_date import PartialDate

Kind = Literal["text", "list", "count", "money", "number", "date", "partial_date", "truth"]
"""What a column holds: text; texts that stand together; whole numbers; Decimal amounts with two decimals;
other exact numbers; dates; PartialDate; true or false. In a column of any kind None is "not stated", and an
empty text is nothing at all: the cell of a cross table in which no project stands."""

Value = str | list[str] | int | Decimal | date | PartialDate | bool | None
NO_LINKS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """A column, under the name that programs know and the one that people read."""

    name: str
    label: str
    kind: Kind = "text"
    width: int = 14
    """How wide it stands where a file has widths, in characters."""
    for_programs: bool = True
    """Whether plain CSV and NDJSON have it: codes, but no words of a language twice."""
    for_people: bool = True
    """Whether pages, Excel, PDF and the CSV for Excel have it."""

    @property
    def numeric(self) -> bool:
        """Whether its values stand to the right and add up by eye."""
        return self.kind in ("count", "money", "number")


@dataclass(frozen=True, slots=True)
class Row:
    """The values of the columns in their order; and for pages, where a cell leads (by column name)."""

    values: list[Value]
    links: Mapping[str, str] = field(default_factory=lambda: NO_LINKS)


@dataclass(frozen=True)
class Fact:
    """A line that explains the table: a filter in words, the date of the data, what was left out and why."""

    label: str
    text: str


@dataclass(frozen=True)
class Table:
    """Columns and rows, and everything that a reader needs to trust them."""

    name: str
    """What its file is called, without an ending: ``projects``, ``totals-by-council``."""
    title: str
    columns: list[Column]
    rows: Iterable[Row]
    count: int
    """How many rows will come: the file is whole only if they all did."""
    facts: list[Fact] = field(default_factory=list)
    foot: list[Row] = field(default_factory=list)
    """Totals, below the rows. Not part of ``count``; plain CSV and NDJSON leave them out, so that nobody
    adds them to the rows."""
    measure: str = ""
    """The name of the column of amounts that a chart shows; empty where a chart would say nothing."""
    objects: Callable[[], Iterable[Any]] | None = None
    """The rows as the API shows them, where JSON can say more than a table."""
    document: Callable[[], Any] | None = None
    """The whole answer as the API gives it, where it is more than a list of rows."""

    @property
    def file_name(self) -> str:
        """What its file is called, without an ending: ``projects-2026-11-22``."""
        return f"{self.name}-{timezone.localdate().isoformat()}"

    def columns_for(self, *, people: bool) -> list[tuple[int, Column]]:
        """The columns that people (or programs) see, with their places in the rows."""
        return [
            (place, column)
            for place, column in enumerate(self.columns)
            if (column.for_people if people else column.for_programs)
        ]

    def records(self) -> Iterator[Any]:
        """The rows as JSON knows them: the API's objects, or the values under their columns' names."""
        if self.objects is not None:
            yield from self.objects()
            return
        columns = self.columns_for(people=False)
        for row in self.rows:
            yield {column.name: plain(row.values[place]) for place, column in columns}


def plain(value: Value) -> Any:
    """A value as JSON writes it: amounts and dates as texts, never as floats."""
    return str(value) if isinstance(value, Decimal | date | PartialDate) else value
