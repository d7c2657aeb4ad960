"""How the rows that belong to a record are read, understood and written: councils, partners, money, notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from changes.parts.blank import blank
from changes.parts.references import answers_to
from changes.parts.values import LONGEST_LIST, Context, Part, Party, other_columns, part_of
from changes.record import Field, Shape
from changes.rules import OF_THE_RECORD

REMARK = ("inferred", "note")
"""Why a row reads as it does. It is left out where there is nothing to say."""

UNDERSTOOD, RIGHT = "understood", "right"
"""What is remembered of the rows of a list (``changes.parts.references.answers_to``)."""


@dataclass(frozen=True)
class OneRow:
    """A proposal for one row of a list, in place of the whole list: the other rows stay as they are."""

    key: str
    """The code of the row as it is now; empty for a new row."""
    data: Mapping[str, Any] | None
    """The fields of the row; None: the row is taken away."""
    whole: bool = False
    """Whether the fields that it leaves out become empty."""


class Errors(ValidationError):
    """What is wrong with the rows of a list: index → field → sentences."""

    def __init__(self, rows: dict[str, Any]) -> None:
        super().__init__("")
        self.rows = rows


class Rows(Part):
    """The rows of one model that belong to a record: a list of objects, or of codes."""

    def __init__(self, owner_model: Any, declared: Field) -> None:
        super().__init__(declared.name, declared.label)
        self.empty: list[Any] = []
        self.relation = owner_model._meta.get_field(declared.source)
        self.model = self.relation.related_model
        self.owner = self.relation.field.name
        self.codes = declared.shape == Shape.CODES
        self.ignored = {part.name for part in declared.parts if part.derived}
        own = [part for part in declared.parts if not part.derived]
        self.party = self._party(own)
        plain = [part for part in own if not (self.party and part.name in ("kind", "code"))]
        self.required = {part.name for part in plain if part.required or self._in_key(part)}
        self.parts = [part_found for part in plain if (part_found := part_of(self.model, part))]
        covered = [*self.parts, self.party] if self.party else self.parts
        self.parts += other_columns(self.model, covered, without=self.owner)
        self.silent = {part.name for part in self.parts if not part.in_api} - {*REMARK}
        """Values that rows leave out where they are empty, because no declaration names them."""
        self.names = {column: part.name for part in self.parts for column in part.columns}
        if self.party:
            self.names |= dict.fromkeys(self.party.columns, "code")
        key = {*self.model.natural_fields} - {self.owner}
        self.in_key = [part.name for part in self.parts if key.intersection(part.columns)]
        self.ordered = self.model._meta.ordering[1:] == ["pk"]

    def _party(self, parts: Iterable[Field]) -> Party | None:
        if not any(part.source == "party" for part in parts):
            return None
        names = ("council", "organisation", "country")
        return Party(self.model, tuple(name for name in names if name in self.model.natural_fields))

    def _in_key(self, part: Field) -> bool:
        return part.source in self.model.natural_fields

    def identity(self, item: Any) -> tuple[str, ...]:
        """What tells a row from the others of its record."""
        item = self.whole(item)
        party = [str(item.get("kind")), str(item.get("code"))] if self.party else []
        return tuple([str(item.get(name)) for name in self.in_key] + party)

    def whole(self, item: Any) -> dict[str, Any]:
        """The row as an object, also where a list of codes writes its code alone."""
        return dict(item) if isinstance(item, Mapping) else {self.parts[0].name: item}

    def read(self, row: Any) -> Any:
        return self.in_order([self.item(fact) for fact in getattr(row, self.relation.get_accessor_name()).all()])

    def item(self, row: Any) -> Any:
        """What one row says."""
        said = {part.name: part.read(row) for part in self.parts}
        if self.party:
            said["kind"], said["code"] = self.party.read(row)
        return self.plain(said)

    def plain(self, said: dict[str, Any]) -> Any:
        """The row as it is read: without an empty remark, and a list of codes as its code alone."""
        if not said.get("note") and not said.get("inferred"):
            said = {name: value for name, value in said.items() if name not in REMARK}
        said = {name: value for name, value in said.items() if value is not None or name not in self.silent}
        return next(iter(said.values())) if self.codes and len(said) == 1 else said

    def in_order(self, items: list[Any]) -> list[Any]:
        """The rows as they are compared: by what tells them apart, where their own order means nothing."""
        return items if self.ordered else sorted(items, key=self.identity)

    def understand(self, value: Any, context: Context) -> Any:
        if isinstance(value, OneRow):
            return self._understand_alone(value, context)
        if value is None:
            return []
        known = None if context.stored or context.current.get(self.name) else answers_to((UNDERSTOOD, self))
        if known is None:
            return self._understand_list(value, context)
        said = repr(value)
        if said not in known:
            known[said] = self._understand_list(value, context)
        return [{**item} if isinstance(item, dict) else item for item in known[said]]

    def _understand_list(self, value: Any, context: Context) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(_("This is not a list."))
        if len(value) > LONGEST_LIST:
            raise ValidationError(_("No more than %(most)d rows."), params={"most": LONGEST_LIST})
        kept = {self.identity(item): self.whole(item) for item in context.current.get(self.name) or ()}
        items: list[Any] = []
        wrong: dict[str, Any] = {}
        for place, given in enumerate(value):
            try:
                items.append(self._understand_one(given, kept, {self.identity(item) for item in items}, context.stored))
            except ValidationError as error:
                wrong[str(place)] = error.message_dict if hasattr(error, "error_dict") else error.messages
        if wrong:
            raise Errors(wrong)
        return self.in_order(items)

    def _understand_alone(self, wanted: OneRow, context: Context) -> Any:
        rows = {self.identity(item)[0]: self.whole(item) for item in context.current.get(self.name) or ()}
        before = rows.pop(wanted.key, None)
        if wanted.key and before is None:
            raise ValidationError(_("There is no “%(value)s”."), params={"value": wanted.key})
        if wanted.data is None:
            return self.in_order(list(rows.values()))
        kept = {name: value for name, value in (before or {}).items() if not (wanted.whole and self._in_api(name))}
        others = {self.identity(item) for item in rows.values()}
        said = {**kept, **wanted.data}
        if self.identity(said) in others:
            name = next(part.name for part in self.parts if set(part.columns) & {*self.model.natural_fields})
            raise Errors({"0": {name: [_("The register already holds a row like one of these.")]}})
        try:
            item = self._understand_one(said, {}, others)
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {OF_THE_RECORD: error.messages}
            raise Errors({"0": found}) from None
        return self.in_order([*rows.values(), item])

    def _in_api(self, name: str) -> bool:
        return all(part.in_api for part in self.parts if part.name == name)

    def _understand_one(
        self, given: Any, kept: Mapping[Any, dict[str, Any]], before: set[Any], stored: bool = False
    ) -> Any:
        if not isinstance(given, Mapping) and not (self.codes and isinstance(given, str)):
            raise ValidationError(_("This is not an object."))
        given = self.whole(given)
        languages = {f"{part.name}_language" for part in self.parts}
        names = (
            {part.name for part in self.parts} | languages | self.ignored | ({"kind", "code"} if self.party else set())
        )
        wrong: dict[str, Any] = {str(name): [_("There is no such field.")] for name in given if name not in names}
        said: dict[str, Any] = {}
        for part in self.parts:
            self._take(part, Context(given, kept.get(self.identity(given), {}), stored), said, wrong)
        if self.party:
            try:
                said["kind"], said["code"] = self.party.understand(
                    (given.get("kind"), given.get("code")), Context(given, stored=stored)
                )
            except ValidationError as error:
                wrong["code"] = error.messages
        if wrong:
            raise ValidationError(wrong)
        if self.identity(said) in before:
            raise ValidationError(_("This row is in the list twice."))
        # What this row said beside that stays, unless the proposal says it too
        stays = kept.get(self.identity(said), {})
        said |= {
            part.name: stays[part.name]
            for part in self.parts
            if part.name not in given and part.name in stays and not part.in_api
        }
        return self.plain(said)

    def _take(self, part: Part, given: Context, said: dict[str, Any], wrong: dict[str, Any]) -> None:
        try:
            said[part.name] = part.understand(given.data[part.name], given) if part.name in given.data else part.empty
            if said[part.name] in (None, {}) and part.name in self.required:
                wrong[part.name] = [_("This field is required.")]
        except ValidationError as error:
            wrong[part.name] = error.messages

    def instance(self, item: Any, owner: Any, row: Any = None) -> Any:
        """The row of the model that says this; ``row`` is the one that said it before, if any."""
        row = row or blank(self.model)
        setattr(row, self.owner, owner)
        said = self.whole(item)
        for part in self.parts:
            part.write(row, said.get(part.name, part.empty))
        if self.party:
            self.party.write(row, (said["kind"], said["code"]))
        return row

    def check(self, owner: Any, items: list[Any], before: Sequence[Any] = (), trusting: bool = False) -> list[Any]:
        """Judges each row by the rules of its model, but for those that are as they were before. Returns the judged
        rows. Raises Errors.

        ``trusting``: see ``changes.rules.broken_rules``.
        """
        from changes.rules import broken_rules

        rows = {self.identity(self.item(fact)): fact for fact in self.stored(owner)}
        known = (answers_to((RIGHT, self)) or {}) if owner._state.adding else {}
        wrong: dict[str, Any] = {}
        judged = []
        for place, item in enumerate(items):
            if item in before or (known and repr(item) in known):
                continue
            row = self.instance(item, owner, rows.get(self.identity(item)))
            found = broken_rules(row, self.names, [self.owner] if owner._state.adding else [], trusting=trusting)
            judged.append(row)
            if found:
                wrong[str(place)] = found
        if wrong:
            raise Errors(wrong)
        return judged

    def remember_right(self, items: Sequence[Any]) -> None:
        """Remembers rows of a new record that were found right: the same row of another new record is right too.

        Call it only for rows of which each is judged by itself.
        """
        known = answers_to((RIGHT, self))
        if known is not None:
            known.update(dict.fromkeys(map(repr, items)))

    def stored(self, owner: Any) -> list[Any]:
        """Returns the rows of a record that are written."""
        if owner.pk is None or owner._state.adding:
            return []
        named = [column.name for column in self.model._meta.concrete_fields if column.many_to_one]
        rows = self.model._base_manager.filter(**{self.owner: owner}).order_by("pk")
        return list(rows.select_related(*(name for name in named if name != self.owner)))

    def save(self, owner: Any, items: list[Any]) -> None:
        """Writes the rows that differ, and takes away those that are not in the list."""
        rows = self.stored(owner)
        if self.ordered:
            same = 0
            while same < min(len(rows), len(items)) and self.item(rows[same]) == items[same]:
                same += 1
            rows, items = rows[same:], items[same:]
            for row in rows:
                row.delete()
            rows = []
        before = {self.identity(self.item(row)): row for row in rows}
        wanted = {self.identity(item): item for item in items}
        renamed = self._renamed(before, wanted)
        for key, row in before.items():
            if key not in wanted and row not in renamed.values():
                row.delete()
        for key, item in wanted.items():
            row = before.get(key) or renamed.get(key)
            if row is None or self.item(row) != item:
                self.instance(item, owner, row).save()

    def _renamed(self, before: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> dict[Any, Any]:
        """Returns the rows that only get another name of their own, such as a grant with another reference, by that
        name. They stay the same rows, so that their history goes on.
        """
        if len(self.model.natural_fields) != 1:
            return {}
        gone = [(self._nameless(self.item(row)), row) for key, row in before.items() if key not in wanted]
        found = {}
        for key, item in wanted.items():
            said = self._nameless(item)
            same = next((pair for pair in gone if said and pair[0] == said), None)
            if key not in before and same:
                gone.remove(same)
                found[key] = same[1]
        return found

    def _nameless(self, item: Any) -> dict[str, Any]:
        return {name: value for name, value in self.whole(item).items() if name not in self.in_key}


class Codes(Part):
    """A many-to-many relation without a model of its own: a list of codes."""

    def __init__(self, declared: Field, relation: Any) -> None:
        super().__init__(declared.name, declared.label)
        self.empty: list[str] = []
        self.relation = relation
        self.column = "code" if declared.refers_to == "country" else relation.related_model.natural_lookups()[0]

    def read(self, row: Any) -> Any:
        return sorted(getattr(other, self.column) for other in getattr(row, self.relation.name).all())

    def understand(self, value: Any, context: Context) -> Any:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(code, str) and "\x00" not in code for code in value):
            raise ValidationError(_("This is not a list of texts."))
        known = set(self._rows(value).values_list(self.column, flat=True))
        for code in value:
            if code not in known:
                raise ValidationError(_("There is no “%(value)s”."), params={"value": code[:60]})
        return sorted(known)

    def _rows(self, codes: list[str]) -> Any:
        limits = self.relation.remote_field.limit_choices_to or {}
        return self.relation.related_model._default_manager.filter(**{f"{self.column}__in": codes}, **limits)

    def save(self, owner: Any, codes: list[str]) -> None:
        """Writes the relation."""
        getattr(owner, self.relation.name).set(self._rows(codes))


class OwnNotes(Rows):
    """The notes of a record about its own fields."""

    def __init__(self, owner_model: Any, declared: Field) -> None:
        parts = (
            Field("field", "", required=True),
            Field("inferred", "", Shape.TRUTH),
            Field("text", "", Shape.TRANSLATED, required=True),
        )
        super().__init__(owner_model, Field(declared.name, declared.label, Shape.FACTS, "notes", parts=parts))
        self.ignored = {"value"}

    def plain(self, said: dict[str, Any]) -> Any:
        return said
