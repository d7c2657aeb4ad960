"""The names of the records that values refer to by code, read with one query for each kind of record."""

import json
from collections.abc import Iterable
from typing import Any

from changes import tables
from changes.parts.rows import Codes, Rows
from changes.parts.values import Part, Reference

Wanted = tuple[Any, tuple[str, ...]]
"""A model, and the values that name a row of it."""


class Labels:
    """The names of records in the reader's language. Name every value first: the names are read together."""

    def __init__(self) -> None:
        self._wanted: dict[Wanted, dict[str, Any]] = {}
        self._found: dict[Wanted, dict[str, str]] = {}

    def add(self, part: Part, value: Any) -> None:
        """Notes the codes in the value of a part, so that ``of`` and ``of_code`` know their names."""
        if isinstance(part, Reference):
            self._want(_key_of(part), [value])
        elif isinstance(part, Codes):
            self._want((part.relation.related_model, (part.column,)), value or ())
        elif isinstance(part, Rows):
            for item in value or ():
                row = part.whole(item)
                for inner in part.parts:
                    self.add(inner, row.get(inner.name))
                if part.party:
                    self.add(part.party.references[row["kind"]], row["code"])

    def add_record(self, kind: str, code: str) -> None:
        """Notes a record, so that ``label_of`` knows its name."""
        model = tables.model_of(kind)
        self._want((model, (model.natural_fields[0],)), [code])

    def label_of(self, kind: str, code: str) -> str:
        """Returns the name of a record; its code if the record is gone."""
        model = tables.model_of(kind)
        return self._label((model, (model.natural_fields[0],)), code)

    def of(self, part: Reference, value: Any) -> str:
        """Returns the name of the record that a reference names; its code if the record is gone."""
        return self._label(_key_of(part), value)

    def of_code(self, part: Codes, code: str) -> str:
        """Returns the name of the record that one code of a list names."""
        return self._label((part.relation.related_model, (part.column,)), code)

    def _want(self, key: Wanted, values: Iterable[Any]) -> None:
        new = {_text(value): value for value in values if value not in (None, "")}
        if new.keys() - self._wanted.get(key, {}).keys():
            self._wanted.setdefault(key, {}).update(new)
            self._found.pop(key, None)

    def _label(self, key: Wanted, value: Any) -> str:
        self._want(key, [value])
        if key not in self._found:
            self._found[key] = _names(key, list(self._wanted[key].values()))
        gone = " · ".join(str(part) for part in value.values() if part) if isinstance(value, dict) else str(value)
        return self._found[key].get(_text(value), gone)


def _key_of(part: Reference) -> Wanted:
    model = part.column.related_model
    return model, part.parts or ("code" if part.by_code else model.natural_fields[0],)


def _names(key: Wanted, values: list[Any]) -> dict[str, str]:
    model, names = key
    related = model._meta.get_field(names[0]).related_model
    lookup = f"{names[0]}__{related.natural_fields[0]}" if related else names[0]
    codes = [value.get(names[0]) if isinstance(value, dict) else value for value in values]
    rows = model._base_manager.filter(**{f"{lookup}__in": codes})
    rows = rows.select_related(*(field.name for field in model._meta.concrete_fields if field.many_to_one))
    if len(names) == 1:
        return {_text(getattr(row, names[0])): str(row) for row in rows}
    return {_text({name: Reference._part(row, name) for name in names}): str(row) for row in rows}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
