"""The kinds of tables, and what a column of each can hold. Both follow from the exports and the declared records."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from changes.record import RECORDS, Field, Shape
from changes.shape import shape_of
from reports.exports import EXPORTS

GRANT = "grant."
"""The beginning of the names of targets that belong to the grant of a project's row."""
LANGUAGE = "_language"
SOURCE_PARTS = ("source", "source_section", "source_item")


@dataclass(frozen=True)
class Target:
    """Something that a column can hold."""

    name: str
    """The field of the API; ``source_section`` and ``source_item`` are parts of the source, ``grant.…`` fields of the
    grant in a row of a project."""
    label: Any
    shape: Shape
    field: Field | None = None
    derived: bool = False
    """Worked out by the register: such a column is left aside."""
    required: bool = False

    @property
    def of_grant(self) -> bool:
        return self.name.startswith(GRANT)

    @property
    def language_of(self) -> str:
        """Returns the translated field whose language the column states; empty for any other column."""
        return self.name.removesuffix(LANGUAGE) if self.shape == Shape.LANGUAGE else ""


@dataclass(frozen=True)
class TableKind:
    """A kind of table: one row for each record of one kind."""

    name: str
    """That of the export."""
    record: str
    label: Any
    key: str


KINDS: dict[str, TableKind] = {
    kind.name: kind
    for kind in (
        TableKind("projects", "project", _("Projects, with partners and grants"), "reference"),
        TableKind("allocations", "allocation", _("Allocations"), "reference"),
        TableKind("organisations", "organisation", _("Organisations"), "slug"),
        TableKind("events", "event", _("Events"), "slug"),
        TableKind("entries", "entry", _("Entries"), "reference"),
    )
}
WORKED_OUT = {
    "projects": {"allocations"},
    "allocations": {"project_title"},
    "organisations": {"projects", "sources"},
    "entries": {"project"},
}
"""Columns of exports that have another content than the record's field of the same name, or none."""
OF_A_GRANT = (
    *("reference", "amount", "currency", "rate", "rate_date", "rate_source", "council", "fund", "year", "granted"),
    "scope",
)


def of_grants(kind: str) -> bool:
    """Returns whether a row of this kind of table may hold a grant beside its record."""
    return kind == "projects"


@cache
def targets_of(kind: str) -> dict[str, Target]:
    """Returns what a column of this kind of table can hold, by name, in the order of the export."""
    return {target.name: target for target in _targets(KINDS[kind])}


def _targets(kind: TableKind) -> Iterator[Target]:
    record = RECORDS[kind.record]
    for name in dict.fromkeys(column.known_as for column in EXPORTS[kind.name].fields):
        label = next(column.label for column in EXPORTS[kind.name].fields if column.known_as == name)
        yield _target(kind, record, name, label)
    if "original_language" in record:
        field = record["original_language"]
        yield Target("original_language", field.label, field.shape, field)
    if of_grants(kind.name):
        grant = RECORDS["allocation"]
        for name in OF_A_GRANT:
            yield Target(f"{GRANT}{name}", grant[name].label, grant[name].shape, grant[name])


def _target(kind: TableKind, record: Any, name: str, label: Any) -> Target:
    if name == "source_section":
        return Target(name, label, Shape.TEXT)
    if name == "source_item":
        return Target(name, label, Shape.NUMBER)
    field = record[name]
    if name == "source":
        return Target(name, label, Shape.REFERENCE, Field("source", label, refers_to="document"), required=True)
    if field.shape == Shape.LANGUAGE:
        return Target(name, label, Shape.LANGUAGE, field)
    aside = field.derived or name in WORKED_OUT.get(kind.name, ())
    required = not aside and name in _required(kind.record)
    return Target(name, label, field.shape, field, aside, required)


def _required(record: str) -> set[str]:
    """Returns the fields that a new record states. A grant is a row of its project, without a shape of its own."""
    if record == "allocation":
        return {field.name for field in RECORDS[record] if field.required}
    return set(shape_of(record).required)


def label_of(target: Target) -> str:
    """Returns the name of a target for people: a field of a grant says that it is one."""
    if target.of_grant:
        return str(_("Grant: %(field)s") % {"field": target.label})
    return str(target.label)
