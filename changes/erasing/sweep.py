"""Takes a person's names and addresses out of every text of every table, current and old."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from changes import tables
from changes.erasing.letters import spellings
from changes.erasing.naming import rows_of_model
from changes.erasing.terms import Terms, digits_of, is_number

AT_ONCE = 500
"""Rows of any table that are read at a time."""
TEXTS = ("char", "text", "json", "clob")
"""Parts of the names of column types that hold text."""
MOST_ROUNDS = 3


def sweep_records(terms: Terms) -> dict[str, int]:
    """Takes the terms out of the texts of records and saves these, so that their columns for searching and sorting
    follow. Call it inside a change. Returns the number of rows by the name of their model.
    """
    found: dict[str, int] = {}
    for model in dict.fromkeys(table.model for table in tables.tables().values()):
        columns = list(own_texts(model))
        if not columns:
            continue
        for row in model._base_manager.filter(holding(columns, terms)).order_by("pk"):
            if take_out(row, columns, terms):
                row.save()
                name = str(model._meta.verbose_name_plural)
                found[name] = found.get(name, 0) + 1
    return found


def holding(columns: list[Any], terms: Terms) -> Q:
    """Returns a condition that is true of every row of which one of these columns holds one of the terms, and of
    others: ``take_out`` looks closer.
    """
    found = Q()
    words = sorted({word for text in terms.texts if not is_number(text) for word in spellings(text)})
    numbers = sorted({"[^0-9]*".join(digits_of(text)) for text in terms.texts if is_number(text)})
    for column in columns:
        for word in words:
            found |= Q(**{f"{column.name}__icontains": word})
        for pieces in sorted(terms.pieces()):
            found |= Q(*(Q(**{f"{column.name}__icontains": piece}) for piece in pieces))
        for number in numbers:
            found |= Q(**{f"{column.name}__regex": number})
    return found


def own_texts(model: Any) -> Iterator[Any]:
    """Yields the columns of a model into which people write texts."""
    for column in model._meta.concrete_fields:
        text = column.get_internal_type() in ("CharField", "TextField", "EmailField")
        if text and column.editable and not column.choices and not column.primary_key:
            yield column


def take_out(row: Any, columns: list[Any], terms: Terms) -> bool:
    """Takes the terms out of these columns of a row, which is not saved yet. Returns whether any held one."""
    changed = False
    for column in columns:
        value = getattr(row, column.attname)
        if isinstance(value, str) and (new := terms.without(value, column.max_length)) != value:
            setattr(row, column.attname, new)
            changed = True
    return changed


def sweep_the_rest(terms: Terms) -> dict[str, int]:
    """Takes the terms out of every other text of the database: history, changes, drafts, comments, letters, and tables
    that no model of ours knows. Returns the number of rows by the name of the table's model.
    """
    records, names = set(tables.tables()), names_of_tables()
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in sorted(tables_of_texts(cursor) - records):
            rows = _sweep_table(cursor, table, terms)
            if rows:
                name = names.get(table, table)
                found[name] = found.get(name, 0) + rows
    return found


def texts_of(cursor: Any, table: str) -> list[str]:
    """Returns the columns of a table that hold text."""
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA table_info({_quoted(table)})")
        return [name for _place, name, kind, *_rest in cursor.fetchall() if any(one in kind.lower() for one in TEXTS)]
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    return [name for name, kind in cursor.fetchall() if any(one in kind.lower() for one in TEXTS)]


def tables_of_texts(cursor: Any) -> set[str]:
    """Returns the tables that can be written like any other: not the indexes of the search, which follow the rows."""
    names = {table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"}
    if connection.vendor != "sqlite":
        return names
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%%'")
    virtual = [name for (name,) in cursor.fetchall()]
    return {name for name in names if not any(name == one or name.startswith(f"{one}_") for one in virtual)}


def names_of_tables() -> dict[str, str]:
    """Returns the name of each table of a model, in the reader's language."""
    listed = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: rows_of_model(model) for model in listed}


