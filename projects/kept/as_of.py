"""Kept columns as of a change: worked out by their declarations, because the history does not contain them."""

from typing import Any

from changes.as_of.views import works_out
from projects.kept.declared import kept_columns
from projects.kept.fields import KeptText
from projects.kept.statements import value_sql


@works_out
def value_of_kept(field: Any, connection: Any) -> str:
    """Returns the SQL of a kept column's value, with the order of the column's own texts."""
    label = field.model._meta.label
    kept = next(one for one in kept_columns(label) if one.field == field.name)
    order = ' COLLATE "C"' if connection.vendor == "postgresql" and isinstance(field, KeptText) else ""
    return f"({value_sql(kept, connection)}){order}"
