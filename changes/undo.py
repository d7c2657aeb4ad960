"""Undoing a change, and bringing a version of a record back: reverse proposals, checked like any other."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from changes import tables
from changes.apply import Outcome, Refused, apply
from changes.models import Action, Change, RecordChange, Way
from changes.proposal import Proposal


class CannotUndo(Exception):
    """The change cannot be undone, whatever the register says now."""


def undo(*, change: Change, actor: Any = None, reason: str = "", **options: Any) -> Outcome:
    """Undoes a change. Raises Refused where something newer stands on it, CannotUndo where no values were kept."""
    return _in_some_order(list(reversed_proposals(change)), actor=actor, reason=reason, undoes=change, **options)


def restore(*, record: RecordChange, actor: Any = None, reason: str = "", **options: Any) -> Outcome:
    """Brings a record back to what it said after this change. Raises Refused."""
    if record.after is None:
        raise CannotUndo(_("This change kept no values of the record."))
    exists = tables.model_of(record.kind)._base_manager.filter(pk=record.row).exists()
    action = Action.UPDATE if exists else Action.CREATE
    proposal = Proposal(action, record.kind, record.key, record.after, stored=True, row=record.row)
    return apply(proposals=[proposal], way=Way.UNDO, actor=actor, reason=reason, **options)


def reversed_proposals(change: Change) -> Iterator[Proposal]:
    """What undoes each record of the change: first what was deleted, then what was changed, then what was made."""
    order = tables.kinds()
    records = list(change.records.all())
    if any(record.before is None and record.after is None for record in records) or not records:
        raise CannotUndo(_("This change kept no values of the record."))
    for action, back in ((Action.DELETE, False), (Action.UPDATE, False), (Action.CREATE, True)):
        found = [record for record in records if record.action == action]
        yield from (
            reversed_proposal(record)
            for record in sorted(found, key=lambda change: order.index(change.kind), reverse=back)
        )


def reversed_proposal(record: RecordChange) -> Proposal:
    """What undoes one record of a change; what others changed since makes it refused, if it is the same field."""
    facts: dict[str, Any] = {"kind": record.kind, "key": record.key, "stored": True, "row": record.row}
    before, after = record.before or {}, record.after or {}
    if record.action == Action.CREATE:
        return Proposal(Action.DELETE, base=after, **facts)
    if record.action == Action.DELETE:
        return Proposal(Action.CREATE, data=before, **facts)
    changed = {name: value for name, value in before.items() if value != after.get(name)}
    return Proposal(Action.UPDATE, data=changed, base=after, **facts)


def _in_some_order(proposals: list[Proposal], **facts: Any) -> Outcome:
    """Applies them; where one needs another to be done first, that one goes before it."""
    while True:
        try:
            return apply(proposals=proposals, way=Way.UNDO, **facts)
        except Refused as refused:
            late = [proposals[place] for place in refused.checked]
            rest = [proposal for proposal in proposals if proposal not in late]
            if refused.conflicts or not rest or proposals[len(rest) :] == late:
                raise
            proposals = [*rest, *late]
