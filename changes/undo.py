"""Undoing a change, and bringing a version of a record back: reverse proposals, checked like any other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from changes import tables
from changes.apply import Outcome, Refused, apply
from changes.models import Action, Change, RecordChange, Way
from changes.proposal import Proposal


class CannotUndo(Exception):
    """The change cannot be undone, whatever the register says now. The text says why."""


@dataclass(frozen=True)
class Standing:
    """Why a change cannot be undone as the register is now: one record that was changed since, or is needed."""

    record: RecordChange
    sentences: list[str]
    """What refers to the record, and other reasons of the check."""
    fields: list[str]
    """The fields that were changed since, by their labels."""
    changes: list[int]
    """The later changes of the record, the first first."""


def undo(*, change: Change, actor: Any = None, reason: str = "", **options: Any) -> Outcome:
    """Undoes a change. Raises Refused where something newer stands on it, CannotUndo where nothing can be undone.

    Personal data stays as it is, because its values are not kept; everything else of the change is undone.
    """
    undoing = undone_by([change.number]).get(change.number)
    if undoing:
        raise CannotUndo(_("Change %(number)d was undone already, by change %(other)d.") % _numbers(change, undoing))
    proposals = list(reversed_proposals(change))
    outcome = _in_some_order(proposals, actor=actor, reason=reason, undoes=change, **options)
    if not any(outcome.differences):
        raise CannotUndo(_("Nothing is left to undo: the register says already what it said before the change."))
    return outcome


def restore(*, record: RecordChange, actor: Any = None, reason: str = "", **options: Any) -> Outcome:
    """Brings a record back to what it said after this change. Raises Refused, or CannotUndo where nothing was kept."""
    if record.after is None:
        raise CannotUndo(_no_values(record.kind))
    exists = tables.model_of(record.kind)._base_manager.filter(pk=record.row).exists()
    action = Action.UPDATE if exists else Action.CREATE
    proposal = Proposal(action, record.kind, record.key, record.after, stored=True, row=record.row)
    return apply(proposals=[proposal], way=Way.UNDO, actor=actor, reason=reason, restores=record.change, **options)


def reversed_proposals(change: Change) -> Iterator[Proposal]:
    """What undoes each record of the change: first what was deleted, then what was changed, then what was made.

    Raises CannotUndo where no values were kept.
    """
    order = tables.kinds()
    records = list(change.records.all())
    known = [record for record in records if record.before != record.after]
    if not known:
        raise CannotUndo(_no_values(records[0].kind if records else ""))
    for action, back in ((Action.DELETE, False), (Action.UPDATE, False), (Action.CREATE, True)):
        found = [record for record in known if record.action == action]
        # What was made later may name what was made before, so the last is deleted first
        places = sorted(enumerate(found), key=lambda each: (order.index(each[1].kind), each[0]), reverse=back)
        yield from (reversed_proposal(record) for _place, record in places)


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


def standing_on_change(change: Change, refused: Refused) -> list[Standing]:
    """Returns what stands on a change whose undoing was refused: each record in the way, and who changed it since."""
    records = {(record.kind, record.row): record for record in change.records.all()}
    later: dict[tuple[str, int], list[int]] = {key: [] for key in records}
    newer = RecordChange.objects.filter(change__gt=change.number, kind__in={kind for kind, _row in records})
    touched = newer.filter(row__in={row for _kind, row in records}).order_by("change_id")
    for kind, row, number in touched.values_list("kind", "row", "change_id"):
        if (kind, row) in later:
            later[kind, row].append(number)
    found = []
    for checked in refused.checked.values():
        key = (checked.proposal.kind, checked.proposal.row or 0)
        labels = [str(checked.shape[conflict.field].label) for conflict in checked.conflicts]
        found.append(Standing(records[key], list(_sentences(checked.errors)), labels, later[key]))
    return found


def sentences_of(refused: Refused) -> list[str]:
    """Returns every sentence of a refusal, without its place."""
    return [sentence for checked in refused.checked.values() for sentence in _sentences(checked.errors)]


def undone_by(numbers: Iterable[int]) -> dict[int, int]:
    """Returns the changes among these that are undone, each with the change that undid it and is in force."""
    undoing: dict[int, int] = {}
    asked = set(numbers)
    while asked:
        found = Change.objects.filter(undoes__in=asked).order_by("number").values_list("undoes", "number")
        latest = {undone: number for undone, number in found if undone is not None}
        undoing.update(latest)
        asked = set(latest.values())
    return {number: undoing[number] for number in numbers if _is_undone(number, undoing)}


def _is_undone(number: int, undoing: dict[int, int]) -> bool:
    return number in undoing and not _is_undone(undoing[number], undoing)


def _sentences(errors: Any) -> Iterator[str]:
    """Every sentence in the errors of a proposal, also of the rows of a list."""
    for value in errors.values() if isinstance(errors, dict) else errors:
        if isinstance(value, dict | list):
            yield from _sentences(value)
        else:
            yield str(value)


def _no_values(kind: str) -> str:
    if not kind:
        return _("This change kept no records, so it cannot be undone.")
    if tables.is_private(kind):
        return _("This change wrote personal data only. Its values are not kept, so they cannot be brought back.")
    return _("This change kept no values of the record.")


def _numbers(change: Change, other: int) -> dict[str, int]:
    return {"number": change.number, "other": other}


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
