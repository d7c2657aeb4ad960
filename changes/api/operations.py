"""An operation: what a program wants of one record. It becomes a proposal, and its outcome is read back in the
program's own terms.

Most records are proposed as they are. A record that belongs to another one, such as an allocation of a project, is
proposed as one row of that one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from changes import tables
from changes.api.tags import ANY, Seen
from changes.check import Checked
from changes.difference import Difference
from changes.models import Action
from changes.parts.rows import OneRow, Rows
from changes.parts.values import LANGUAGES
from changes.proposal import Proposal
from changes.reading import AT_ONCE
from changes.record import RECORDS, Shape
from changes.rules import OF_THE_RECORD
from changes.shape import shape_of


@dataclass(frozen=True)
class Owner:
    """The record to which the records of a kind belong."""

    kind: str
    field: str
    """The field by which they name it: "project"."""
    part: Rows
    """The list of it in which they are: "allocations"."""


def kinds() -> list[str]:
    """Returns the kinds of records that programs write: those that are declared. Personal data never are."""
    return [kind for kind in RECORDS if not (kind in tables.kinds() and tables.is_private(kind))]


def model_of(kind: str) -> Any:
    """Returns the model of a declared kind. Raises KeyError for an unknown one."""
    return apps.get_model(RECORDS[kind].model)


@cache
def owner_of(kind: str) -> Owner | None:
    """Returns the owner of the records of this kind; None if they are records by themselves."""
    if kind in tables.kinds():
        return None
    model = model_of(kind)
    owning = tables.tables()[model._meta.db_table].kind
    part = next(part for part in shape_of(owning).belongings() if isinstance(part, Rows) and part.model is model)
    name = next(declared.name for declared in RECORDS[kind] if declared.source == part.owner)
    return Owner(owning, name, part)


def rows_of_tags(kind: str, keys: Iterable[str]) -> tuple[str, dict[str, int]]:
    """Returns the kind and the rows of the records whose versions are those of the records with these codes."""
    owner = owner_of(kind)
    name, key = f"{owner.part.owner}_id" if owner else "pk", RECORDS[kind].key
    listed = list(keys)
    found: dict[str, int] = {}
    for start in range(0, len(listed), AT_ONCE):
        rows = model_of(kind)._default_manager.filter(**{f"{key}__in": listed[start : start + AT_ONCE]})
        found |= dict(rows.order_by().values_list(key, name))
    return (owner.kind if owner else kind), found


@dataclass(frozen=True)
class Operation:
    """A record that a program wants to create, update or delete."""

    action: str
    kind: str
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    """Whether the fields that it leaves out become empty."""
    seen: Seen = ANY

    @property
    def key_after(self) -> str:
        """The code of the record after the operation."""
        return str(self.data.get(RECORDS[self.kind].key) or self.key)

    def proposal(self) -> Proposal:
        """Returns the proposal. Raises NotFound, or ValidationError if it names no owner or another one."""
        owner = owner_of(self.kind)
        if owner:
            return self._of_owner(owner)
        if self.action == Action.CREATE:
            return Proposal.create(self.kind, {**self._original_language(), **self.data})
        if self.action == Action.DELETE:
            return Proposal.delete(self.kind, self.key, seen=self.seen.number)
        # Who writes a whole record says of each field what it is: that somebody else changed another one counts too
        return Proposal.update(
            self.kind, self.key, self.data, whole=self.whole, exact=self.whole, strict=True, seen=self.seen.number
        )

    def _original_language(self) -> dict[str, str]:
        """Returns the language of a new record, which the API does not show: that of the name or title that is sent."""
        record = RECORDS[self.kind]
        if "original_language" not in record:
            return {}
        name = next(declared.name for declared in record if declared.shape == Shape.TRANSLATED)
        reader, texts = (get_language() or "en").split("-")[0], self.data.get(name)
        sent = list(texts) if isinstance(texts, Mapping) else [self.data.get(f"{name}_language") or reader]
        language = reader if reader in sent else next(iter(sent), reader)
        return {"original_language": language} if language in LANGUAGES else {}

    def _of_owner(self, owner: Owner) -> Proposal:
        named = self.data.get(owner.field)
        if self.action == Action.CREATE:
            if not isinstance(named, str) or not named:
                raise ValidationError({owner.field: [_("This field is required.")]})
            key = named
        else:
            key = self._key_of_owner(owner)
            if owner.field in self.data and named != key:
                words = {"owner": key}
                raise ValidationError({owner.field: [_("It belongs to %(owner)s, and stays there.") % words]})
        said = {name: value for name, value in self.data.items() if name != owner.field}
        row = OneRow(self.key, None if self.action == Action.DELETE else said, self.whole)
        return Proposal.update(owner.kind, key, {owner.part.name: row}, seen=self.seen.number)

    def _key_of_owner(self, owner: Owner) -> str:
        rows = model_of(self.kind)._default_manager.filter(**{RECORDS[self.kind].key: self.key})
        found = rows.values_list(f"{owner.part.owner}__{RECORDS[owner.kind].key}", flat=True).first()
        if found is None:
            raise NotFound
        return str(found)

    def errors(self, checked: Checked) -> dict[str, Any]:
        """Returns what is wrong: field → sentences, or row → field → sentences."""
        owner = owner_of(self.kind)
        if not owner:
            return checked.errors
        found: dict[str, Any] = {}
        for name, wrong in checked.errors.items():
            if name == owner.part.name and isinstance(wrong, Mapping):
                # The other rows are as they were, so whatever is wrong is wrong with this one
                for fields in wrong.values():
                    found |= fields if isinstance(fields, Mapping) else {OF_THE_RECORD: fields}
            else:
                found.setdefault(owner.field if name == "key" else OF_THE_RECORD, []).extend(wrong)
        return found

    def difference(self, differences: Sequence[Difference]) -> list[dict[str, Any]]:
        """Returns the fields that differ, before and after."""
        owner = owner_of(self.kind)
        if not owner:
            return [{**vars(found)} for found in differences]
        lists: Any = next(((d.before, d.after) for d in differences if d.field == owner.part.name), ([], []))
        return list(self._by_field(owner, ("before", "after"), lists))

    def conflicts(self, checked: Checked) -> list[dict[str, Any]]:
        """Returns the fields that somebody else changed too: as the program saw them, as they are, as it wants them."""
        names = ("before", "theirs", "yours")
        owner = owner_of(self.kind)
        if owner and checked.conflicts:
            met = checked.conflicts[0]
            fields = self._by_field(owner, names, (met.seen, met.now, met.wanted))
            both = {name for row in met.met for name in row.values}
            return [found for found in fields if not both or found["field"] in both]
        return [
            {"field": found.field, "label": str(checked.shape[found.field].label)}
            | dict(zip(names, (found.seen, found.now, found.wanted), strict=True))
            | ({"rows": [{"code": row.about, "fields": list(row.values)} for row in found.met]} if found.met else {})
            for found in checked.conflicts
        ]

    def _by_field(self, owner: Owner, names: Sequence[str], lists: Sequence[Any]) -> Iterator[dict[str, Any]]:
        """Yields the fields in which the record's row is not the same in all of these lists."""
        rows: list[Mapping[str, Any]] = []
        for items in lists:
            by_key = {owner.part.identity(item)[0]: owner.part.whole(item) for item in items or ()}
            rows.append(by_key.get(self.key) or by_key.get(self.key_after) or {})
        for part in owner.part.parts:
            values = [row.get(part.name, part.empty) for row in rows]
            if any(value != values[0] for value in values):
                yield {"field": part.name, "label": str(part.label), **dict(zip(names, values, strict=True))}
