"""The proposals that a page shows, with their differences in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

from changes import tables
from changes.apply import Refused
from changes.approving.deciding import Decided, look
from changes.approving.keeping import Operation, Step, operations_of, steps_of
from changes.difference import Difference
from changes.models import Action, RecordChange, WaitingProposal
from changes.undo import sentences_of
from changes.wording.sentences import Sentence
from changes.words import effects_in_words, in_words, labels_of, name_of

FIRST_RECORDS, FIRST_SENTENCES = 3, 6


@dataclass(frozen=True)
class RecordShown:
    """A record of a proposal, with its difference in words."""

    name: str
    action: str
    sentences: list[Sentence]
    left: int = 0
    """Sentences that are not shown."""
    page_url: str = ""


@dataclass(frozen=True)
class Shown:
    """A proposal as the list shows it."""

    proposal: WaitingProposal
    records: list[RecordShown]
    left: int = 0
    """Records that are not shown."""


@dataclass
class Meeting:
    """What approving a proposal would meet now."""

    effects: list[Sentence] = field(default_factory=list)
    warnings: Sequence[str] = ()
    errors: Sequence[str] = ()
    conflicts: list[dict[str, str]] = field(default_factory=list)
    """The fields that somebody else changed meanwhile: record, label, saw, now and wanted, in words."""

    @property
    def refused(self) -> bool:
        """Returns whether it cannot be approved now."""
        return bool(self.errors or self.conflicts)


def shown(proposal: WaitingProposal) -> Shown:
    """Returns a proposal in words, with all its records and sentences."""
    return Shown(proposal, _records(operations_of(proposal)))


def shown_of(proposals: Sequence[WaitingProposal]) -> list[Shown]:
    """Returns proposals in words for a list: the first records of each, and the first sentences of each record. The
    names of what they refer to are read for all of them together.
    """
    operations = [operations_of(one) for one in proposals]
    first = [found[:FIRST_RECORDS] for found in operations]
    labels = labels_of([(one.kind, one.differences()) for found in first for one in found])
    return [
        Shown(proposal, _records(chosen, FIRST_SENTENCES, labels), len(found) - len(chosen))
        for proposal, found, chosen in zip(proposals, operations, first, strict=True)
    ]


@dataclass(frozen=True)
class StepShown:
    """A step of the trail; a renewal with what was proposed before it."""

    step: Step
    records: list[RecordShown]
    left: int = 0


def steps(proposal: WaitingProposal) -> list[StepShown]:
    """Returns the trail of a proposal, the oldest step first."""
    return [StepShown(one, _records(one.operations)) for one in steps_of(proposal)]


def _records(chosen: Sequence[Operation], sentences: int | None = None, labels: Any = None) -> list[RecordShown]:
    """``labels``: the names of what the operations refer to, if they were read already."""
    differing = [(one.kind, one.differences()) for one in chosen]
    labels = labels if labels is not None else labels_of(differing)
    records = []
    for one, (_kind, found) in zip(chosen, differing, strict=True):
        said = in_words(one.kind, found, action=one.action, labels=labels)
        left = max(0, len(said) - (sentences or len(said)))
        how = str(Action(one.action).label)
        records.append(RecordShown(_name(one), how, said[:sentences], left, _page_of(one)))
    return records


def meeting(proposal: WaitingProposal) -> Meeting:
    """Returns the totals that approving would move, and what stands against it."""
    try:
        outcome = look(proposal)
    except Refused as refused:
        found = [_conflict(checked, one) for checked in refused.checked.values() for one in checked.conflicts]
        return Meeting(errors=sentences_of(refused), conflicts=found)
    except Decided as error:
        return Meeting(errors=[str(error)])
    return Meeting(effects_in_words(outcome.effects), outcome.warnings)


def _conflict(checked: Any, conflict: Any) -> dict[str, str]:
    kind, label = checked.proposal.kind, str(checked.shape[conflict.field].label)
    deletes = checked.proposal.action == Action.DELETE
    sides = {"saw": conflict.seen, "now": conflict.now, "wanted": None if deletes else conflict.wanted}
    found = {name: [Difference(conflict.field, label, None, value)] for name, value in sides.items()}
    labels = labels_of([(kind, one) for one in found.values()])
    said = {
        name: "; ".join(sentence.text for sentence in in_words(kind, one, action=Action.CREATE, labels=labels))
        for name, one in found.items()
    }
    return {"record": checked.proposal.key, "label": capfirst(label), **said}


def _name(operation: Operation) -> str:
    said = {**(operation.base or {}), **operation.data}
    record = RecordChange(kind=operation.kind, key=operation.key, before=operation.base, after=said)
    return name_of(record)


def _page_of(operation: Operation) -> str:
    model = tables.model_of(operation.kind)
    row = model._base_manager.filter(pk=operation.row).first() if operation.row else None
    return str(row.get_absolute_url()) if row and hasattr(row, "get_absolute_url") else ""
