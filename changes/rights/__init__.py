"""Rights: who may do which thing to which record.

Pages, API, editing side, files, feeds, letters and search ask ``may``; a proposal asks ``may_propose``, which gives the
reason of a refusal. The rule is that of the editing side: the account is staff and has Django's permission to add,
change or delete the record, and likewise each row that belongs to it and differs, such as an allocation of a project.
The record lies within the limits of the role that gives the permission (``limits.py``). A room whose records other
people write too registers a rule of its own, and so does a room with actions that change no record, such as comments.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from changes import reading, tables
from changes.approving import gate
from changes.as_of.point import current_point
from changes.check import Checked
from changes.models import Action
from changes.parts.rows import OneRow, Rows
from changes.rights.limits import limits_of, narrowed_to, outside, permission, permissions_on

Rule = Callable[[Any, Checked], str]
"""Takes the actor and a checked proposal. Returns why the actor may not make it; an empty text if the actor may."""
Decision = Callable[[Any, Any], bool]
"""Takes the person and the row, or None if the question is about no row yet."""
SEE = "see"
"""The action of reading a record's history, and of reading what only some people read."""
PROPOSE, APPROVE = "changes.propose_waitingproposal", "changes.approve_waitingproposal"
"""The rights of those who propose money that a second person approves, and of those who approve it."""
RECEIVE = "changes.receive_waitingproposal"
"""The right to accept what an organisation hands in: a report that it owes, which states no amount."""
ON_ANY_DAY = frozenset({SEE, "read", "compare", "seal"})
"""The actions that change no record: only these are possible as of an earlier change."""
VERBS = {Action.CREATE: "add", Action.UPDATE: "change", Action.DELETE: "delete", SEE: "view"}
Narrowing = Callable[[Any, str, Any], bool]
"""Takes the person, the action and the kind or the model. Returns whether the person keeps the right."""
_narrowing: list[Narrowing] = []
_rules: dict[str, Rule] = {}
_decisions: dict[tuple[str, str], Decision] = {}


def rule_of(kind: str) -> Callable[[Rule], Rule]:
    """Registers the function as the rule for proposals of this kind, instead of ``by_permission``."""

    def register(rule: Rule) -> Rule:
        _rules[kind] = rule
        return rule

    return register


def decides(action: str, *kinds: str) -> Callable[[Decision], Decision]:
    """Registers the function that decides about an action on these kinds of things, instead of ``has_right``."""

    def register(decision: Decision) -> Decision:
        _decisions.update({(action, kind): decision for kind in kinds})
        return decision

    return register


def narrows(function: Narrowing) -> Narrowing:
    """Registers the function that takes rights away from a person who acts by a key with fewer rights."""
    _narrowing[:] = [function]
    return function


def keeps(person: Any, action: str, of: Any) -> bool:
    """Returns whether the person keeps the right to this action on this kind or model."""
    return all(function(person, action, of) for function in _narrowing)


def may(person: Any, action: str, subject: Any, of: Any = None) -> bool:
    """Returns whether the person may do this to that.

    ``action``: create, update, delete or see, or an action that a room registered, such as "confirm". ``subject``: a
    row, or the name of a kind, whatever its records say. ``of``: the record to which a new row will belong. As of an
    earlier change nobody changes anything. Raises KeyError for an unknown kind.
    """
    if current_point() is not None and action not in ON_ANY_DAY:
        return False
    row = None if isinstance(subject, str) else subject
    name = subject if row is None else name_of(row)
    if not keeps(person, action, name):
        return False
    decision = _decisions.get((action, name))
    return decision(person, row) if decision else has_right(person, action, subject, of)


class OfAnEarlierDay(PermissionDenied):
    """Nobody changes anything as of an earlier day. The text is a sentence for the reader."""


def check_day() -> None:
    """Raises OfAnEarlierDay where the register is read as of an earlier change."""
    if current_point() is not None:
        raise OfAnEarlierDay(_("Nothing is changed as of an earlier day."))


def check_may(person: Any, action: str, subject: Any, of: Any = None) -> None:
    """Raises PermissionDenied if the person may not do this to that; OfAnEarlierDay if nobody may on that day."""
    if action not in ON_ANY_DAY:
        check_day()
    if not may(person, action, subject, of):
        raise PermissionDenied


def name_of(row: Any) -> str:
    """Returns the kind of a row; for a row that is no record the name of its model: "comment"."""
    return tables.kind_of(type(row)) or str(row._meta.model_name)


def may_propose(actor: Any) -> Callable[[Checked], str]:
    """Returns the function that ``apply`` takes as ``may``: it says why the actor may not make a proposal."""
    return lambda checked: _rules.get(checked.proposal.kind, by_permission)(actor, checked)


def has_right(actor: Any, action: str, subject: Any, of: Any = None) -> bool:
    """Returns whether the actor is staff, has the permission, and has it for this row. Takes the same as ``may``."""
    row = None if isinstance(subject, str) else subject
    model = tables.model_of(subject) if row is None else type(row)
    verb = VERBS[action]
    if not _has(actor, verb, model):
        kind = subject if row is None else name_of(row)
        return action != SEE and keeps(actor, verb, model) and _proposes(actor, action, kind, row or of)
    if action == SEE:
        return True
    found, needed = _record(row if of is None else of), [permission(verb, model)]
    if found is None or (limits_of(actor, needed) is None and narrowed_to(actor) is None):
        # Only a role or a key with limits needs the record read
        return True
    kind, key = found
    return not outside(actor, needed, kind, Action.UPDATE, reading.snapshot(kind, key))


