"""Projects as JSON that the database writes, for files of many. What ``reading.py`` makes of a project is the same.

The database gives each project's own values and each of its facts as a line of JSON; they only have to be put
together. Notes are few, and sorted from several fields: Python makes them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

from projects.language.texts import readers_language
from projects.models.project import FACTS
from projects.narrow.fetching import Part, columns, read_ahead, read_texts
from projects.narrow.reading import NOTES, ToRead, notes_to_read, own_values, remark_of
from projects.narrow.relations import RELATIONS
from projects.narrow.sql import DIALECTS, Sql
from projects.narrow.statements import statement, statement_of_projects
from projects.narrow.values import NOTE, Value, columns_of

AT_ONCE = 250
"""Projects that are read at a time, each with all its related rows."""

Texts = list[str]
ByProject = dict[str, list[Any]]


def read_written(keys: Iterator[int], names: Sequence[str]) -> Iterator[orjson.Fragment]:
    """Yields these fields of the projects with these keys, as JSON, in the order of the keys."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    plan = _plan(tuple(names), readers_language(), connection.vendor)

    def read() -> tuple[list[int], list[str | None]] | None:
        some = list(islice(keys, AT_ONCE))
        return (some, read_texts(plan.parts, some, connection)) if some else None

    if first := read():
        yield from plan.projects(*first)
        if len(first[0]) == AT_ONCE:
            for some, texts in filter(None, read_ahead(connection, read)):
                yield from plan.projects(some, texts)


@dataclass(frozen=True)
class Fact:
    """A field with several rows: whether it is shown, and the function that makes the note of a row."""

    name: str
    shown: bool
    remark: Callable[[Sequence[Any]], dict[str, Any]] | None


@dataclass(frozen=True)
class Plan:
    """What is read, and how the texts become projects."""

    names: tuple[str, ...]
    parts: tuple[Part, ...]
    runs: tuple[str, ...]
    """The first name of each run of a project's own values."""
    facts: tuple[Fact, ...]
    notes: ToRead | None

    def projects(self, keys: Sequence[int], texts: Sequence[str | None]) -> Iterator[orjson.Fragment]:
        """Yields the projects with these keys."""
        given = iter(texts)
        there = _lines(next(given))
        fields: dict[str, Mapping[str, Any]] = {
            name: dict(zip(there, (line[1:-1] for line in _lines(next(given))), strict=True)) for name in self.runs
        }
        remarks: dict[str, ByProject] = {}
        for fact in self.facts:
            if fact.shown:
                fields[fact.name] = _listed(fact.name, _lines(next(given)), _lines(next(given)))
            if fact.remark:
                remarks[fact.name] = _by_project(next(given), fact.remark)
        if self.notes:
            fields[NOTES] = self._notes(next(given), remarks)
        columns = [(fields[name], f'"{name}":[]') for name in self.names if name in fields]
        known = set(there)
        for key in map(str, keys):
            if key in known:
                line = ",".join([values.get(key) or empty for values, empty in columns])
                yield orjson.Fragment(f"{{{line}}}")

    def _notes(self, text: str | None, remarks: Mapping[str, ByProject]) -> dict[str, str]:
        notes = _by_project(text, self.notes.make if self.notes else list)
        for field in FACTS:
            for key, said in remarks.get(field, {}).items():
                notes[key] += said
        return {key: f'"{NOTES}":{orjson.dumps(said).decode()}' for key, said in notes.items()}


def _lines(text: str | None) -> Texts:
    return text.split("\n") if text else []


def _listed(name: str, keys: Texts, values: Texts) -> dict[str, str]:
    """Returns the list of a field of each project. The rows of one project need not follow each other."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in zip(keys, values, strict=True):
        found[key].append(value)
    return {key: f'"{name}":[{",".join(some)}]' for key, some in found.items()}


def _by_project(text: str | None, make: Callable[[Sequence[Any]], Any]) -> ByProject:
    found: ByProject = defaultdict(list)
    for row in orjson.loads(text) if text else []:
        found[str(row[0])].append(make(row))
    return found


@lru_cache(maxsize=100)
def _plan(names: tuple[str, ...], reader: str, vendor: str) -> Plan:
    dialect = DIALECTS[vendor]
    own, runs = _own_part(names, reader, dialect)
    parts, facts = [own], []
    for field, relation in RELATIONS.items():
        noted, shown = NOTES in names and bool(relation.about), field in names
        if noted or shown:
            parts.append(_part_of(field, reader, dialect, noted=noted, shown=shown))
            facts.append(Fact(field, shown, remark_of(field, 1, 2, reader) if noted else None))
    notes = notes_to_read(reader) if NOTES in names else None
    if notes:
        parts.append(Part(notes.statement, (dialect.rows(columns(notes.statement.width)),)))
    return Plan(names, tuple(parts), runs, tuple(facts), notes)


def _own_part(names: tuple[str, ...], reader: str, dialect: Any) -> tuple[Part, tuple[str, ...]]:
    """Returns the part of a project's own values, and the first name of each run of them."""
    values = own_values(reader)
    read = columns_of({name: values[name] for name in names if name in values})
    runs = [list(some) for is_own, some in groupby(names, key=values.__contains__) if is_own]
    made = [dialect.written({name: _sql(values[name], read) for name in some}) for some in runs]
    texts = (dialect.lines("CAST(c0 AS TEXT)"), *map(dialect.lines, made))
    return Part(statement_of_projects(tuple(read)), texts), tuple(some[0] for some in runs)


def _part_of(field: str, reader: str, dialect: Any, *, noted: bool, shown: bool) -> Part:
    relation = RELATIONS[field]
    values = relation.values(reader)
    read = columns_of(values, {NOTE: Value((relation.about, NOTE))} if noted else {})
    made = []
    if shown:
        written = {name: _sql(value, read) for name, value in values.items()}
        text = dialect.alone(next(iter(written.values()))) if relation.alone else dialect.written(written)
        made += [dialect.lines("CAST(c0 AS TEXT)"), dialect.lines(text)]
    if noted:
        about, note = _column(relation.about, read), _column(NOTE, read)
        made.append(dialect.rows(["c0", about, note], f"{note} IS NOT NULL"))
    return Part(statement(field, tuple(read), reader), tuple(made))


def _sql(value: Value, read: Sequence[str]) -> Sql:
    if value.written is None:
        raise ValueError(f"The database cannot write {value.columns}.")
    return value.written(*(_column(name, read) for name in value.columns))


def _column(name: str, read: Sequence[str]) -> str:
    return f"c{read.index(name) + 1}"