def _sweep_table(cursor: Any, table: str, terms: Terms) -> int:
    columns = texts_of(cursor, table)
    if not columns:
        return 0
    key = "rowid" if connection.vendor == "sqlite" else "ctid"
    swept = 0
    for _round in range(MOST_ROUNDS):
        rows = list(_found(table, key, columns, terms))
        for place, values in rows:
            sets = ", ".join(f"{_quoted(name)} = {_mark(table, name)}" for name in values)
            cursor.execute(
                f"UPDATE {_quoted(table)} SET {sets} WHERE {key} = {_key_mark()}",  # noqa: S608 (names of tables)
                [*values.values(), place],
            )
        swept = max(swept, len(rows))
        if not rows:
            break
    return swept


def _found(table: str, key: str, columns: list[str], terms: Terms) -> Iterator[tuple[Any, dict[str, str]]]:
    most, patterns = _most_letters(), terms.patterns_of_sql()
    for row, *values in _read(table, key, columns, _any_like(patterns), patterns):
        said = {name: text for name, text in zip(columns, values, strict=True) if text}
        # No text of a table that no model knows becomes longer
        new = {name: terms.in_stored(text, most.get((table, name), len(text))) for name, text in said.items()}
        if differing := {name: text for name, text in new.items() if text != said[name]}:
            yield row, differing


def rows_like(table: str, columns: list[str], words: Sequence[tuple[str, Sequence[str]]]) -> Iterator[list[Any]]:
    """Yields the texts of each row of a table that fits one of the words. A word is a pattern of LIKE that excludes
    most rows, and others of which one has to fit as well.
    """
    if columns and words:
        key = "rowid" if connection.vendor == "sqlite" else "ctid"
        condition = " OR ".join(f"({_like()} AND ({_any_like(likes)}))" for _rough, likes in words)
        patterns = [pattern for rough, likes in words for pattern in (rough, *likes)]
        yield from (texts for _row, *texts in _read(table, key, columns, condition, patterns))


def _like() -> str:
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    return f"whole {like} %s ESCAPE '\\'"


def _any_like(patterns: Sequence[str]) -> str:
    return " OR ".join([_like()] * len(patterns))


def _read(table: str, key: str, columns: list[str], condition: str, patterns: Sequence[str]) -> Iterator[Any]:
    texts = [f"CAST({_quoted(name)} AS TEXT)" for name in columns]
    place = key if connection.vendor == "sqlite" else f"CAST({key} AS TEXT)"
    # All texts of a row as one: a condition for each column would be too many for SQLite
    whole = " || ' ' || ".join(f"COALESCE({text}, '')" for text in texts)
    read = f"SELECT {place} AS place_of_row, {whole} AS whole, {', '.join(texts)} FROM {_quoted(table)}"  # noqa: S608
    # A common name may be in every row: PostgreSQL's usual cursor would bring them all at once
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(f"SELECT * FROM ({read}) AS read WHERE {condition}", patterns)  # noqa: S608 (names of tables)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from ((row, *values) for row, _whole, *values in rows)


def _mark(table: str, column: str) -> str:
    if connection.vendor == "sqlite":
        return "%s"
    return "%s::jsonb" if (table, column) in _json_columns() else "%s"


def _most_letters() -> dict[tuple[str, str], int | None]:
    """Returns how many letters each column of a model takes."""
    listed = apps.get_models(include_auto_created=True)
    return {
        (model._meta.db_table, str(column.column)): column.max_length
        for model in listed
        for column in model._meta.concrete_fields
    }


def _json_columns() -> set[tuple[str, str]]:
    listed = apps.get_models(include_auto_created=True)
    return {
        (str(model._meta.db_table), str(column.column))
        for model in listed
        for column in model._meta.concrete_fields
        if isinstance(column, models.JSONField)
    }


def _key_mark() -> str:
    return "%s" if connection.vendor == "sqlite" else "%s::tid"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