def by_permission(actor: Any, checked: Checked) -> str:
    """Returns the refusal if the actor lacks one of the permissions that the proposal needs, or has it elsewhere.

    Where it is not refused only because it waits, ``checked.lent`` says so.
    """
    needed = list(_needed(checked))
    lacking = [model for verb, model in needed if not _has(actor, verb, model)]
    if not lacking:
        names = [permission(verb, model) for verb, model in needed]
        kind, action = checked.proposal.kind, checked.proposal.action
        sentences = (outside(actor, [name], kind, action, checked.before, checked.after) for name in names)
        return next(filter(None, sentences), "")
    kept = all(keeps(actor, verb, model) for verb, model in needed)
    if kept and gate.may_be_proposed(lacking) and (lent := lent_for(actor, checked)):
        checked.lent = lent
        return ""
    if lacking[0] is checked.shape.model:
        return _("You do not have the right to do this.")
    words = {"rows": lacking[0]._meta.verbose_name_plural}
    return _("You do not have the right to change these rows of it: %(rows)s.") % words


def lent_for(actor: Any, checked: Checked) -> list[gate.Names]:
    """Returns the names of the projects whose money the actor may propose, for a second person to approve; empty if
    the actor may not, or if one person writes it.
    """
    if not (is_staff(actor) and actor.has_perm(PROPOSE)):
        return []
    proposal = checked.proposal
    refusal = outside(actor, [PROPOSE], proposal.kind, proposal.action, checked.before, checked.after)
    return [] if refusal else gate.needed_for([gate.meant_by(checked)])


def _proposes(actor: Any, action: str, kind: str, of: Any) -> bool:
    """Whether the actor may propose such a row, for a second person to approve. ``of``: the row, or its record."""
    if not (is_staff(actor) and actor.has_perm(PROPOSE) and gate.waits(kind, of)):
        return False
    found = _record(of)
    if found is None or (limits_of(actor, [PROPOSE]) is None and narrowed_to(actor) is None):
        return True
    return not outside(actor, [PROPOSE], found[0], action, reading.snapshot(*found))


def _has(actor: Any, verb: str, model: Any) -> bool:
    return is_staff(actor) and bool(actor.has_perm(permission(verb, model))) and keeps(actor, verb, model)


def is_staff(person: Any) -> bool:
    """Returns whether the account belongs to the staff, and is not closed."""
    return bool(getattr(person, "is_active", False) and getattr(person, "is_staff", False))


@decides(SEE, "author")
def may_see_authors(person: Any, _row: Any) -> bool:
    """Returns whether the person may see who did what: who made a change, closed a period or wrote a row."""
    return is_staff(person)


def _record(row: Any) -> tuple[str, int] | None:
    """Returns the kind and the key of the record that a row is or belongs to; None for a row that is no part of one."""
    table = tables.tables().get(row._meta.db_table) if row is not None and row.pk else None
    if table is None:
        return None
    return table.kind, getattr(row, table.owner) if table.owner else row.pk


def _needed(checked: Checked) -> Iterator[tuple[str, Any]]:
    """Yields the permissions that the proposal needs, as verb and model, first that of the record itself.

    As on the editing side, rows have pages of their own: who changes only rows needs only their permissions.
    """
    rows = [part for part in checked.shape.belongings() if isinstance(part, Rows)]
    needed = [(verb, part.model) for part in rows for verb in _verbs(checked, part)]
    needed = needed or [(verb, part.model) for part in rows for verb in _verb_of_one(checked, part)]
    own = [part.name for part in checked.shape.parts if part not in rows]
    before, after = checked.before or {}, checked.after or {}
    if not needed or checked.proposal.action != Action.UPDATE or any(before.get(n) != after.get(n) for n in own):
        yield VERBS[Action(checked.proposal.action)], checked.shape.model
    yield from needed


def _verb_of_one(checked: Checked, part: Rows) -> Iterator[str]:
    """Yields the verb for a row that the proposal names alone, also where nothing differs or the row is wrong."""
    given = checked.proposal.data.get(part.name)
    if isinstance(given, OneRow):
        yield "add" if not given.key else "delete" if given.data is None else "change"


def _verbs(checked: Checked, part: Rows) -> Iterator[str]:
    before, after = (
        {part.identity(item): item for item in (state or {}).get(part.name, ())}
        for state in (checked.before, checked.after)
    )
    if after.keys() - before.keys():
        yield "add"
    if any(before[key] != after[key] for key in before.keys() & after.keys()):
        yield "change"
    if before.keys() - after.keys():
        yield "delete"


def may_write(person: Any, kind: str) -> bool:
    """Returns whether the person may write records of this kind, or any of the rows that belong to them."""
    return (
        is_staff(person) and any(person.has_perm(name) for name in permissions_on(kind)) and keeps(person, "add", kind)
    )


def may_see_all(actor: Any) -> bool:
    """Returns whether the actor may see whole changes: the history of every kind that holds no personal data."""
    return all(may(actor, SEE, kind) for kind in tables.kinds() if not tables.is_private(kind))
