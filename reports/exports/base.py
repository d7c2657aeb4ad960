"""The base of exports: columns, each with the values that it asks of the database, and the rows of a selection."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.models import Document
from reports.exports.asked import Asked
from reports.exports.statements import portions
from reports.exports.values import Taken, codes, looked_up, own, words
from reports.table import Column, Fact, Kind, ReadByColumn, Row, Table, Value, Written

WORDS = "_label"
"""The end of the name of a column with words for people; the column without it holds the codes."""
REMEMBERED = 5000
"""Values of a column that are kept in memory, if few occur."""


@dataclass(frozen=True)
class Field:
    """A column of an export, and how it gets its value."""

    name: str
    label: Any
    value: Taken
    kind: Kind = "text"
    width: int = 14
    for_programs: bool = True
    for_people: bool = True

    @property
    def known_as(self) -> str:
        """Returns the name of the content, which the column of codes and the column of words share."""
        return self.name.removesuffix(WORDS)

    def column(self) -> Column:
        """Returns the column for a table, its label in the reader's language."""
        return Column(self.name, str(self.label), self.kind, self.width, self.for_programs, self.for_people)


@dataclass(frozen=True)
class Export:
    """A resource that can be downloaded as a file."""

    name: str
    title: Any
    fields: tuple[Field, ...]

    def table(
        self,
        chosen: Any,
        facts: list[Fact],
        objects: Callable[[], Iterator[Any]] | None = None,
        *,
        people: bool,
        only: Sequence[str] = (),
    ) -> Table:
        """Returns the Table of the chosen rows (a queryset), with the columns for people or for programs.

        ``objects`` yields the rows as the API shows them. ``only`` names the columns to include, in their order,
        as programs know them (empty: all). The rows are read when the file is written; they are counted now.
        """
        fields = self._fields(people, only)
        count = chosen.order_by().count()
        return Table(
            name=self.name,
            title=str(self.title),
            columns=[column.column() for column in fields],
            rows=Rows(chosen, fields, count),
            count=count,
            facts=facts,
            objects=objects,
        )

    def _fields(self, people: bool, only: Sequence[str]) -> list[Field]:
        seen = {
            candidate.known_as: candidate
            for candidate in self.fields
            if (candidate.for_people if people else candidate.for_programs)
        }
        return [seen[name] for name in only or seen]


class Rows(ReadByColumn):
    """The rows of a selection. They are read when they are needed, a portion at a time, and never all kept."""

    def __init__(self, chosen: Any, fields: Sequence[Field], count: int) -> None:
        self.chosen, self.fields, self.count = chosen, fields, count
        self._reading: Generator[list[Sequence[Any]], None, None] | None = None

    def __iter__(self) -> Iterator[Row]:
        for columns in self.written(dict.fromkeys(range(len(self.fields)), lambda value: value)):
            yield from (Row(list(values)) for values in zip(*columns, strict=True))

    def written(self, writers: Mapping[int, Callable[[Value], Written]]) -> Iterator[list[list[Written]]]:
        """See ``Table.written``."""
        taken = {place: self.fields[place].value for place in writers}
        asked = list(dict.fromkeys(one for value in taken.values() for one in value.asked))
        cells = [_cells(taken[place], asked, write) for place, write in writers.items()]
        self._reading = portions(self.chosen, asked, self.count)
        for columns in self._reading:
            yield [column_of(columns) for column_of in cells]

    def close(self) -> None:
        """Ends the reading: unread rows would keep their database cursor open."""
        if self._reading is not None:
            self._reading.close()


def _cells(
    taken: Taken, asked: list[Asked], write: Callable[[Value], Written]
) -> Callable[[list[Sequence[Any]]], list[Written]]:
    """Returns the function that makes the cells of a column of the values that the database returned."""
    places = [asked.index(one) for one in taken.asked]
    cell: Callable[[Any], Written] = write
    if taken.read is not None:
        read = taken.read()
        cell = lambda value: write(read(value))  # noqa: E731 (the fastest way to compose two functions)
    if taken.few:
        cell = Remembered(cell).__getitem__
    if len(places) == 1:
        return lambda columns: list(map(cell, columns[places[0]]))
    return lambda columns: list(map(cell, zip(*(columns[place] for place in places), strict=True)))


class Remembered(dict[Any, Any]):
    """The results of a function by its argument; forgotten when there are too many."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __missing__(self, value: Any) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        self[value] = result = self.function(value)
        return result


def of_source() -> tuple[Field, ...]:
    """Returns the columns of a row's source: document, section and item."""
    document = "source__document_id"
    return (
        Field("source", _("Source"), looked_up(document, codes(Document)), for_people=False),
        Field(f"source{WORDS}", _("Source"), looked_up(document, words(Document)), width=40, for_programs=False),
        Field("source_section", _("Section"), own("source.section", few=True), width=18),
        Field("source_item", _("Item"), own("source.item", few=True), "count", 8),
    )
