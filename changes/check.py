"""The check: every error of a proposal at once, each at its field, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from changes import reading, tables
from changes.ahead import Ahead
from changes.models import Action, RecordChange
from changes.parts.blank import blank
from changes.parts.merging import Met, changed_in, merged
from changes.parts.rows import Errors, OneRow, Rows
from changes.proposal import Proposal
from changes.rules import OF_THE_RECORD, broken_code, broken_rules, hindrance_to_deletion
from changes.shape import RecordShape, shape_of

MOST_NAMED = 20
"""Rows that are named in a refusal to delete."""


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed since the proposer saw it, and that the proposal changes too."""

    field: str
    seen: Any
    now: Any
    wanted: Any
    merged: Any = None
    """What was wanted, with the rows and values of a list that only somebody else changed."""
    met: tuple[Met, ...] = ()
    """The rows of a list in which both met; empty where the field is judged as a whole."""


@dataclass
class Checked:
    """A proposal that was checked: what it would make of the record, or what is wrong with it."""

    proposal: Proposal
    shape: RecordShape
    row: Any = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    errors: dict[str, Any] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    forbidden: bool = False
    """Whether the actor has no right to it."""
    lent: Sequence[frozenset[str]] = ()
    """The names of the projects whose money the actor may write only because a second person approves it; empty where
    the actor has the right. The whole change then waits (``changes.approving.gate.hold``)."""
    judged: dict[str, list[Any]] = field(default_factory=dict)
    """Part → its rows that were judged, as they are to be written."""
    columns: frozenset[str] = frozenset()
    """Of a changed record that waits (``changes.together.waiting``): the columns that it writes."""

    def forbid(self, reason: str) -> None:
        """Refuses the proposal for want of a right. Nothing else is said about it: the actor may not see the rest."""
        self.forbidden, self.errors, self.conflicts = True, {OF_THE_RECORD: [reason]}, []

    @property
    def refused(self) -> bool:
        return bool(self.errors or self.conflicts)


def check(proposal: Proposal, ahead: Ahead | None = None, *, trusting: bool = False) -> Checked:
    """Checks a proposal against the record as it is now, whose row stays locked until the transaction ends.

    ``ahead``: what was read for several proposals together. ``trusting``: the record is written at once, so that the
    database itself judges its constraints. Raises KeyError for an unknown kind.
    """
    ahead = ahead or Ahead(())
    checked = Checked(proposal, shape_of(proposal.kind))
    if proposal.action == Action.CREATE:
        checked.row = blank(checked.shape.model, proposal.row)
        _judge(checked, ahead, trusting)
        return checked
    checked.row = ahead.row(proposal) or locked(proposal)
    if checked.row is None:
        checked.errors["key"] = [_("There is no “%(value)s”.") % {"value": proposal.key}]
        return checked
    said = ahead.said(proposal.kind, checked.row.pk) or reading.snapshot(proposal.kind, checked.row.pk) or {}
    checked.before = {name: value for name, value in said.items() if not name.startswith(reading.PRIVATE)}
    if proposal.action == Action.DELETE:
        _judge_deletion(checked)
    else:
        _judge(checked, ahead, trusting)
    return checked


def check_new(proposal: Proposal, ahead: Ahead, said: Mapping[str, Any]) -> Checked:
    """Checks a proposal for a new record as ``check`` does with ``trusting``. ``said``: its data as the register keeps
    it, which was understood before without an error.
    """
    checked = Checked(proposal, shape_of(proposal.kind))
    checked.row = blank(checked.shape.model, proposal.row)
    _judge_said(checked, ahead, said, trusting=True)
    return checked


def judge_by_all_rules(checked: Checked, ahead: Ahead) -> None:
    """Judges a record that breaks no rule of its own by the constraints of the database too, before it is written."""
    _judge_rules(checked, ahead)


