"""The open change: nothing is written to a record outside it."""

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes import closing, reading
from changes.approving import gate
from changes.as_of.point import current_point
from changes.difference import money_moved
from changes.history import renames
from changes.history.writing import write_history, write_missing
from changes.history.written import WrittenRows
from changes.models import Action, Change, Latest, RecordChange, Way

_open: ContextVar["OpenChange | None"] = ContextVar("open_change", default=None)


class OpenChange:
    """What is being written together, and what each record that it touches said before."""

    def __init__(self, *, keeps_records: bool = True, **facts: Any) -> None:
        self.facts = facts
        self.keeps_records = keeps_records
        self.written = False
        self.before: dict[tuple[str, int], dict[str, Any] | None] = {}
        self.ahead: dict[tuple[str, int], dict[str, Any]] = {}
        """What records said that were read before anything was written to them."""
        self.rows: dict[str, WrittenRows] = {}
        self.reason = ""
        self.waiting: Any = None
        """New records that are not written yet (``changes.together.waiting``)."""
        self.looks_for_keys = True
        """Whether the guard looks for the keys of the rows that a statement writes."""
        self.remembered: dict[frozenset[str], dict[Any, Any]] = {}
        """Tables → what was read from them (``changes.together.remembering``)."""
        self.counted = ""
        """The table whose rows are part of what is remembered before they are written."""
        self.lent: list[gate.Names] = []
        """The names of the projects whose money the actor wrote without the right, because a second person approves."""
        self.announces = False
        """Whether the change is written even if no record differs: readers of the feed have to learn of it."""
        self.change: Change | None = None
        """The change, once it is closed; None where nothing was different in the end."""

    def prepare_for(self, sql: str) -> None:
        """Writes the new records that wait, if this statement could miss them."""
        if self.waiting is not None:
            self.waiting.before(sql)

    @contextmanager
    def remembering(self, model: Any) -> Iterator[None]:
        """Keeps in it what was read from the table of a model: what is written is part of it. None: of no table."""
        self.counted = model._meta.db_table if model else ""
        try:
            yield
        finally:
            self.counted = ""

    def forget(self, table: str) -> None:
        """Forgets what was read from a table that is about to be written."""
        if table == self.counted:
            return
        for names in [names for names in self.remembered if table in names]:
            del self.remembered[names]

    def touch(self, kind: str, keys: Iterable[int]) -> None:
        """Notes that records are about to be written, and what they say until then."""
        self.written = True
        new = [key for key in dict.fromkeys(keys) if (kind, key) not in self.before]
        if not (new and self.keeps_records):
            return
        said = {key: self.ahead.pop((kind, key)) for key in new if (kind, key) in self.ahead}
        said |= reading.snapshots(kind, [key for key in new if key not in said])
        self.before.update({(kind, key): said.get(key) for key in new})

    def read_ahead(self, kind: str, said: dict[int, dict[str, Any]]) -> None:
        """Keeps what records say, read together: ``touch`` then needs no query for each of them."""
        self.ahead.update({(kind, key): state for key, state in said.items()})

    @contextmanager
    def trying(self, really: bool = True) -> Iterator[None]:
        """Forgets afterwards what was written here, because it is taken back; ``really=False`` does nothing."""
        written, before = self.written, dict(self.before)
        rows, lent = deepcopy(self.rows) if really else {}, list(self.lent)
        yield
        if really:
            self.lent = lent
            self.written, self.before, self.ahead, self.rows = written, before, {}, rows

    @contextmanager
    def knowing_keys(self) -> Iterator[None]:
        """Whoever writes rows in it says which (``made_rows``, ``made_parts``, ``about_to_save``), so the guard does
        not look for their keys.
        """
        self.looks_for_keys = False
        try:
            yield
        finally:
            self.looks_for_keys = True

    def made(self, kind: str, keys: Iterable[int]) -> None:
        """Notes records that were made."""
        self.written = True
        for key in keys if self.keeps_records else ():
            self.before.setdefault((kind, key), None)

    def made_rows(self, kind: str, model: Any, keys: Collection[int]) -> None:
        """Notes records that were made, and their rows for the history."""
        self.made(kind, keys)
        if self.keeps_records:
            self.rows_of(model).make(keys, self.reason)

    def made_parts(self, model: Any, keys: Collection[int]) -> None:
        """Notes rows that were made and belong to records that were made."""
        if self.keeps_records:
            self.rows_of(model).make(keys, self.reason)

    def about_to_save(self, kind: str, model: Any, keys: Collection[int]) -> None:
        """Notes records whose rows are about to be changed."""
        self.touch(kind, keys)
        if self.keeps_records:
            self.rows_of(model).save(keys, self.reason)

    def rows_of(self, model: Any) -> WrittenRows:
        """The rows of a model's table that the change has written until now."""
        return self.rows.setdefault(model._meta.db_table, WrittenRows(model))

    def close(self) -> None:
        """Writes the change with the next number, if anything is different from before."""
        records = list(self._records())
        if self.facts.get("way") != Way.ERASURE:
            # An erasure only takes names out of texts
            gate.hold(records, self.facts.get("actor"), self.facts.get("approver"), self.lent)
        records += self._named_anew(records)
        if not records and not (self.written and not self.keeps_records) and not self.announces:
            return
        amount = money_moved(records)
        moved = None if amount is None else int(amount * 100)
        # Last of all: whoever changes something else meanwhile waits only for these few statements
        latest = Latest.objects.locked()
        latest.number, latest.mark = latest.number + 1, secrets.token_hex(8)
        latest.save()
        self.change = Change.objects.create(
            number=latest.number, mark=latest.mark, moment=timezone.now(), moved=moved, **self.facts
        )
        for record in records:
            record.change = self.change
        RecordChange.objects.bulk_create(records, batch_size=200)
        write_history(self.change, self.rows.values())
        if not self.keeps_records:
            write_missing(self.change)
        closing.run_hooks(self.change, records)

    def _records(self) -> Iterator[RecordChange]:
        by_kind: dict[str, list[int]] = {}
        for kind, key in self.before:
            by_kind.setdefault(kind, []).append(key)
        for kind, keys in by_kind.items():
            now = reading.snapshots(kind, keys)
            for key in keys:
                before, after = self.before[kind, key], now.get(key)
                if before != after:
                    yield _record(kind, key, before, after)

    def _named_anew(self, records: list[RecordChange]) -> Iterator[RecordChange]:
        """The records that name a renamed one and were not touched otherwise."""
        renamed = renames.renamed_by(records)
        for kind, referring in renames.referring_to(renamed).items() if renamed else ():
            keys = sorted(key for key in referring if (kind, key) not in self.before)
            before, now = reading.snapshots(kind, keys, renamed), reading.snapshots(kind, keys)
            yield from (_record(kind, key, before[key], now[key]) for key in keys if before[key] != now[key])


