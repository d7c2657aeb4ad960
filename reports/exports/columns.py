"""Builds the columns of a file from the declaration of a record: headings, widths and order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from changes import record
from changes.record import FileColumn, Record, Shape
from reports.exports.base import WORDS, Field
from reports.exports.values import Taken, as_text, choice, language, own, text
from reports.table import Kind

KINDS: dict[str, Kind] = {
    Shape.TRUTH: "truth",
    Shape.NUMBER: "count",
    Shape.DATE: "date",
    Shape.PARTIAL_DATE: "partial_date",
    Shape.MONEY: "money",
    Shape.FACTS: "list",
    Shape.CODES: "list",
    Shape.VALUES: "list",
}
"""The kind of cell by the shape of the field. All other shapes are text."""

FROM_SHAPE: dict[str, Callable[[str], Taken]] = {
    Shape.TRANSLATED: text,
    Shape.LANGUAGE: language,
    Shape.PARTIAL_DATE: as_text,
}
"""How a column gets its value, by the shape of the field. All other shapes are fields of the row."""


@dataclass(frozen=True)
class InWords:
    """A value that programs read as a code and people as words."""

    code: Taken
    words: Taken


def columns_of(kept: Record, values: dict[str, Taken | InWords]) -> tuple[Field, ...]:
    """Returns the columns of the record's files. ``values`` gives the values of fields whose shape does not define
    them.
    """
    fields = kept.placed("file")
    return tuple(column for field in fields for column in _columns(field, values.get(field.name)))


def _columns(field: record.Field, value: Taken | InWords | None) -> tuple[Field, ...]:
    place = field.file or FileColumn()
    label = place.label or field.label
    kind = cast(Kind, place.kind or KINDS.get(field.shape, "text"))
    value = value or _from_shape(field)
    if isinstance(value, InWords):
        return (
            Field(field.name, label, value.code, kind, for_people=False),
            Field(f"{field.name}{WORDS}", label, value.words, kind, place.width, for_programs=False),
        )
    return (Field(field.name, label, value, kind, place.width),)


def _from_shape(field: record.Field) -> Taken | InWords:
    if field.shape == Shape.CHOICE:
        return InWords(own(field.source, few=True), choice(field.source, field.choices))
    return FROM_SHAPE.get(field.shape, own)(field.source)
