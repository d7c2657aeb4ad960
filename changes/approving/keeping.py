"""What waits for approval, as data: each proposal with what the record said when it was proposed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from changes.approving.gate import Names
from changes.approving.telling import tell
from changes.approving.trail import What, answer_in, step
from changes.check import Checked
from changes.difference import Difference, differences
from changes.models import Action, State, WaitingProposal
from changes.parts.rows import OneRow
from changes.proposal import Proposal
from changes.shape import shape_of
from changes.version import version_of


@dataclass(frozen=True)
class Operation:
    """One record of a waiting proposal."""

    kind: str
    key: str
    action: str
    data: Mapping[str, Any]
    """What is wanted of each field that differs; of a new record all fields."""
    base: Mapping[str, Any] | None
    """What the record said when it was proposed; None: it is new."""
    row: int | None
    version: int
    """The number of the last change of the record when it was proposed; 0: none."""
    rules: tuple[str, ...] = ()
    """How the proposal is judged: "exact", "strict" (``changes.proposal``), "undoes"."""

    def proposal(self) -> Proposal:
        """Returns what is proposed, to be checked against the record as it is now."""
        undoes = "undoes" in self.rules
        facts: dict[str, Any] = {"row": self.row, "base": self.base, "waited": not undoes}
        if self.action == Action.DELETE:
            return Proposal(Action.DELETE, self.kind, self.key, stored=undoes, **facts)
        facts |= {"exact": "exact" in self.rules, "strict": "strict" in self.rules, "stored": True}
        return Proposal(self.action, self.kind, self.key, self.data, **facts)

    def differences(self) -> list[Difference]:
        """Returns the fields that differ, as they were when it was proposed, and as they are wanted."""
        wanted = None if self.action == Action.DELETE else {**(self.base or {}), **self.data}
        return differences(shape_of(self.kind), self.base, wanted)


def operations_of(kept: WaitingProposal) -> list[Operation]:
    """Returns the operations of a proposal, in the order in which they are applied."""
    return _operations_in(kept.operations)


def _operations_in(said: Sequence[Mapping[str, Any]]) -> list[Operation]:
    return [Operation(**{**one, "rules": tuple(one["rules"])}) for one in said]


@dataclass(frozen=True)
class Step:
    """One step of the trail of a proposal."""

    at: datetime
    who: Any
    """The account; None if it is gone."""
    what: str
    answer: str = ""
    reason: str = ""
    """Of a renewal: the reason that it had before."""
    operations: Sequence[Operation] = ()
    """Of a renewal: what was proposed before."""

    @property
    def label(self) -> str:
        """Returns what was done, in words."""
        return str(What(self.what).label)


def steps_of(kept: WaitingProposal) -> list[Step]:
    """Returns the trail of a proposal, the oldest step first. Costs a query if there is any."""
    people = get_user_model().objects.in_bulk({one["who"] for one in kept.steps if one["who"]}) if kept.steps else {}
    return [
        Step(
            at=datetime.fromisoformat(one["at"]),
            who=people.get(one["who"]),
            what=one["what"],
            answer=answer_in(one),
            reason=one.get("reason", ""),
            operations=_operations_in(one.get("operations", ())),
        )
        for one in kept.steps
    ]


@transaction.atomic
def keep(checked: Sequence[Checked], belongs: Sequence[Names], **facts: Any) -> WaitingProposal:
    """Keeps proposals that were checked and may not be written yet. ``facts``: author, way, reason, file, and the
    changes that they correct, undo or restore.
    """
    kept: WaitingProposal = WaitingProposal.objects.create(
        operations=[_as_data(one) for one in _operations(checked)],
        belongs=[sorted(names) for names in belongs],
        **facts,
    )
    tell(kept, State.WAITING)
    return kept


def replace(kept: WaitingProposal, new: WaitingProposal) -> bool:
    """Gives a proposal what another one of its author proposes, which goes. Its trail keeps what it said before.
    Returns False if it is decided already.
    """
    names = ("operations", "belongs", "reason", "way", "proposed_at")
    undecided = WaitingProposal.objects.filter(pk=kept.pk, state__in=(State.WAITING, State.SENT_BACK))
    with transaction.atomic():
        # The first update locks the row, so that nobody decides or renews it between reading and writing
        if not undecided.update(state=State.WAITING):
            return False
        kept.refresh_from_db()
        steps = [*kept.steps, step(kept, What.RENEWED, kept.author)]
        undecided.update(steps=steps, **{name: getattr(new, name) for name in names})
        new.delete()
        kept.refresh_from_db()
        tell(kept, State.WAITING)
    return True


def _operations(checked: Sequence[Checked]) -> Iterator[Operation]:
    made: set[tuple[str, Any]] = set()
    for one in checked:
        proposal, before, after = one.proposal, one.before, one.after or {}
        if proposal.action == Action.CREATE:
            made.add((proposal.kind, one.row.pk))
            yield Operation(proposal.kind, _key(one), Action.CREATE, after, None, proposal.row, 0, _rules(proposal))
            continue
        data = {name: value for name, value in after.items() if value != (before or {}).get(name)}
        if not data and proposal.action == Action.UPDATE:
            continue
        # The key of a row that was made and taken back again belongs to no row
        row = None if (proposal.kind, one.row.pk) in made else one.row.pk
        version = version_of(proposal.kind, row) if row else 0
        data = {} if proposal.action == Action.DELETE else data
        yield Operation(proposal.kind, _key(one), proposal.action, data, before, row, version, _rules(proposal))


def _key(checked: Checked) -> str:
    said = checked.after if checked.proposal.action == Action.CREATE else checked.before
    return str(checked.proposal.key or (said or {}).get(checked.shape.key) or "")


def _rules(proposal: Proposal) -> tuple[str, ...]:
    one_row = any(isinstance(value, OneRow) for value in proposal.data.values())
    found = {"exact": proposal.exact, "strict": proposal.strict and not one_row}
    found["undoes"] = proposal.stored and not proposal.waited and proposal.base is not None
    return tuple(name for name, holds in found.items() if holds)


def _as_data(operation: Operation) -> dict[str, Any]:
    return {**vars(operation), "action": str(operation.action), "rules": list(operation.rules)}
