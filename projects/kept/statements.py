"""The SQL of kept columns that both databases share: values, the statement that fills all rows, the check."""

from decimal import Decimal
from typing import Any

from django.apps import apps

from projects.kept.declared import Kept, Source, kept_columns


def table_of(model: str) -> str:
    """Returns the quoted name of a model's table."""
    return f'"{apps.get_model(model)._meta.db_table}"'


def column_of(kept: Kept) -> str:
    """Returns the quoted name of a kept column."""
    return f'"{apps.get_model(kept.model)._meta.get_field(kept.field).column}"'


def value_sql(kept: Kept, connection: Any) -> str:
    """Returns the SQL that defines a column, for statements over its own table. Raises ValueError for a join."""
    model: Any = apps.get_model(kept.model)
    query = model._base_manager.order_by().annotate(kept_value=kept.value()).query
    compiler = query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    if sum(count > 0 for count in query.alias_refcount.values()) > 1:
        raise ValueError(f"{kept.model}.{kept.field}: a kept column reads other tables by subqueries, not by joins.")
    sql, params = compiler.compile(query.annotations["kept_value"])
    # A trigger takes no parameters. All values come from the declaration, none from outside.
    return sql % tuple(_literal(value) for value in params)


def assignments(columns: list[Kept], connection: Any) -> str:
    """Returns the SET of an UPDATE that gives rows the values of these columns."""
    return ", ".join(f"{column_of(kept)} = {value_sql(kept, connection)}" for kept in columns)


def fed_by(model: str) -> dict[tuple[str, str], tuple[list[Kept], tuple[str, ...], Source]]:
    """Returns what the tables feed of a model's columns: the columns, and the columns of the table that they read.

    One entry for each table and query of rows, so that a write gives a row all its values at once.
    """
    found: dict[tuple[str, str], tuple[list[Kept], tuple[str, ...], Source]] = {}
    for kept in kept_columns(model):
        for source in kept.sources:
            columns, read, _source = found.get((source.model, source.rows), ([], (), source))
            merged = tuple(dict.fromkeys((*read, *source.columns)))
            found[source.model, source.rows] = ([*columns, kept], merged, source)
    return found


def fill(model: str, connection: Any, first: int, last: int) -> str:
    """Returns the statement that corrects the rows whose columns differ from their definitions, between two ids."""
    columns = kept_columns(model)
    wrong = f"id BETWEEN {first:d} AND {last:d} AND ({_differs(columns, connection)})"
    return f"UPDATE {table_of(model)} SET {assignments(columns, connection)} WHERE {wrong}"


def differing(kept: Kept, connection: Any) -> str:
    """Returns the query of the ids of the rows whose column differs from its definition."""
    return f"SELECT id FROM {table_of(kept.model)} WHERE {_differs([kept], connection)} ORDER BY id"


def distinct(connection: Any) -> str:
    """Returns the operator that compares two values and counts NULL as a value."""
    return "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"


def _differs(columns: list[Kept], connection: Any) -> str:
    unlike = distinct(connection)
    return " OR ".join(f"{column_of(kept)} {unlike} {value_sql(kept, connection)}" for kept in columns)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"A kept column compares with texts and numbers, not with {value!r}.")
