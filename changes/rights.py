"""Rights: who may make which proposal.

The rule is that of the editing side: the account is staff and has Django's permission to add, change or delete the
record, and likewise each row that belongs to it and differs, such as an allocation of a project. A room whose records
other people write too registers a rule of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from changes import tables
from changes.check import Checked
from changes.models import Action
from changes.parts.rows import Rows

Rule = Callable[[Any, Checked], str]
"""Takes the actor and a checked proposal. Returns why the actor may not make it; an empty text if the actor may."""
VERBS = {Action.CREATE: "add", Action.UPDATE: "change", Action.DELETE: "delete"}
_rules: dict[str, Rule] = {}


def rule_of(kind: str) -> Callable[[Rule], Rule]:
    """Registers the function as the rule for records of this kind, instead of ``by_permission``."""

    def register(rule: Rule) -> Rule:
        _rules[kind] = rule
        return rule

    return register


def may_propose(actor: Any) -> Callable[[Checked], str]:
    """Returns the function that ``apply`` takes as ``may``: it says why the actor may not make a proposal."""
    return lambda checked: _rules.get(checked.proposal.kind, by_permission)(actor, checked)


def has_right(actor: Any, action: str, kind: str) -> bool:
    """Returns whether the actor is staff and may add, change or delete records of this kind, whatever they say.

    Pages use it to show a button. Raises KeyError for an unknown kind.
    """
    return _has(actor, VERBS[Action(action)], tables.model_of(kind))


def by_permission(actor: Any, checked: Checked) -> str:
    """Returns the refusal if the actor lacks one of the permissions that the proposal needs."""
    lacking = [model for verb, model in _needed(checked) if not _has(actor, verb, model)]
    if not lacking:
        return ""
    if lacking[0] is checked.shape.model:
        return _("You do not have the right to do this.")
    words = {"rows": lacking[0]._meta.verbose_name_plural}
    return _("You do not have the right to change these rows of it: %(rows)s.") % words


def _has(actor: Any, verb: str, model: Any) -> bool:
    staff = bool(getattr(actor, "is_active", False) and getattr(actor, "is_staff", False))
    return staff and bool(actor.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"))


def _needed(checked: Checked) -> Iterator[tuple[str, Any]]:
    """Yields the permissions that the proposal needs, as verb and model, first that of the record itself.

    As on the editing side, rows have pages of their own: who changes only rows needs only their permissions.
    """
    rows = [part for part in checked.shape.belongings() if isinstance(part, Rows)]
    needed = [(verb, part.model) for part in rows for verb in _verbs(checked, part)]
    own = [part.name for part in checked.shape.parts if part not in rows]
    before, after = checked.before or {}, checked.after or {}
    if not needed or checked.proposal.action != Action.UPDATE or any(before.get(n) != after.get(n) for n in own):
        yield VERBS[Action(checked.proposal.action)], checked.shape.model
    yield from needed


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


def may_see(actor: Any, kind: str) -> bool:
    """Returns whether the actor may see the history of records of this kind: staff who may view them."""
    return _has(actor, "view", tables.model_of(kind))


def may_see_all(actor: Any) -> bool:
    """Returns whether the actor may see whole changes: the history of every kind that holds no personal data."""
    return all(may_see(actor, kind) for kind in tables.kinds() if not tables.is_private(kind))
