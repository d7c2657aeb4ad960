"""Writes the history of all rows that a change wrote, once, when the change closes: a few statements a table.

So several saves of one row in one change give one state, and bulk writes are covered like all others.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from changes import tables
from changes.history.written import WrittenRows
from changes.models import Change

AT_ONCE = 500
"""Rows that one statement names."""
LONGEST_REASON = 100
"""Of a history row: the column of django-simple-history."""


def write_history(change: Change, written: Iterable[WrittenRows]) -> None:
    """Ends the states that the change replaced, and writes the new ones."""
    for rows in written:
        history = getattr(rows.model, "history", None)
        if history is not None:
            _TableHistory(change, rows, history.model).write()


def write_missing(change: Change) -> None:
    """Writes a state for each row of records that has none, as after a change that kept no records."""
    for rows in _tables_with_history():
        _TableHistory(change, rows, rows.model.history.model).write_missing()


def _tables_with_history() -> Iterator[WrittenRows]:
    return (WrittenRows(table.model) for table in tables.tables().values() if hasattr(table.model, "history"))


class _TableHistory:
    """Writes the history of one table. The names in its statements are those of our models, its values parameters."""

    def __init__(self, change: Change, rows: WrittenRows, history: Any) -> None:
        self.change, self.rows, self.model = change, rows, history
        self.table, self.history = _quoted(rows.model._meta.db_table), _quoted(history._meta.db_table)
        self.key = _quoted(rows.model._meta.pk.column)
        kept = [*(field.column for field in history.tracked_fields), *history.columns_beside]
        self.columns = ", ".join(map(_quoted, kept))

    def write(self) -> None:
        back = dict.fromkeys(self._not_deleted(), "")
        saved = {**self._made_without_keys(), **back, **self.rows.saved}
        deleted = sorted(self.rows.deleted - set(back))
        self._end([*saved, *deleted])
        groups: dict[tuple[str, str], list[int]] = {}
        for key, reason in saved.items():
            groups.setdefault(("+" if key in self.rows.made else "~", reason), []).append(key)
        for (kind, reason), keys in groups.items():
            self._add(kind, reason, sorted(keys))
        if tables.is_personal(self.rows.model):
            self._forget(deleted)
        else:
            self._add_deletions(deleted)
        for relation in self.model._history_m2m_fields if saved else ():
            self._add_relation(relation, sorted(saved))

    def write_missing(self) -> None:
        """Writes a state for each row that has none."""
        self._copy(self.table, "+", "", None, self.without_state(), [])
        for relation in self.model._history_m2m_fields:
            self._add_relation(relation, None)

    def without_state(self) -> str:
        """The condition that a row of the table has no state that is still so."""
        known = f"known.{self.key} = {self.table}.{self.key} AND known.until_change IS NULL"
        return f"NOT EXISTS (SELECT 1 FROM {self.history} AS known WHERE {known})"

    def _made_without_keys(self) -> dict[int, str]:
        """The rows whose keys only the database knew when they were inserted, each with its reason."""
        rows, owner = self.rows, _quoted(self.rows.owner_column)
        found: dict[int, str] = {}
        known = f"SELECT 1 FROM {self.history} AS known WHERE known.{self.key} = made.{self.key}"
        for owners in _parts(sorted(rows.owners)):
            query = (
                f"SELECT {self.key}, {owner} FROM {self.table} AS made WHERE {self.key} > %s"
                f" AND {_one_of(owner, owners)} AND NOT EXISTS ({known} AND known.until_change IS NULL)"
            )
            found.update({key: rows.owners[of] for key, of in _read(query, [rows.highest, *owners])})
        rows.made.update(found)
        return found

    def _not_deleted(self) -> list[int]:
        """The rows whose deletion a savepoint took back."""
        found: list[int] = []
        for part in _parts(sorted(self.rows.deleted)):
            query = f"SELECT {self.key} FROM {self.table} WHERE {_one_of(self.key, part)}"
            found += [key for (key,) in _read(query, part)]
        return found

    def _end(self, keys: Sequence[int]) -> None:
        for part in _parts(keys):
            statement = f"UPDATE {self.history} SET until_change = %s WHERE until_change IS NULL"
            _run(f"{statement} AND {_one_of(self.key, part)}", [self.change.number, *part])

    def _add(self, kind: str, reason: str, keys: Sequence[int]) -> None:
        for part in _parts(keys):
            self._copy(self.table, kind, reason, None, _one_of(self.key, part), part)

    def _add_deletions(self, keys: Sequence[int]) -> None:
        """The last state of each row once more, as what was deleted; its interval is empty."""
        number = self.change.number
        ended = "until_change = %s AND (from_change IS NULL OR from_change <> %s)"
        for part in _parts(keys):
            self._copy(self.history, "-", "", number, f"{ended} AND {_one_of(self.key, part)}", [number, number, *part])

    def _forget(self, keys: Sequence[int]) -> None:
        """Deletes every state of rows of personal data that are gone."""
        for part in _parts(keys):
            _run(f"DELETE FROM {self.history} WHERE {_one_of(self.key, part)}", part)

    def _copy(self, source: str, kind: str, reason: str, until: int | None, which: str, values: Sequence[Any]) -> None:
        change = self.change
        moment = connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(change.moment)
        why = (reason or change.reason)[:LONGEST_REASON] or None
        _run(
            f"INSERT INTO {self.history} ({self.columns}, from_change, until_change, history_date, history_user_id,"
            f" history_change_reason, history_type) SELECT {self.columns}, %s, %s, %s, %s, %s, %s FROM {source}"
            f" WHERE {which} ORDER BY {self.key}",
            [change.number, until, moment, change.actor_id, why, kind, *values],
        )

    def _add_relation(self, relation: Any, keys: Sequence[int] | None) -> None:
        """The rows of a many-to-many relation, with the state of the row that they belong to; None: of all rows."""
        through = relation.remote_field.through._meta
        kept = getattr(self.model, relation.name).model._meta.db_table
        names = [_quoted(field.column) for field in through.concrete_fields]
        owner = _quoted(relation.m2m_column_name())
        for part in [[]] if keys is None else _parts(keys):
            which = f" AND {_one_of(f'related.{owner}', part)}" if part else ""
            _run(
                f"INSERT INTO {_quoted(kept)} ({', '.join(names)}, history_id)"
                f" SELECT {', '.join(f'related.{name}' for name in names)}, state.history_id"
                f" FROM {_quoted(through.db_table)} AS related JOIN {self.history} AS state"
                f" ON state.{self.key} = related.{owner} WHERE state.from_change = %s"
                f" AND state.until_change IS NULL{which}",
                [self.change.number, *part],
            )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _one_of(column: str, values: Collection[Any]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _run(statement: str, values: Sequence[Any]) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, values)


def _read(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
