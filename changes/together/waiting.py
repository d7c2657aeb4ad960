"""New and changed records that wait to be written together.

Written one by one, each new record costs a dozen statements, and each changed one half of that. So the records of a
change wait here, and are written by a few statements a table as soon as a statement reads one of their tables, or
writes anything: no statement ever sees the register without them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Field

from changes import opened, tables
from changes.check import Checked
from changes.models import Action
from changes.parts.rows import Rows
from changes.proposal import Proposal
from changes.rules import register_holds_it
from changes.together.writing import insert, update

AT_ONCE = 500
"""Proposals that are applied together: as many new records wait at most."""

Failed = Callable[[Checked], None]
"""Takes a proposal that the database refuses, and whose errors name no field yet."""
Takes = Callable[[Any], None]
_takes: dict[str, Takes] = {}


def when_it_waits(kind: str) -> Callable[[Takes], Takes]:
    """Registers a function that takes each new row of this kind when it begins to wait.

    It adds the row to what was read from the kind's table and is remembered (``remembered()``): that is not forgotten
    when the row is written.
    """

    def register(function: Takes) -> Takes:
        _takes[kind] = function
        return function

    return register


class CountedInVain(Exception):
    """The database refuses a new record that others were judged by: these have to be judged again without it."""


class Waiting:
    """Records that were checked and are not written yet, in their order."""

    def __init__(self, change: opened.OpenChange, proposals: Sequence[Proposal], failed: Failed) -> None:
        self.change, self.proposals, self.failed = change, proposals, failed
        self.held: set[int] = set()
        """Advisory locks that the transaction holds already."""
        self.alone = False
        self.records: list[Checked] = []
        self.tables: frozenset[str] = frozenset()

    @staticmethod
    def may_wait(checked: Checked) -> bool:
        """Returns whether a changed record can wait: only columns of its own differ, and its code stays."""
        shape, before, after = checked.shape, checked.before or {}, checked.after or {}
        changed = [part for part in shape.parts if before[part.name] != after[part.name]]
        return shape.kind not in _takes and all(part.columns and part.name != shape.key for part in changed)

    def take(self, checked: Checked, *, alone: bool = False) -> None:
        """Lets a record wait; ``alone``: it is written now, because the database is likely to refuse it."""
        if alone and not self.alone:
            self.write()
            with self.one_by_one():
                self.take(checked)
            return
        self.records.append(checked)
        self.tables |= tables.tables_of(checked.shape.kind)
        if checked.proposal.action == Action.UPDATE:
            checked.columns = _columns_of(checked)
            for table in tables.tables_of(checked.shape.kind):
                # Read again when it is needed, and before that the record is written
                self.change.forget(table)
        elif takes := _takes.get(checked.shape.kind):
            takes(checked.row)
        if self.alone:
            self.write()

    @contextmanager
    def one_by_one(self) -> Iterator[None]:
        """Writes each record in it at once."""
        self.records, self.tables = [], frozenset()
        self.alone = True
        try:
            yield
        finally:
            self.alone = False

    def before(self, sql: str) -> None:
        """Writes the records if this statement could miss them. The guard calls it for each statement."""
        if self.records and not (sql.startswith("SELECT") and not any(table in sql for table in self.tables)):
            self.write()

    def write(self) -> None:
        """Writes the records that wait. A proposal that the database refuses gets its errors.

        Raises CountedInVain if the proposals after it were judged as if it were written.
        """
        records, self.records, self.tables = self.records, [], frozenset()
        for (kind, _action), group in groupby(records, lambda one: (one.shape.kind, one.proposal.action)):
            with self.change.remembering(tables.model_of(kind) if kind in _takes else None):
                self._write(list(group))

    def _write(self, group: Sequence[Checked]) -> None:
        try:
            with transaction.atomic():
                if group[0].proposal.action == Action.CREATE:
                    self._insert(group)
                else:
                    self._update(group)
        except IntegrityError:
            if self.change.counted:
                self.change.remembered.clear()
                if not self.alone:
                    raise CountedInVain from None
            for checked in group if group[0].proposal.action == Action.CREATE else ():
                # The keys of rows that are not there any more
                checked.row.pk, checked.row._state.adding = checked.proposal.row, True
                checked.judged.clear()
            if len(group) == 1:
                group[0].errors = register_holds_it()
                self.failed(group[0])
                return
            half = len(group) // 2
            self._write(group[:half])
            self._write(group[half:])

    def _insert(self, group: Sequence[Checked]) -> None:
        shape, rows = group[0].shape, [checked.row for checked in group]
        with self.change.knowing_keys():
            insert(rows)
        self.change.made_rows(shape.kind, shape.model, [row.pk for row in rows])
        for part in shape.belongings():
            named = [checked for checked in group if checked.after and checked.after[part.name] != part.empty]
            if isinstance(part, Rows):
                parts = [row for one in named for row in _rows_of(one, part)]
                with self.change.knowing_keys():
                    insert(parts)
                self.change.made_parts(part.model, [row.pk for row in parts])
            else:
                for one in named:
                    part.save(one.row, (one.after or {})[part.name])

    def _update(self, group: Sequence[Checked]) -> None:
        names, rows = sorted(set().union(*(one.columns for one in group))), [one.row for one in group]
        self.change.about_to_save(group[0].shape.kind, rows[0]._meta.model, [row.pk for row in rows])
        with self.change.knowing_keys():
            update(rows, names)


def _columns_of(checked: Checked) -> frozenset[str]:
    """The columns that a changed record writes, with those that follow from others, such as its folded text. Call it
    once: some columns count the saves of their row.
    """
    shape, row, before, after = checked.shape, checked.row, checked.before or {}, checked.after or {}
    names = {name for part in shape.parts if before[part.name] != after[part.name] for name in part.columns}
    for column in row._meta.concrete_fields:
        if type(column).pre_save is not Field.pre_save and not getattr(column, "generated", False):
            value = getattr(row, column.attname)
            made = column.pre_save(row, False)
            # The database itself keeps a column whose value is an expression
            if made != value and not hasattr(made, "resolve_expression"):
                names.add(column.name)
    return frozenset(names)


def _rows_of(checked: Checked, part: Rows) -> list[Any]:
    items = (checked.after or {})[part.name]
    return checked.judged.get(part.name) or [part.instance(item, checked.row) for item in items]


@contextmanager
def waiting(proposals: Sequence[Proposal], failed: Failed) -> Iterator[Waiting]:
    """Lets records of the open change wait, and writes them all at the end."""
    change = opened.current()
    if change is None:
        raise LookupError("Records wait only inside a change.")
    outer, change.waiting = change.waiting, Waiting(change, proposals, failed)
    try:
        yield change.waiting
        change.waiting.write()
    finally:
        change.waiting = outer
