"""The records that several proposals name: locked in one order, and read together.

Read one by one, a thousand records cost tens of thousands of queries.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Upper

from changes import opened, reading, tables
from changes.models import Action
from changes.parts.references import forget_references
from changes.proposal import Proposal
from changes.shape import RecordShape, shape_of

SPACE = 7
"""The first half of our advisory locks' keys, which nothing else in the database uses."""
LOCKS = 256
"""Few, because a database keeps a bounded number of locks. Two names that share a lock wait without need."""


class Ahead:
    """What the records of the proposals say, until one of the proposals may have changed it.

    Each row and each state is given once: whoever takes it may modify it.
    """

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self.records: list[tuple[str, int]] = []
        """Kind and row of each record, in the order in which they were locked."""
        self._rows: dict[tuple[str, int], Any] = {}
        self._keys: dict[tuple[str, str], int] = {}
        self._said: dict[tuple[str, int], dict[str, Any]] = {}
        self._new_codes: dict[str, set[str]] = {}
        """Codes of new records by kind, of which no other code differs in capital letters only."""
        self._taken: dict[str, set[str]] = {}
        """Codes of new records by kind that the register holds already, or that several proposals have."""
        order = tables.kinds()
        existing = [proposal for proposal in proposals if proposal.action != Action.CREATE]
        for kind, named in groupby(sorted(existing, key=lambda one: order.index(one.kind)), lambda one: one.kind):
            self._read(kind, list(named))

        for kind in {proposal.kind for proposal in proposals if proposal.action == Action.CREATE}:
            codes = [proposal.data.get(shape_of(kind).key) for proposal in proposals if proposal.kind == kind]
            self._look_up_codes(shape_of(kind), [code for code in codes if isinstance(code, str)])

    def _look_up_codes(self, shape: RecordShape, codes: list[str]) -> None:
        if len(codes) < 2 or shape.model._meta.get_field(shape.key).many_to_one or any("\0" in code for code in codes):
            return
        taken = self._taken.setdefault(shape.kind, {code for code, times in Counter(codes).items() if times > 1})
        for part in _parts(codes):
            rows = shape.model._base_manager.order_by().filter(**{f"{shape.key}__in": part})
            taken.update(rows.values_list(shape.key, flat=True))
        times = Counter(code.casefold() for code in set(codes))
        self._look_for_others(shape, [code for code in dict.fromkeys(codes) if times[code.casefold()] == 1])

    def _look_for_others(self, shape: RecordShape, codes: list[str]) -> None:
        alike = Upper(shape.key)
        for part in _parts(codes):
            rows = shape.model._base_manager.order_by().annotate(in_capitals=alike)
            # Databases write other letters than those of English in capitals each in their own way
            capitals = [code.upper() if code.isascii() else Upper(Value(code)) for code in part]
            rows = rows.filter(in_capitals__in=capitals)
            others = rows.exclude(**{f"{shape.key}__in": part}).values_list(shape.key, flat=True)
            # Python knows more capital letters than SQLite
            known = {code.casefold() for code in others}
            new = {code for code in part if code.casefold() not in known}
            self._new_codes.setdefault(shape.kind, set()).update(new)

    def is_new(self, shape: RecordShape, code: Any) -> bool:
        """Whether it is known that no other code differs from this one in capital letters only."""
        return isinstance(code, str) and code in self._new_codes.get(shape.kind, ())

    def is_taken(self, shape: RecordShape, code: Any) -> bool:
        """Whether a new record of this code is likely to be refused, because the code is taken."""
        return isinstance(code, str) and code in self._taken.get(shape.kind, ())

    def _read(self, kind: str, proposals: Sequence[Proposal]) -> None:
        shape = shape_of(kind)
        keys = [proposal.key for proposal in proposals if proposal.row is None]
        found = {proposal.row for proposal in proposals if proposal.row is not None}
        for part in _parts(keys):
            found |= set(shape.model._base_manager.filter(**{f"{shape.key}__in": part}).values_list("pk", flat=True))
        # Locked in the order of their keys, so that two changes never wait for each other in a circle
        for pks in _parts(sorted(found)):
            rows = shape.model._base_manager.select_for_update().order_by("pk").filter(pk__in=pks)
            self._take(kind, shape.key, list(rows))

    def _take(self, kind: str, key: str, rows: list[Any]) -> None:
        said = reading.snapshots(kind, [row.pk for row in rows])
        for row in rows:
            row.said_when_locked = said.get(row.pk)
            self.records.append((kind, row.pk))
            self._rows[kind, row.pk] = row
            self._keys[kind, str(getattr(row, key))] = row.pk
        self._said.update({(kind, pk): state for pk, state in said.items()})
        if change := opened.current():
            change.read_ahead(kind, said)

    def row(self, proposal: Proposal) -> Any:
        """The locked row of the proposal's record; None if it has to be read now."""
        pk = proposal.row if proposal.row is not None else self._keys.get((proposal.kind, proposal.key))
        return None if pk is None else self._rows.pop((proposal.kind, pk), None)

    def said(self, kind: str, row: int) -> Mapping[str, Any] | None:
        """What the record said when it was locked; None if it has to be read now."""
        return self._said.pop((kind, row), None)

    def forget(self) -> None:
        """Drops everything that was read: a record got another key, which the others may show."""
        self._rows.clear()
        self._keys.clear()
        self._said.clear()
        self._new_codes.clear()
        if change := opened.current():
            change.ahead.clear()

    def written(self, kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Notes that a proposal was written, and drops what may read otherwise by now."""
        if before == after:
            return
        model = tables.model_of(kind)
        if before or hasattr(model._default_manager.all(), "known_as"):
            # A new row changes no reference that was found, unless its code was the alias of another row
            forget_references(model)
        if before and after and reading.key_of(kind, dict(before)) != reading.key_of(kind, dict(after)):
            forget_references()
            self.forget()


def _parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(items)
    yield from (listed[start : start + reading.AT_ONCE] for start in range(0, len(listed), reading.AT_ONCE))


def take_turns(proposals: Sequence[Proposal]) -> None:
    """Waits until no other open transaction proposes the same codes or moves parts of the same kind of record.

    Two rules look at other records and have no constraint of the database: no two codes differ in capital letters
    only, and no record is part of its own parts. Two writers at once would each see only what the other one has not
    written yet. Call it before anything is read or locked. The transaction's end frees the locks. On SQLite writers
    take turns anyway.
    """
    wait_for(name for proposal in proposals for name in _names(proposal))


def wait_for(names: Iterable[str]) -> None:
    """Waits until no other open transaction holds one of these names, and holds them until the transaction ends.

    For a rule that compares rows which two writers may add at once. Does nothing on SQLite, where writers take turns.
    """
    keys = sorted({crc32(name.encode()) % LOCKS for name in names})
    change = opened.current()
    if change is not None and change.waiting is not None:
        # Asked for again by the next of many proposals
        keys = [key for key in keys if key not in change.waiting.held]
        change.waiting.held.update(keys)
    if keys and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s) AS key", [SPACE, keys])


def _names(proposal: Proposal) -> Iterator[str]:
    shape = shape_of(proposal.kind)
    code = proposal.data.get(shape.key)
    if isinstance(code, str) and code != proposal.key:
        yield f"{shape.kind} {code.lower()}"
    for column in shape.model._meta.concrete_fields:
        if column.name in proposal.data and column.related_model is shape.model:
            yield f"{shape.kind}.{column.name}"
