"""Records that refer to a renamed record: they say its new code from then on, so the change has touched them too.

Otherwise a mirror would keep the old code, and a program that read a record before the renaming could write a code
that names another record by now.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F

from changes import tables
from changes.models import Action, RecordChange
from changes.reading import AT_ONCE, key_of, names_of_another

Renamed = Mapping[tuple[Any, int], Mapping[str, Any]]
"""Model and key of a row → the values by which it was named before."""


def renamed_by(records: Iterable[RecordChange]) -> dict[tuple[Any, int], dict[str, Any]]:
    """Returns the rows whose code a change replaced, with the values by which they were named before."""
    found = {}
    for record in records:
        before, after = record.before, record.after
        if record.action != Action.UPDATE or not before or not after:
            continue
        if key_of(record.kind, before) != key_of(record.kind, after):
            model = tables.model_of(record.kind)
            found[model, record.row] = {name: before.get(name) for name in model.natural_fields}
    return found


def referring_to(renamed: Renamed) -> dict[str, set[int]]:
    """Returns the records that name one of these rows, by kind; also those that name it through another row, as a
    project names a document by its source.
    """
    found: dict[str, set[int]] = {}
    rows: dict[Any, set[int]] = {}
    for model, key in renamed:
        rows.setdefault(model, set()).add(key)
    while rows:
        further: dict[Any, set[int]] = {}
        for table, column, model in _columns_to(rows):
            owners, keys = _rows_that_name(table, column, rows[model])
            new = owners - found.setdefault(table.kind, set())
            found[table.kind] |= new
            if new and not table.owner and column.name in names_of_another(table.model):
                further.setdefault(table.model, set()).update(keys)
        rows = further
    return found


def _columns_to(rows: Mapping[Any, set[int]]) -> Iterator[tuple[tables.Table, Any, Any]]:
    """Yields the columns of all records that refer to one of these models, but not those that lead to the owner."""
    for table in tables.tables().values():
        for column in table.model._meta.concrete_fields:
            if column.many_to_one and column.related_model in rows and column.column != table.owner:
                yield table, column, column.related_model


def _rows_that_name(table: tables.Table, column: Any, keys: set[int]) -> tuple[set[int], set[int]]:
    """Returns the records, and the rows of the table, that refer to one of these keys."""
    owner = next((field.attname for field in table.model._meta.concrete_fields if field.column == table.owner), "pk")
    listed, found = sorted(keys), []
    for start in range(0, len(listed), AT_ONCE):
        rows = table.model._base_manager.filter(**{f"{column.name}__in": listed[start : start + AT_ONCE]})
        found += list(rows.order_by().annotate(record=F(owner)).values_list("record", "pk"))
    return {record for record, _row in found}, {row for _record, row in found}
