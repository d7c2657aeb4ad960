"""A table: the content of a report or an export, independent of its format.

One Table makes the page, the CSV, the Excel file and the PDF, so each heading and figure is written once. Rows may
be lazy, so that a table of a hundred thousand rows needs no more memory than a table of ten.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from changes.as_of.point import day_in_file_name, todays_date
from projects.partial_date import PartialDate

Kind = Literal["text", "list", "count", "money", "number", "date", "partial_date", "truth"]
"""What a column holds: text; a list of texts; whole numbers; Decimal amounts with two decimals; other exact
numbers; dates; PartialDate; true or false. In a column of any kind None means "not stated". An empty text means
nothing at all: the cell of a cross table without projects.
"""

Value = str | list[str] | int | Decimal | date | PartialDate | bool | None
Written = TypeVar("Written")
AT_ONCE = 200
"""Rows that are written together if the rows come one by one."""
NO_FILE_NAME = re.compile(r'[:/\\?*"<>|]')
Parts = Sequence[tuple[str, str]]
NO_PARTS: Mapping[str, Parts] = MappingProxyType({})
NO_LINKS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """A column, with a name for programs and a label for people."""

    name: str
    label: str
    kind: Kind = "text"
    width: int = 14
    """The width in characters, for files that have widths."""
    for_programs: bool = True
    """Whether plain CSV and NDJSON have it. They hold codes, and never the same content again in words."""
    for_people: bool = True
    """Whether pages, Excel, PDF and the CSV for Excel have it."""

    @property
    def numeric(self) -> bool:
        """Whether its values are aligned right, like numbers to be added."""
        return self.kind in ("count", "money", "number")


@dataclass(frozen=True, slots=True)
class Row:
    """The values of the columns in their order and, for pages, the links of the cells (by column name).

    ``parts`` are the links of parts of a text, by column name: pairs of a part and its address, in their order.
    """

    values: list[Value]
    links: Mapping[str, str] = field(default_factory=lambda: NO_LINKS)
    parts: Mapping[str, Parts] = field(default_factory=lambda: NO_PARTS)


class ReadByColumn(ABC):
    """Rows that can be read some at a time, column by column: a hundred thousand rows need no objects of their own."""

    @abstractmethod
    def __iter__(self) -> Iterator[Row]: ...

    @abstractmethod
    def written(self, writers: Mapping[int, Callable[[Value], Written]]) -> Iterator[list[list[Written]]]:
        """See ``Table.written``."""

    @abstractmethod
    def close(self) -> None:
        """Ends the reading."""


@dataclass(frozen=True)
class Fact:
    """A line that explains the table: a filter in words, the date of the data, what was left out and why."""

    label: str
    text: str
    parts: Parts = ()
    """On pages, the links of parts of its text, in their order: of an amount, the address of its tree."""


@dataclass(frozen=True)
class Bar:
    """A bar of a chart that shows something else than the rows: its label and its amount in DKK (None: not stated)."""

    label: str
    amount: Decimal | None


@dataclass(frozen=True)
class Table:
    """Columns and rows, and everything that a reader needs to trust them."""

    name: str
    """The name of its file, without date and extension: ``projects``, ``totals-by-council``."""
    title: str
    columns: list[Column]
    rows: Iterable[Row]
    count: int
    """The number of rows that will come. The file is complete only with all of them."""
    facts: list[Fact] = field(default_factory=list)
    foot: list[Row] = field(default_factory=list)
    """Totals, below the rows. They are not part of ``count``. Plain CSV and NDJSON leave them out, so that nobody
    adds them to the rows.
    """
    measure: str = ""
    """The name of the column of amounts that a chart shows; empty if a chart would say nothing."""
    bars: Callable[[], list[Bar]] | None = None
    """The bars of the chart, if they are not the rows."""
    objects: Callable[[], Iterable[Any]] | None = None
    """The rows as the API shows them, if JSON can say more than a table."""
    document: Callable[[], Any] | None = None
    """The whole answer of the API, if it is more than a list of rows."""

    @property
    def in_dkk(self) -> bool:
        """Whether it holds amounts in DKK whose headings do not name the currency. A column of currencies names the
        currency of each row.
        """
        return any(map(self._lacks_currency, self.columns))

    def heading(self, column: Column) -> str:
        """Returns the label of a column with the currency of its amounts, for a sheet, which has no caption."""
        # The columns of a cross table are groups; its column of totals names the currency
        names_it = column.name.endswith("_dkk") and self._lacks_currency(column)
        return f"{column.label} (DKK)" if names_it else column.label

    def _lacks_currency(self, column: Column) -> bool:
        if column.kind != "money" or "DKK" in column.label:
            return False
        return not any(other.name == "currency" for other in self.columns)

    @property
    def file_name(self) -> str:
        """Returns the name of its file, without the extension: ``projects-2026-11-22``."""
        return f"{self.name}-{day_in_file_name(todays_date())}"

    @property
    def name_for_people(self) -> str:
        """Returns the name of a file that people read: the title in their language, without the characters that file
        names may not hold, and the date: "Budget by status 2026-11-22".
        """
        title = NO_FILE_NAME.sub(" ", self.title)
        return " ".join(f"{title} {day_in_file_name(todays_date())}".split())

    def columns_for(self, *, people: bool) -> list[tuple[int, Column]]:
        """Returns the columns for people or for programs, with their positions in the rows."""
        return [
            (place, column)
            for place, column in enumerate(self.columns)
            if (column.for_people if people else column.for_programs)
        ]

    def written(self, writers: Mapping[int, Callable[[Value], Written]]) -> Iterator[list[list[Written]]]:
        """Yields the cells of some rows at a time, column by column. ``writers`` turn values into cells, by the
        position of their column.
        """
        if isinstance(self.rows, ReadByColumn):
            yield from self.rows.written(writers)
            return
        rows = iter(self.rows)
        while some := list(islice(rows, AT_ONCE)):
            yield [[write(row.values[place]) for row in some] for place, write in writers.items()]

    def records(self) -> Iterator[Any]:
        """Yields the rows for JSON: the API's objects, or the values under the names of their columns."""
        if self.objects is not None:
            yield from self.objects()
            return
        columns = self.columns_for(people=False)
        for row in self.rows:
            yield {column.name: plain(row.values[place]) for place, column in columns}


def plain(value: Value) -> Any:
    """Returns the value for JSON: amounts and dates are texts, never floats."""
    return str(value) if isinstance(value, Decimal | date | PartialDate) else value