def _record(kind: str, key: int, before: Any, after: Any) -> RecordChange:
    action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
    return RecordChange(
        kind=kind,
        key=reading.key_of(kind, after or before),
        row=key,
        action=action,
        before=reading.kept(kind, before),
        after=reading.kept(kind, after),
    )


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Gives the history of the rows that are written within a reason of their own, beside that of the change."""
    change = _open.get()
    if change is None:
        yield
        return
    before, change.reason = change.reason, reason
    try:
        yield
    finally:
        change.reason = before


def current() -> OpenChange | None:
    """The change that is open here, if any."""
    return _open.get()


def _refuse_as_of_a_day() -> None:
    if current_point() is not None:
        raise PermissionDenied(_("Nothing is changed as of an earlier day."))


@contextmanager
def changing(
    *,
    way: Way,
    actor: Any = None,
    reason: str = "",
    file: str = "",
    keeps_records: bool = True,
    **of_change: Any,
) -> Iterator[OpenChange]:
    """Opens a change around what is written together: all of it is kept, or nothing.

    ``of_change``: the changes that it corrects, undoes or restores, and its ``approver``. Raises MustWait if what was
    written needs a second person, and no other person is the approver.
    Within an open change it joins that one. ``keeps_records=False`` is for made-up data in such numbers that nobody
    wants to see or undo each record. Raises PermissionDenied where the register is read as of an earlier change.
    """
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    _refuse_as_of_a_day()
    known = actor if getattr(actor, "pk", None) else None
    with transaction.atomic():
        opened = OpenChange(
            keeps_records=keeps_records,
            way=way,
            actor=known,
            reason=reason[:1000],
            file=file[:300],
            **of_change,
        )
        token = _open.set(opened)
        try:
            yield opened
            opened.close()
        finally:
            _open.reset(token)
