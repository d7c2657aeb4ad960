"""The base of exports: columns that take their values from a row, and rows that are read a thousand at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.table import Column, Fact, Kind, Row, Table, Value

CHUNK = 1000
"""Rows read at once. It bounds the memory of an export of any length."""
WORDS = "_label"
"""The end of the name of a column with words for people; the column without it holds the codes."""


@dataclass(frozen=True)
class Several:
    """A to-many relation of a row: the rows of another model that refer to it, in a stable order, as plain values."""

    rows: Callable[[], models.QuerySet]
    of: str
    """The column that refers to the exported row."""
    values: tuple[str, ...]
    order: tuple[str, ...]

    def of_all(self, keys: list[int]) -> dict[int, list[tuple[Any, ...]]]:
        """Returns the values of all related rows by row (id), in one query."""
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        rows = self.rows().filter(**{f"{self.of}__in": keys}).order_by(self.of, *self.order)
        for key, *values in rows.values_list(self.of, *self.values):
            found[key].append(tuple(values))
        return found


@dataclass
class Chunk:
    """Some rows of an export, and their to-many relations."""

    rows: Sequence[Any]
    names: dict[str, dict[int, Any]]
    """Rows that are looked up by id, such as organisations; read once for the whole export."""
    several: dict[str, dict[int, list[tuple[Any, ...]]]]

    def of(self, row: Any, name: str) -> list[tuple[Any, ...]]:
        return self.several[name].get(row.pk, [])

    def named(self, row: Any, name: str, among: str) -> list[Any]:
        """Returns the looked-up rows of a relation's ids, each once."""
        return list(dict.fromkeys(self.names[among][values[0]] for values in self.of(row, name)))


@dataclass(frozen=True)
class Field:
    """A column of an export, and the function that takes its value from a row."""

    name: str
    label: Any
    value: Callable[[Any, Chunk], Value]
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
    prepared: Callable[[Any], Any]
    """Adds to the queryset whatever the columns need, and an order without ties."""
    several: dict[str, Several] = field(default_factory=dict)
    names: dict[str, Callable[[], dict[int, Any]]] = field(default_factory=dict)

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
        return Table(
            name=self.name,
            title=str(self.title),
            columns=[column.column() for column in fields],
            rows=self.rows(chosen, fields),
            count=chosen.order_by().count(),
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

    def rows(self, chosen: Any, fields: Sequence[Field]) -> Iterator[Row]:
        """Yields the rows with the values of these fields, read in chunks."""
        names = {name: read() for name, read in self.names.items()}
        found = self.prepared(chosen).iterator(chunk_size=CHUNK)
        while rows := list(islice(found, CHUNK)):
            keys = [row.pk for row in rows]
            chunk = Chunk(rows, names, {name: relation.of_all(keys) for name, relation in self.several.items()})
            yield from (Row([column.value(row, chunk) for column in fields]) for row in rows)


def of_source() -> tuple[Field, ...]:
    """Returns the columns of a row's source: document (looked up in ``names``), section and item."""

    def document(row: Any, chunk: Chunk) -> tuple[str, str]:
        found: tuple[str, str] = chunk.names["documents"][row.source.document_id]
        return found

    return (
        Field("source", _("Source"), lambda row, chunk: document(row, chunk)[0], for_people=False),
        Field(f"source{WORDS}", _("Source"), lambda row, chunk: document(row, chunk)[1], width=40, for_programs=False),
        Field("source_section", _("Section"), lambda row, _chunk: row.source.section, width=18),
        Field("source_item", _("Item"), lambda row, _chunk: row.source.item, "count", 8),
    )
