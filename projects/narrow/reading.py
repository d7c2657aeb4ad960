"""Reads projects as the API shows them, from their keys."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from projects.language.texts import readers_language
from projects.models.project import FACTS
from projects.narrow.relations import RELATIONS, Relation
from projects.narrow.statements import read, statement, statement_of_notes, statement_of_projects
from projects.narrow.values import (
    Value,
    column,
    columns_of,
    maker,
    money,
    only,
    shown_language,
    shown_text,
    text_or_none,
    truth,
)

ByProject = dict[int, list[Any]]
NOTES = "notes"


def read_projects(keys: Sequence[int], names: Sequence[str]) -> list[dict[str, Any]]:
    """Returns these fields of the projects with these keys, in the order of the keys. Amounts are texts in DKK.

    A project that is gone is left out.
    """
    if not keys:
        return []
    reader = readers_language()
    own = {name: value for name, value in own_values(reader).items() if name in names}
    columns = columns_of(own)
    rows = {row[0]: row for row in read(statement_of_projects(tuple(columns)), keys)}
    made = maker(own, columns)
    facts, remarks = _facts(keys, names, reader)
    if NOTES in names:
        facts[NOTES] = _with_own_notes(keys, remarks, reader)
    return [_project(made(rows[key]), facts, names, key) for key in keys if key in rows]


def _project(own: dict[str, Any], facts: dict[str, ByProject], names: Sequence[str], key: int) -> dict[str, Any]:
    return {name: own[name] if name in own else facts[name].get(key, []) for name in names}


def own_values(reader: str) -> dict[str, Value]:
    """Returns the values of a project that its own row holds, and those that it refers to once."""
    source = ("source__document__slug", "source__section", "source__item")
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
        "source": Value(source, _source),
    }


def _source(document: str, section: str, item: int | None) -> dict[str, Any]:
    return {"document": document, "section": section, "item": item}


def _facts(keys: Sequence[int], names: Sequence[str], reader: str) -> tuple[dict[str, ByProject], dict[str, ByProject]]:
    """Returns the facts of the projects by field, and the remarks on them."""
    facts: dict[str, ByProject] = {}
    remarks: dict[str, ByProject] = {}
    for field, relation in RELATIONS.items():
        noted = NOTES in names and bool(relation.about)
        if field in names or noted:
            facts[field], remarks[field] = _read_facts(field, relation, keys, reader, noted=noted)
    return facts, remarks


def _read_facts(
    field: str, relation: Relation, keys: Sequence[int], reader: str, *, noted: bool
) -> tuple[ByProject, ByProject]:
    values = relation.values(reader)
    noting = _remark(field, relation.about, reader) if noted else {}
    columns = columns_of(values, noting)
    make: Any = only(next(iter(values.values())), columns) if relation.alone else maker(values, columns)
    remark, text = maker(noting, columns), _where_text_is(columns, noting)
    found: ByProject = defaultdict(list)
    remarks: ByProject = defaultdict(list)
    for row in read(statement(field, tuple(columns), reader), keys):
        found[row[0]].append(make(row))
        if noted and any(row[text]):
            remarks[row[0]].append(remark(row))
    return found, remarks


def _where_text_is(columns: list[str], noting: dict[str, Value]) -> slice:
    """Where a row has the languages of its note: most rows have none."""
    if not noting:
        return slice(0)
    texts = noting["text"].columns
    first = columns.index(texts[0]) + 1
    return slice(first, first + len(texts))


def _remark(field: str, about: str, reader: str) -> dict[str, Value]:
    """The values of a note, in the order of the answer."""
    return {
        "field": Value((about,), lambda _value: field),
        "value": column(about),
        "inferred": truth("inferred"),
        "text": shown_text("note", reader),
        "language": shown_language("note", reader),
    }


def _with_own_notes(keys: Sequence[int], remarks: dict[str, ByProject], reader: str) -> ByProject:
    """The notes of each project: first those on its own fields, then those on its facts."""
    values = {
        "field": column("field"),
        "value": Value(("field",), lambda _field: None),
        "inferred": truth("inferred"),
        "text": shown_text("text", reader),
        "language": shown_language("text", reader),
    }
    columns = columns_of(values)
    make = maker(values, columns)
    notes: ByProject = defaultdict(list)
    for row in read(statement_of_notes(tuple(columns)), keys):
        notes[row[0]].append(make(row))
    for field in FACTS:
        for key, said in remarks.get(field, {}).items():
            notes[key] += said
    return notes
