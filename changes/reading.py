"""A record as data: what it says, in values that JSON holds, the same for the same facts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from modeltranslation.translator import NotRegistered, translator

from changes import tables

PRIVATE = "_"
"""Begins the names of values that are compared and never kept."""
Known = dict[tuple[Any, str], dict[Any, Any]]
"""Model and column → value → the row that was read."""
AT_ONCE = 500
"""Records of one query. SQLite takes 999 values without settings of its own."""


def snapshot(kind: str, key: int) -> dict[str, Any] | None:
    """What the record of this kind with this key in its table says; None where there is none."""
    return snapshots(kind, [key]).get(key)


def snapshots(kind: str, keys: Any, renamed: Any = None) -> dict[int, dict[str, Any]]:
    """What each of these records says, by its key. ``renamed``: model and key of rows that are to be called by other
    values than now, as they were before a change.
    """
    from changes.shape import shape_of

    shape, listed = shape_of(kind), list(keys)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        known: Known = {}
        said = {part.name: _read_part(part, shape, some, known, renamed) for part in shape.belongings()}
        private = _private(kind, some, known)
        rows = list(shape.model._base_manager.filter(pk__in=some))
        follow(rows, _references_of(shape.model), known)
        _call(rows, renamed)
        for row in rows:
            found[row.pk] = {
                part.name: said[part.name][row.pk] if part.name in said else part.read(row) for part in shape.parts
            } | private[row.pk]
    return found


def values_of(kind: str, keys: Sequence[int], name: str) -> dict[int, Any]:
    """What each of these records says in one field, by its key. Raises StopIteration for an unknown field."""
    from changes.shape import shape_of

    shape = shape_of(kind)
    found: dict[int, Any] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        there = shape.model._base_manager.filter(pk__in=some).values_list("pk", flat=True)
        found.update(_read_part(shape[name], shape, list(there), {}))
    return found


def _read_part(part: Any, shape: Any, keys: Sequence[int], known: Known, renamed: Any = None) -> dict[int, Any]:
    """What the records of these keys say in one part, by the key.

    Rows of a list are read here and not by a prefetch, which makes a queryset for each record and each list.
    """
    if not hasattr(part, "model"):
        rows = list(shape.model._base_manager.filter(pk__in=keys))
        follow(rows, [name for name in _references_of(shape.model) if name.split("__")[0] in part.columns], known)
        if hasattr(part, "relation"):
            models.prefetch_related_objects(rows, part.relation.name)
            _call([other for row in rows for other in getattr(row, part.relation.name).all()], renamed, themselves=True)
        return {row.pk: part.read(row) for row in rows}
    facts = list(part.model._base_manager.filter(**{f"{part.owner}__in": keys}).order_by("pk"))
    follow(facts, _references_of(part.model, part.owner), known)
    _call(facts, renamed)
    owner = part.model._meta.get_field(part.owner).attname
    found: dict[int, list[Any]] = {key: [] for key in keys}
    for fact in facts:
        found[getattr(fact, owner)].append(part.item(fact))
    return {key: part.in_order(items) for key, items in found.items()}


def follow(rows: Sequence[Any], paths: Sequence[str], known: Known) -> None:
    """Reads the rows that these rows refer to, each once. ``known``: those that were read before."""
    for path in paths:
        *before, name = path.split("__")
        referring = rows
        for step in before:
            referring = list({id(other): other for row in referring if (other := getattr(row, step))}.values())
        if referring:
            _follow_column(referring, type(referring[0])._meta.get_field(name), known)


def _follow_column(rows: Sequence[Any], column: Any, known: Known) -> None:
    others = known.setdefault((column.related_model, column.target_field.attname), {})
    keys = {getattr(row, column.attname) for row in rows} - {None, *others}
    if keys:
        found = column.related_model._base_manager.filter(**{f"{column.target_field.name}__in": keys})
        others.update((getattr(other, column.target_field.attname), other) for other in found)
    for row in rows:
        if (key := getattr(row, column.attname)) is not None:
            column.set_cached_value(row, others.get(key))


@cache
def _references_of(model: Any, without: str = "") -> tuple[str, ...]:
    """The rows that a row refers to, and those by which these are named: a source by its document."""
    found = []
    for column in model._meta.concrete_fields:
        if not column.many_to_one or column.name == without:
            continue
        found.append(column.name)
        found += [f"{column.name}__{other}" for other in names_of_another(column.related_model)]
    return tuple(found)


@cache
def names_of_another(model: Any) -> tuple[str, ...]:
    """The columns by which a row is named through another row: a source is named by its document."""
    named_by = {*getattr(model, "natural_fields", ()), "document"}
    return tuple(
        column.name for column in model._meta.concrete_fields if column.many_to_one and column.name in named_by
    )


def _call(rows: Sequence[Any], renamed: Any, themselves: bool = False) -> None:
    """Calls the rows that these rows refer to by other names, if they are renamed; ``themselves``: these rows too."""
    if not renamed:
        return
    referred = rows if themselves else [other for row in rows for other in _referred(row)]
    further = [named for other in referred for named in _referred(other)]
    for named in [*referred, *further]:
        for field, value in renamed.get((type(named), named.pk), {}).items():
            setattr(named, field, value)


def _referred(row: Any) -> list[Any]:
    """The rows that a row refers to, as far as they were read along with it."""
    return [other for other in row._state.fields_cache.values() if isinstance(other, models.Model)]


def _private(kind: str, keys: Sequence[int], known: Known) -> dict[int, dict[str, Any]]:
    """What belongs to each of these records and is no part of what proposals write, such as its contacts."""
    from changes.shape import shape_of

    covered = {part.model for part in shape_of(kind).belongings() if hasattr(part, "model")}
    said: dict[int, dict[str, Any]] = {key: {} for key in keys}
    for model, owner in tables.rows_of(kind):
        if model in covered:
            continue
        column = model._meta.get_field(owner).attname
        facts: dict[int, list[Any]] = {key: [] for key in keys}
        rows = list(model._base_manager.filter(**{f"{owner}__in": keys}).order_by("pk"))
        follow(rows, _references_of(model, owner), known)
        for row in rows:
            facts[getattr(row, column)].append(of_row(row, owner))
        for key, found in facts.items():
            said[key][f"{PRIVATE}{model._meta.model_name}"] = sorted(found, key=repr)
    return said


def of_row(row: Any, without: str = "") -> dict[str, Any]:
    """The values of one row, but for those that follow from others."""
    model: Any = type(row)
    return {field.name: value_of(row, field) for field in facts_of(model) if field.name != without}


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
def translated_of(model: Any) -> tuple[str, ...]:
    """The texts of a model that have a column for each language."""
    try:
        return tuple(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return ()


@cache
def facts_of(model: Any) -> tuple[models.Field, ...]:
    """The columns of a model that say something by themselves."""
    repeated = translated_of(model)
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