def locked(proposal: Proposal) -> Any:
    """The row of the record, locked before it is read; None where there is none."""
    shape = shape_of(proposal.kind)
    lookup = {"pk": proposal.row} if proposal.row is not None else {shape.key: proposal.key}
    rows = shape.model._base_manager.select_for_update().order_by().filter(**lookup)
    return next(iter(rows), None)


def names_of(rows: Any) -> list[str]:
    """The names of rows that refer to another, each once; at most the first of many."""
    found = [_name_of(row, tables.tables().get(row._meta.db_table)) for row in list(rows)[:MOST_NAMED]]
    return list(dict.fromkeys(found))


def standing_on(row: Any, kind: str, *, unlisted: bool = False) -> list[str]:
    """The rows of other records that refer to this one, by name: while there are any, it is not deleted.

    ``unlisted``: only those of plain many-to-many relations, which the editing side does not list among the rows that
    are deleted too.
    """
    found: list[str] = []
    for model, column in _referring(row, kind):
        if unlisted and not model._meta.auto_created:
            continue
        table = tables.tables().get(model._meta.db_table)
        rows = model._base_manager.filter(**{column: row.pk})[:MOST_NAMED]
        found += [_name_of(one, table) for one in rows]
    return list(dict.fromkeys(found))


def _referring(row: Any, kind: str) -> list[tuple[Any, str]]:
    """The models, and their columns, in which a row refers to this one. One query asks all of them."""
    own: Any = type(row)
    asked = _hindering(own, kind)
    conditions = {
        f"referred_{place}": Exists(model._base_manager.filter(**{column: OuterRef("pk")}))
        for place, (model, column) in enumerate(asked)
    }
    rows = own._base_manager.filter(pk=row.pk).order_by()
    answers = rows.annotate(**conditions).values_list(*conditions).first() if conditions else None
    return [asked[place] for place, answer in enumerate(answers or ()) if answer]


