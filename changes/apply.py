"""Applying proposals: all of them or none, as one change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from changes.ahead import Ahead, take_turns
from changes.approving.gate import MustWait, meant_by, needed_for
from changes.approving.keeping import keep
from changes.check import Checked, check, names_of
from changes.difference import Difference, Effect, differences, effects, totals_of, warnings_of
from changes.models import Action, Change, WaitingProposal, Way
from changes.opened import changing
from changes.parts.naming import look_up
from changes.parts.references import forget_references, forget_too_many_references, remembering_references
from changes.proposal import Proposal
from changes.rules import OF_THE_RECORD, refused_by, register_holds_it, verdicts_on
from changes.together.waiting import AT_ONCE, CountedInVain, Waiting, waiting


@dataclass
class Outcome:
    """What was applied; of a dry run, what would have been."""

    change: Change | None = None
    """None where nothing differs, for a dry run, and where a second person has to approve it first."""
    waits: bool = False
    """Whether a second person has to approve it."""
    waiting: WaitingProposal | None = None
    """What was kept until a second person approves it; None for a dry run."""
    proposals: list[Proposal] = field(default_factory=list)
    """In the order in which they were applied."""
    differences: list[list[Difference]] = field(default_factory=list)
    """Of each proposal."""
    effects: list[Effect] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """Sentences about rules that the records break without being refused."""
    rows: list[Any] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)


class Refused(Exception):
    """Nothing was written: what is wrong, and what others changed meanwhile, at the place of each proposal."""

    def __init__(self, checked: dict[int, Checked]) -> None:
        self.checked = checked
        super().__init__(str(self.errors or self.conflicts))

    @property
    def errors(self) -> dict[int, dict[str, Any]]:
        """Place → field → sentences."""
        return {place: check.errors for place, check in self.checked.items() if check.errors}

    @property
    def conflicts(self) -> dict[int, list[Any]]:
        """Place → the fields that the proposal and somebody else changed."""
        return {place: check.conflicts for place, check in self.checked.items() if check.conflicts}

    @property
    def forbidden(self) -> bool:
        """Whether the actor has no right to one of the proposals."""
        return any(check.forbidden for check in self.checked.values())


def apply(
    *,
    proposals: Sequence[Proposal],
    way: Way,
    actor: Any = None,
    reason: str = "",
    file: str = "",
    corrects: Change | None = None,
    undoes: Change | None = None,
    restores: Change | None = None,
    approver: Any = None,
    dry_run: bool = False,
    may: Callable[[Checked], str] | None = None,
) -> Outcome:
    """Checks and writes the proposals in their order, as one change. ``may`` says why the actor may not make a proposal
    (``changes.rights.may_propose``); without it, every right is assumed.

    If a second person has to approve it and there is no ``approver``, nothing is written, and the proposals wait.
    Raises Refused, with every error of every proposal, and then nothing is written; KeyError for an unknown kind.
    """
    facts: dict[str, Any] = {"way": way, "reason": reason[:1000], "file": file[:300]}
    facts |= {"corrects": corrects, "undoes": undoes, "restores": restores}
    outcome = Outcome()
    try:
        with (
            changing(actor=actor, approver=approver, **facts) as opened,
            opened.trying(dry_run),
            transaction.atomic(),
        ):
            outcome = _apply_all(proposals, may)
            opened.lent += [names for one in outcome.checked for names in one.lent]
            if dry_run:
                outcome.waits = bool(opened.lent or needed_for([meant_by(one) for one in outcome.checked]))
                transaction.set_rollback(True)
    except MustWait as held:
        if actor is None or approver is not None:
            raise
        outcome.waits, outcome.waiting = True, keep(outcome.checked, held.belongs, author=actor, **facts)
        return outcome
    outcome.change = None if dry_run else opened.change
    return outcome


@dataclass
class Attempt:
    """What would become of proposals that are applied without those that are refused."""

    checked: list[Checked] = field(default_factory=list)
    """Each proposal, in its order."""
    waits: bool = False
    """Whether a second person has to approve it."""


def attempt(
    *, proposals: Sequence[Proposal], way: Way, actor: Any = None, may: Callable[[Checked], str] | None = None
) -> Attempt:
    """Applies the proposals that nothing refuses, says what is wrong with the others, and takes everything back.

    However many are refused, each is written at most twice: the rules of ``changes.rules.judge`` are judged without
    those that were refused before.
    """
    found = Attempt()
    found.checked, left = _attempt(proposals, way, actor, may)
    if left:
        places = [place for place, checked in enumerate(found.checked) if not checked.refused]
        again, _left = _attempt([proposals[place] for place in places], way, actor, may)
        for place, checked in zip(places, again, strict=True):
            found.checked[place] = checked
    fine = [checked for checked in found.checked if not checked.refused]
    lent = any(names for checked in fine for names in checked.lent)
    found.waits = lent or bool(needed_for([meant_by(checked) for checked in fine]))
    return found


def _attempt(
    proposals: Sequence[Proposal], way: Way, actor: Any, may: Callable[[Checked], str] | None
) -> tuple[list[Checked], bool]:
    """Returns the checked proposals, and whether rules are left to be judged without those that are refused."""
    with changing(actor=actor, way=way) as opened, opened.trying(), transaction.atomic():
        take_turns(proposals)
        verdicts = verdicts_on(proposals)
        judged = _write_all(proposals, Ahead(proposals), may)
        refused = any(checked.refused for checked in judged)
        if not refused:
            refused_by(verdicts, judged)
        transaction.set_rollback(True)
    return judged, bool(verdicts and refused)


def _write_all(proposals: Sequence[Proposal], ahead: Ahead, may: Callable[[Checked], str] | None) -> list[Checked]:
    judged: list[Checked] = []
    with remembering_references(), waiting(proposals, partial(_check_again, ahead=ahead)) as new:
        for start in range(0, len(proposals), AT_ONCE):
            forget_too_many_references()
            look_up(proposals[start : start + AT_ONCE])
            judged += _apply_some(proposals[start : start + AT_ONCE], ahead, may, new)
    return judged


def _apply_all(proposals: Sequence[Proposal], may: Callable[[Checked], str] | None) -> Outcome:
    take_turns(proposals)
    verdicts = verdicts_on(proposals)
    ahead = Ahead(proposals)
    before = totals_of(ahead.records)
    outcome = Outcome(proposals=list(proposals))
    judged = _write_all(proposals, ahead, may)
    outcome.differences = [differences(checked.shape, checked.before, checked.after) for checked in judged]
    outcome.rows, outcome.checked = [checked.row for checked in judged], judged
    refused = {place: checked for place, checked in enumerate(judged) if checked.refused}
    if refused := refused or refused_by(verdicts, judged):
        raise Refused(refused)
    made = [(proposal.kind, row.pk) for proposal, row in zip(proposals, outcome.rows, strict=True) if row and row.pk]
    outcome.warnings = warnings_of(made)
    outcome.effects = effects(before, totals_of(list(dict.fromkeys([*ahead.records, *made]))))
    return outcome


def _apply_some(
    proposals: Sequence[Proposal], ahead: Ahead, may: Callable[[Checked], str] | None, new: Waiting
) -> list[Checked]:
    try:
        with transaction.atomic():
            judged = [_apply_one(proposal, ahead, may, new) for proposal in proposals]
            new.write()
            return judged
    except CountedInVain:
        # Rows that are gone, and locks that the savepoint freed
        forget_references()
        new.held.clear()
        with new.one_by_one():
            return [_apply_one(proposal, ahead, may, new) for proposal in proposals]


def _apply_one(proposal: Proposal, ahead: Ahead, may: Callable[[Checked], str] | None, new: Waiting) -> Checked:
    checked = check(proposal, ahead, trusting=True)
    if may and (refusal := may(checked)):
        checked.forbid(refusal)
    if checked.refused or (proposal.action == Action.UPDATE and checked.after == checked.before):
        return checked
    if proposal.action == Action.CREATE:
        new.take(checked, alone=ahead.is_taken(checked.shape, (checked.after or {}).get(checked.shape.key)))
    elif proposal.action == Action.UPDATE and new.may_wait(checked):
        new.take(checked)
    elif not _write(checked):
        if proposal.action == Action.UPDATE:
            _check_again(checked, ahead)
        return checked
    ahead.written(proposal.kind, checked.before, checked.after)
    return checked


def _check_again(checked: Checked, ahead: Ahead) -> None:
    # What the database refuses is checked again by all rules, to name each that is broken
    again = check(checked.proposal, ahead)
    if again.refused:
        checked.errors, checked.conflicts = again.errors, again.conflicts


def _write(checked: Checked) -> bool:
    """Writes what differs, at once. What only the database refuses becomes an error of the proposal; then returns
    False."""
    try:
        with transaction.atomic():
            if checked.proposal.action == Action.DELETE:
                key = checked.row.pk
                checked.row.delete()
                checked.row.pk = key
            elif checked.after != checked.before:
                _write_record(checked)
    except ProtectedError as error:
        names = "; ".join(names_of(error.protected_objects))
        checked.errors[OF_THE_RECORD] = [_("It cannot be deleted: %(rows)s refer to it.") % {"rows": names}]
    except IntegrityError:
        checked.errors = register_holds_it()
    return not checked.errors


def _write_record(checked: Checked) -> None:
    shape, row = checked.shape, checked.row
    before, after = checked.before or {}, checked.after or {}
    own = [part.name for part in shape.parts if part.columns]
    if any(before[name] != after[name] for name in own):
        # The check has set the columns already
        row.save()
    for part in shape.belongings():
        if before[part.name] != after[part.name]:
            part.save(row, after[part.name])
