"""Reads projects as the API shows them, from their keys."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from projects.language.texts import readers_language
from projects.models.project import FACTS
from projects.narrow.fetching import Rows, Statement, Statements, read_together
from projects.narrow.relations import RELATIONS, Relation
from projects.narrow.statements import statement, statement_of_notes, statement_of_projects
from projects.narrow.values import (
    NOTE,
    Value,
    column,
    columns_of,
    maker,
    money,
    only,
    shown_language,
    shown_text,
    source,
    text_or_none,
    truth,
)

ByProject = dict[int, list[Any]]
NOTES = "notes"


def read_projects(keys: Sequence[int], names: Sequence[str]) -> list[dict[str, Any]]:
    """Returns these fields of the projects with these keys, in the order of the keys. Amounts are texts in DKK.

    A project that is gone is left out. Runs one query on SQLite and PostgreSQL.
    """
    if not keys:
        return []
    wanted = _to_read(tuple(names), readers_language())
    return _projects(keys, names, wanted, read_together(_statements(wanted), keys))


def _statements(wanted: tuple["ToRead", list["ToRead"]]) -> Statements:
    own, facts = wanted
    return (own.statement, *(one.statement for one in facts))


def _projects(
    keys: Sequence[int], names: Sequence[str], wanted: tuple["ToRead", list["ToRead"]], read: list[Rows]
) -> list[dict[str, Any]]:
    (own, facts), (found, *others) = wanted, read
    rows = {row[0]: row for row in found}
    values: dict[str, ByProject] = {}
    remarks: dict[str, ByProject] = {}
    for one, its_rows in zip(facts, others, strict=True):
        values[one.field], remarks[one.field] = one.made(its_rows)
    if NOTES in names:
        _add_remarks(values[NOTES], remarks)
    return [_project(own.make(rows[key]), values, names, key) for key in keys if key in rows]


def _project(own: dict[str, Any], facts: dict[str, ByProject], names: Sequence[str], key: int) -> dict[str, Any]:
    return {name: own[name] if name in own else facts[name].get(key, []) for name in names}


def own_values(reader: str) -> dict[str, Value]:
    """Returns the values of a project that its own row holds, and those that it refers to once."""
    return {
        "reference": column("reference"),
        "title": shown_text("title", reader, "original_language"),
        "title_language": shown_language("title", reader, "original_language"),
        "summary": shown_text("summary", reader, "original_language"),
        "summary_language": shown_language("summary", reader, "original_language"),
        "kind": column("kind"),
        "status": column("status"),
        "portfolio": column("portfolio__slug"),
        "starts": text_or_none("starts"),
        "ends": text_or_none("ends"),
        "budget_dkk": money("budget_dkk"),
        "source": source("source__document__slug", "source__section", "source__item"),
    }


@dataclass(frozen=True)
class ToRead:
    """The rows of a field: the statement that reads them, and what is made of each."""

    field: str
    statement: Statement
    make: Callable[[Sequence[Any]], Any]
    remark: Callable[[Sequence[Any]], Any] | None = None
    """Makes the note of a row; None: the rows have none, or nobody wants them."""
    note: int = 0
    """The place of the column of the note."""

    def made(self, rows: Iterable[Sequence[Any]]) -> tuple[ByProject, ByProject]:
        """Returns the facts and the notes of each project."""
        found: ByProject = defaultdict(list)
        remarks: ByProject = defaultdict(list)
        for row in rows:
            found[row[0]].append(self.make(row))
            if self.remark and row[self.note]:
                remarks[row[0]].append(self.remark(row))
        return found, remarks


@lru_cache(maxsize=100)
def _to_read(names: tuple[str, ...], reader: str) -> tuple[ToRead, list[ToRead]]:
    """Returns what has to be read of the projects themselves, and of their facts, also for the notes on them."""
    own = {name: value for name, value in own_values(reader).items() if name in names}
    columns = columns_of(own)
    found = []
    for field, relation in RELATIONS.items():
        noted = NOTES in names and bool(relation.about)
        if field in names or noted:
            found.append(_facts_to_read(field, relation, reader, noted=noted))
    if NOTES in names:
        found.append(notes_to_read(reader))
    return ToRead("", statement_of_projects(tuple(columns)), maker(own, columns)), found


def _facts_to_read(field: str, relation: Relation, reader: str, *, noted: bool) -> ToRead:
    values = relation.values(reader)
    columns = columns_of(values, {NOTE: Value((relation.about, NOTE))} if noted else {})
    make: Any = only(next(iter(values.values())), columns) if relation.alone else maker(values, columns)
    read = statement(field, tuple(columns), reader)
    if not noted:
        return ToRead(field, read, make)
    about, note = columns.index(relation.about) + 1, columns.index(NOTE) + 1
    return ToRead(field, read, make, remark_of(field, about, note, reader), note)


def remark_of(field: str, about: int, note: int, reader: str) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Returns the function that makes the note of a row, by the places of the row's code and of the note."""
    text_of: Any = shown_text("note", reader).make
    language_of: Any = shown_language("note", reader).make

    def make(row: Sequence[Any]) -> dict[str, Any]:
        inferred, *texts = orjson.loads(row[note])
        return {
            "field": field,
            "value": row[about],
            "inferred": bool(inferred),
            "text": text_of(*texts),
            "language": language_of(*texts),
        }

    return make


def notes_to_read(reader: str) -> ToRead:
    """Returns what has to be read of the notes on the fields of projects."""
    values = {
        "field": column("field"),
        "value": Value(("field",), lambda _field: None),
        "inferred": truth("inferred"),
        "text": shown_text("text", reader),
        "language": shown_language("text", reader),
    }
    columns = columns_of(values)
    return ToRead(NOTES, statement_of_notes(tuple(columns)), maker(values, columns))


def _add_remarks(notes: ByProject, remarks: dict[str, ByProject]) -> None:
    """Adds the notes on the facts of each project after those on its own fields."""
    for field in FACTS:
        for key, said in remarks.get(field, {}).items():
            notes[key] += said