@cache
def _hindering(model: Any, kind: str) -> tuple[tuple[Any, str], ...]:
    """The models, and their columns, whose rows hinder the deletion of a record that they refer to."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
            continue
        table = tables.tables().get(relation.related_model._meta.db_table)
        own = table is not None and table.kind == kind and table.owner == relation.field.column
        if own or (table is None and relation.on_delete.__name__ in ("CASCADE", "DO_NOTHING", "SET_NULL")):
            continue
        found.append((relation.related_model, relation.field.name))
    return tuple(found)


def _name_of(row: Any, table: tables.Table | None) -> str:
    """The name of a row that refers to another: with the record that it belongs to; of personal data only the kind."""
    if table and tables.is_private(table.kind):
        return str(row._meta.verbose_name_plural)
    named = f"{row._meta.verbose_name} {row}"
    if not (table and table.owner):
        return named
    owner = next(column.name for column in row._meta.concrete_fields if column.column == table.owner)
    record = getattr(row, owner)
    many = next((field for field in record._meta.many_to_many if field.remote_field.through is type(row)), None)
    if many and row._meta.auto_created:
        # Such a row has no name of its own
        named = f"{many.verbose_name} {getattr(row, many.m2m_reverse_field_name())}"
    return f"{record._meta.verbose_name} {record}: {named}"


def _judge(checked: Checked, ahead: Ahead, trusting: bool = False) -> None:
    proposal, shape, now = checked.proposal, checked.shape, checked.before
    said, checked.errors = shape.understand(proposal.data, now, whole=proposal.whole, stored=proposal.stored)
    if now is not None:
        said = _merged(checked, said, _seen(proposal, now, checked.row.pk))
    _judge_said(checked, ahead, said, trusting)


def _judge_said(checked: Checked, ahead: Ahead, said: Mapping[str, Any], trusting: bool) -> None:
    shape, now = checked.shape, checked.before
    empty = {part.name: part.empty for part in shape.parts}
    checked.after = {**(empty if now is None else now), **said}
    for name in shape.required - set(checked.errors):
        if checked.after.get(name) in (None, "", {}, []):
            checked.errors[name] = [_("This field is required.")]
    if not checked.errors and not checked.conflicts and checked.after != now:
        _judge_rules(checked, ahead, trusting)
        if trusting and checked.errors:
            # All errors are named together
            _judge_rules(checked, ahead)


def _judge_rules(checked: Checked, ahead: Ahead, trusting: bool = False) -> None:
    shape, before, after = checked.shape, checked.before, checked.after or {}
    unchanged = [] if before is None else [name for name, value in after.items() if before.get(name) == value]
    shape.write(checked.row, {name: value for name, value in after.items() if name not in unchanged})
    kept = {column for column, name in shape.columns.items() if name in unchanged}
    checked.errors = {**broken_rules(checked.row, shape.columns, unchanged=kept, trusting=trusting)}
    as_kept = checked.proposal.stored and not checked.proposal.waited
    if shape.key not in unchanged and not as_kept and not ahead.is_new(shape, after.get(shape.key)):
        checked.errors = {**broken_code(shape.model, shape.key, after.get(shape.key)), **checked.errors}
    for part in shape.belongings():
        if isinstance(part, Rows) and part.name not in unchanged and (before or after[part.name]):
            try:
                seen = (before or {}).get(part.name, ())
                checked.judged[part.name] = part.check(checked.row, after[part.name], seen, trusting)
            except Errors as error:
                checked.errors[part.name] = error.rows


def _judge_deletion(checked: Checked) -> None:
    proposal, now = checked.proposal, checked.before or {}
    seen = _seen(proposal, now, checked.row.pk)
    checked.conflicts = [
        Conflict(name, seen.get(name), value, None) for name, value in now.items() if value != seen.get(name)
    ]
    names = standing_on(checked.row, proposal.kind)
    if names:
        sentence = _("It cannot be deleted: %(rows)s refer to it.") % {"rows": "; ".join(names)}
        checked.errors[OF_THE_RECORD] = [sentence]
    elif hindrance := hindrance_to_deletion(proposal.kind, checked.row, proposal.stored):
        checked.errors[OF_THE_RECORD] = [hindrance]


def _seen(proposal: Proposal, now: dict[str, Any], row: int) -> Mapping[str, Any]:
    """What the record said when the proposer saw it."""
    if proposal.base is not None:
        return proposal.base
    if proposal.seen is None:
        return now
    later = (
        RecordChange.objects.filter(kind=proposal.kind, row=row, change__gt=proposal.seen).order_by("change_id").first()
    )
    return later.before or {} if later else now


def _merged(checked: Checked, wanted: dict[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """What the proposal makes of each field: what others changed meanwhile stays, unless both changed it."""
    now = checked.before or {}
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        old, current = seen.get(name), now.get(name)
        part, given = checked.shape[name], checked.proposal.data.get(name)
        if isinstance(part, Rows) and isinstance(given, OneRow):
            changed = changed_in(part, given, old or [], current or [])
            found[name] = value
            if changed:
                checked.conflicts.append(Conflict(name, old, current, value, value, (Met(given.key, changed),)))
        elif current == old or (current == value and not _must_be_as_seen(checked, name)):
            found[name] = value
        elif _must_be_as_seen(checked, name):
            checked.conflicts.append(Conflict(name, old, current, value, value))
        elif value == old:
            found[name] = current
        else:
            rows, met = _merged_list(checked, name, old, current, value)
            if rows is None or met:
                kept = value if rows is None else rows
                checked.conflicts.append(Conflict(name, old, current, value, kept, tuple(met)))
            else:
                found[name] = rows
    return found


def _must_be_as_seen(checked: Checked, name: str) -> bool:
    part, proposal = checked.shape[name], checked.proposal
    return proposal.exact or (proposal.strict and not (isinstance(part, Rows) and not part.ordered))


def _merged_list(checked: Checked, name: str, seen: Any, now: Any, wanted: Any) -> tuple[list[Any] | None, list[Met]]:
    """The rows of a list that two people changed; None where the field is judged as a whole."""
    part = checked.shape[name]
    if not isinstance(part, Rows) or part.ordered:
        return None, []
    return merged(part, seen or [], now or [], wanted)
