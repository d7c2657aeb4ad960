"""A record as data: what it says, in values that JSON holds, the same for the same facts."""

from functools import cache
from typing import Any

from django.db import models
from modeltranslation.translator import NotRegistered, translator

from changes import tables

PRIVATE = "_"
"""Begins the names of values that are compared and never kept."""


def snapshot(kind: str, key: int) -> dict[str, Any] | None:
    """What the record of this kind with this key in its table says; None where there is none."""
    return snapshots(kind, [key]).get(key)


def snapshots(kind: str, keys: Any) -> dict[int, dict[str, Any]]:
    """What each of these records says, by its key."""
    model = tables.model_of(kind)
    found = {row.pk: of_row(row) for row in model._base_manager.filter(pk__in=keys)}
    for rows, owner in tables.rows_of(kind):
        belonging: dict[int, list[Any]] = {key: [] for key in found}
        for row in rows._base_manager.filter(**{f"{owner}__in": list(found)}).order_by("pk"):
            belonging[getattr(row, f"{owner}_id")].append(of_row(row, without=owner))
        for key, each in belonging.items():
            found[key][rows._meta.model_name] = sorted(each, key=repr)
    for field in tables.many_of(kind):
        for key, said in found.items():
            said[field] = sorted(name_of(other) for other in getattr(model(pk=key), field).all())
    return found


def of_row(row: Any, without: str = "") -> dict[str, Any]:
    """The values of one row, but for those that follow from others."""
    return {field.name: value_of(row, field) for field in facts_of(type(row)) if field.name != without}


def value_of(row: Any, field: Any) -> Any:
    """The value of a column: a code, a number, a truth, a text, or None."""
    if field.many_to_one:
        other = getattr(row, field.name)
        return None if other is None else name_of(other)
    value = field.value_from_object(row)
    if value is None or isinstance(value, bool | int | float | str):
        return None if value == "" else value
    return field.value_to_string(row) or None


def name_of(row: Any) -> str:
    """The code by which others know a row."""
    return "/".join(str(part) for part in row.natural_key())


@cache
def facts_of(model: Any) -> tuple[models.Field, ...]:
    """The columns of a model that say something by themselves."""
    try:
        repeated = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        repeated = set()
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not getattr(field, "generated", False)
        and field.name not in repeated
        and (field.editable or field.name == "uid")
    )


def kept(kind: str, said: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a change keeps of a record: nothing of personal data."""
    if said is None or tables.is_private(kind):
        return None
    return {name: value for name, value in said.items() if not name.startswith(PRIVATE)}


def key_of(kind: str, said: dict[str, Any]) -> str:
    """The code of a record, from what it says."""
    parts = [said.get(name) for name in tables.model_of(kind).natural_fields]
    return "/".join(str(part) for part in parts)
