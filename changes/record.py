"""What a record is: a row that people keep, together with the rows that belong to it.

Each room declares its records in its ``records.py``: a ``Record`` with a ``Field`` for each fact. The API, the files,
the list, the pages, the editing side, the work list of gaps and the documentation read these declarations.
This module only describes. It imports no model and none of the rooms.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar


class Shape(StrEnum):
    """The kind of value that a field holds."""

    TEXT = "text"
    TRANSLATED = "translated text"
    """One column for each language. Readers see the text in their own language, or else the original."""
    LANGUAGE = "language"
    """The language of the translated text that ``attribute`` names, as shown."""
    CHOICE = "choice"
    TRUTH = "truth"
    NUMBER = "number"
    DATE = "date"
    PARTIAL_DATE = "partial date"
    MOMENT = "moment"
    MONEY = "money"
    ADDRESS = "address"
    """An address on the web."""
    REFERENCE = "reference"
    """Another record, named by its code; by several values where ``parts`` lists them."""
    FACTS = "facts"
    """Rows that belong to the record. ``parts`` are the fields of a row."""
    CODES = "codes"
    """Rows that belong to the record, of which the API gives the code alone. ``parts`` has one field."""
    VALUES = "values"
    """A list of plain values in one column."""
    NOTES = "notes"
    """Why the other fields read as they do."""


@dataclass(frozen=True)
class FileColumn:
    """The column of a field in the files (CSV, Excel)."""

    label: Any = ""
    """The heading; the label of the field where it is empty."""
    width: int = 14
    """In characters."""
    after: str = ""
    """The column it follows; the columns keep the order of the fields where it is empty."""
    kind: str = ""
    """The kind of cell (``reports.table.Kind``); the one that fits the shape where it is empty."""


@dataclass(frozen=True)
class ListColumn:
    """The column of a field in the list of records."""

    name: str = ""
    """In the address (``columns=``); the name of the field where it is empty."""
    label: Any = ""
    """The heading; the label of the field where it is empty."""
    after: str = ""
    order_by: str = ""
    """The value of ``ordering`` that sorts the list by this column; empty: it cannot be sorted by it."""
    usual: bool = False
    """Shown when the reader chose no columns."""
    always: bool = False
    """Shown whatever the reader chose."""
    is_number: bool = False
    in_files: tuple[str, ...] = ()
    """The columns of a file that say the same; the column of this name where it is empty."""


@dataclass(frozen=True)
class OnPage:
    """The place of a field on the page of its record."""

    section: str = "facts"
    after: str = ""


@dataclass(frozen=True)
class OnForm:
    """The place of a field on the form of the editing side."""

    beside: str = ""
    """The field that shares its line; empty: the field has a line of its own."""
    after: str = ""


@dataclass(frozen=True)
class Missing:
    """What it means that a value is missing."""

    gap: str
    """In the API and in addresses: a value of the room's closed list of gaps."""
    heading: Any
    """The column of the work list: "Place"."""
    sentence: Any
    """For the person who keeps the record: "No place is named."."""
    where: Callable[[Any], Any] | None = None
    """Takes a queryset of the records and gives the condition (Q); None: the field is empty."""
    details: Callable[[Any], list[str]] | None = None
    """Takes a record and gives sentences that say more than ``sentence``, which they replace."""


@dataclass(frozen=True)
class Field:
    """A fact of a record."""

    name: str
    """In the API and the files."""
    label: Any
    """The heading on pages, translated when it is shown."""
    shape: Shape = Shape.TEXT
    attribute: str = ""
    """The column or the relation of the model; the name of the field where it is empty."""
    help: Any = ""
    """In the documentation of the API."""
    required: bool = False
    """Whether a new record must state it: it cannot be empty and has no usual value."""
    derived: bool = False
    """Worked out from other rows, and so never written."""
    choices: Any = None
    """The closed list of a choice (TextChoices)."""
    refers_to: str = ""
    """The kind of the record that a reference names."""
    parts: tuple["Field", ...] = ()
    in_api: bool = True
    file: FileColumn | None = None
    listed: ListColumn | None = None
    page: OnPage | None = None
    form: OnForm | None = None
    note: str = ""
    """The name by which a note of the record is about this field; empty: none can be."""
    annex: bool = False
    """Whether the annex shows the field, and so prints its notes."""
    gaps: tuple[Missing, ...] = ()

    @property
    def source(self) -> str:
        """The column or the relation of the model."""
        return self.attribute or self.name


@dataclass
class Record:
    """A kind of record, with its fields in the order of the API."""

    kind: str
    """In the API: "project"."""
    model: str
    """As Django's registry knows it: "projects.Project"."""
    key: str
    """The field by which others name the record."""
    fields: list[Field] = field(default_factory=list)

    def __getitem__(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        for known in self.fields:
            if known.name == name:
                return known
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(known.name == name for known in self.fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def placed(self, where: str) -> list[Field]:
        """The fields that have a place there, in its order; ``where`` is "file", "listed", "page" or "form"."""
        fields = [known for known in self.fields if getattr(known, where)]
        return in_order(fields, lambda known: _name_of(known, where), lambda known: getattr(known, where).after)

    def add(self, *fields: Field, after: str = "") -> None:
        """Adds fields that another room keeps, such as the allocations of a project; ``after`` a field, or last.

        Repeating it changes nothing. Raises KeyError where the named field is missing.
        """
        place = self.fields.index(self[after]) + 1 if after else len(self.fields)
        self.fields[place:place] = [new for new in fields if new.name not in self]


def _name_of(field: Field, where: str) -> str:
    return getattr(getattr(field, where), "name", "") or field.name


RECORDS: dict[str, Record] = {}
"""The declared records by kind."""


def declare(record: Record) -> Record:
    """The record, now found in ``RECORDS``. Raises ValueError if its kind is taken."""
    if record.kind in RECORDS:
        raise ValueError(f"The record {record.kind} is declared twice.")
    RECORDS[record.kind] = record
    return record


Placed = TypeVar("Placed")


def in_order(items: Iterable[Placed], name: Callable[[Placed], str], after: Callable[[Placed], str]) -> list[Placed]:
    """The items in their own order, but each that names another right behind that one.

    Items that name the same one keep their order. Raises ValueError where the named item is missing.
    """
    followers: dict[str, list[Placed]] = {}
    for item in items:
        followers.setdefault(after(item), []).append(item)

    def placed(behind: str) -> Iterator[Placed]:
        for item in followers.pop(behind, []):
            yield item
            yield from placed(name(item))

    found = list(placed(""))
    if followers:
        raise ValueError(f"{', '.join(followers)} is missing, so nothing can follow it.")
    return found
