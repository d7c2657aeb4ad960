"""The shape of a kind of record: the parts that it is read by, and written by."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from changes import tables
from changes.parts.notes import with_notes
from changes.parts.rows import Codes, Errors, OwnNotes, Rows
from changes.parts.values import Context, Part, Translated, declared_of, other_columns, part_of
from changes.record import Field, Shape


class RecordShape:
    """How records of a kind are read, understood and written."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.model = tables.model_of(kind)
        declared = declared_of(kind)
        self.key = declared.key if declared else self.model.natural_fields[0]
        self.derived = {declaration.name for declaration in declared or () if declaration.derived}
        self.required = {declaration.name for declaration in declared or () if declaration.required}
        parts = [
            part for declaration in declared or () if not declaration.derived and (part := self._part(declaration))
        ]
        self.parts: list[Part] = [*parts, *other_columns(self.model, parts), *self._other_rows(parts)]
        # A name is required in some language, whichever
        texts = [part for part in self.parts if isinstance(part, Translated)]
        self.required |= {part.name for part in texts if not self.model._meta.get_field(part.source).blank}

    def _part(self, declared: Field) -> Part | None:
        if declared.shape == Shape.NOTES:
            return OwnNotes(self.model, declared) if hasattr(self.model, "notes") else None
        if declared.shape in (Shape.FACTS, Shape.CODES):
            return Rows(self.model, declared)
        if not declared.parts and declared.shape == Shape.VALUES:
            relation = self.model._meta.get_field(declared.source)
            return Codes(declared, relation) if relation.many_to_many else part_of(self.model, declared)
        return part_of(self.model, declared)

    def _other_rows(self, parts: list[Part]) -> list[Part]:
        """The rows that no declaration names, such as the aliases of a council; never personal data."""
        covered = {part.model for part in parts if isinstance(part, Rows)}
        found: list[Part] = []
        for model, owner in tables.rows_of(self.kind):
            if model not in covered and not tables.names_a_person(model):
                name = model._meta.get_field(owner).remote_field.get_accessor_name()
                part = Rows(self.model, Field(name, model._meta.verbose_name_plural, Shape.FACTS))
                part.in_api = False
                part.only_stored = getattr(model, "only_stored", False)
                found.append(part)
        return found

    def __getitem__(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    def __contains__(self, name: str) -> bool:
        return any(part.name == name for part in self.parts)

    @property
    def columns(self) -> dict[str, str]:
        """Column → the name of its part."""
        return {column: part.name for part in self.parts for column in part.columns}

    def read(self, row: Any) -> dict[str, Any]:
        """What the record says."""
        return {part.name: part.read(row) for part in self.parts}

    def understand(
        self, data: Mapping[str, Any], current: Mapping[str, Any] | None, *, whole: bool, stored: bool
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the proposal says of each part that it names, and what is wrong: field → sentences.

        ``whole``: what the proposal leaves out is empty. ``stored``: it is what a change kept, with every column.
        A part that only stored proposals may write can be sent as it is: the feed of changes gives it with the others.
        """
        wrong: dict[str, Any] = {}
        if not stored:
            data, wrong = with_notes(self, data, current or {})
        context = Context(data, current or {}, stored)
        said: dict[str, Any] = {}
        languages = {f"{part.name}_language" for part in self.parts}
        closed = set() if stored else {part.name for part in self.parts if part.only_stored}
        as_it_is = {
            part.name for part in self.parts if data.get(part.name) == (current or {}).get(part.name, part.empty)
        }
        known = {part.name for part in self.parts if part.name not in closed} | as_it_is | self.derived | languages
        wrong.update({str(name): [_("There is no such field.")] for name in data if name not in known})
        for part in self.parts:
            if part.name in data and part.name not in closed and (stored or part.name not in self.derived):
                self._take(part, data[part.name], context, said, wrong)
            elif whole and part.in_api and part.name not in ("original_language",):
                said[part.name] = part.empty
        return said, wrong

    def _take(self, part: Part, value: Any, context: Context, said: dict[str, Any], wrong: dict[str, Any]) -> None:
        try:
            said[part.name] = part.understand(value, context)
        except Errors as error:
            wrong[part.name] = error.rows
        except ValidationError as error:
            wrong[part.name] = error.messages

    def write(self, row: Any, said: Mapping[str, Any]) -> None:
        """Sets the record's own columns."""
        for part in self.parts:
            if part.columns and part.name in said:
                part.write(row, said[part.name])

    def belongings(self) -> list[Any]:
        """The parts that are rows of other tables."""
        return [part for part in self.parts if isinstance(part, Rows | Codes)]


@cache
def shape_of(kind: str) -> RecordShape:
    """The shape of a kind of record. Raises KeyError for an unknown kind."""
    return RecordShape(kind)
