"""Limits: a person can hold a role for some portfolios or councils only.

This room knows neither portfolios nor councils. Other rooms register to which of them a record belongs, as names such
as "portfolio:dokument-8", and to which names the roles of a person are limited. A limit narrows writing. It never
narrows reading.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from changes import tables
from changes.closing import at_close
from changes.models import Action, Change, RecordChange

Names = frozenset[str]
Belongs = Callable[[Mapping[str, Any]], Sequence[Names]]
"""Takes what a record says. Returns the names of each project that the record is about; empty: it is about none."""
GroupLimits = Callable[[Any], Mapping[int, Names]]
"""Takes a person. Returns the names to which their groups are limited, by the key of the group."""

_belongs: dict[str, Belongs] = {}
_open_to_add: set[str] = set()
_group_limits: list[GroupLimits] = []
_narrower: list[Callable[[Any], Names | None]] = []


def belongs(*kinds: str) -> Callable[[Belongs], Belongs]:
    """Registers the function that says to which projects records of these kinds belong."""

    def register(function: Belongs) -> Belongs:
        _belongs.update(dict.fromkeys(kinds, function))
        return function

    return register


def open_to_add(*kinds: str) -> None:
    """Registers kinds of shared records that a person with a limited role may add, although no portfolio has them."""
    _open_to_add.update(kinds)


def limits_from(function: GroupLimits) -> GroupLimits:
    """Registers the function that knows the limits of a person's groups."""
    _group_limits[:] = [function]
    return function


def narrows_to(function: Callable[[Any], Names | None]) -> Callable[[Any], Names | None]:
    """Registers the function that knows the names to which a person is limited whatever their roles, as by a key."""
    _narrower[:] = [function]
    return function


def narrowed_to(person: Any) -> Names | None:
    """Returns these names; None: the person's roles decide alone."""
    return _narrower[0](person) if _narrower else None


def limits_of(person: Any, permissions: Iterable[str]) -> Names | None:
    """Returns the names within which the person has one of these permissions; None: everywhere.

    A right that comes from two groups counts with the wider one. A permission of the account itself has no limits.
    Costs a query only for an account with rights from groups, and two for an account with limits.
    """
    if person.is_superuser:
        return None
    of_groups, own = person.get_group_permissions(), person.get_user_permissions()
    held = {name for name in permissions if name in of_groups or name in own}
    if not held or held & own:
        return None
    limited = _limited(person)
    if not limited:
        return None
    giving = [group for group, names in _groups(person).items() if names & held]
    if any(group not in limited for group in giving):
        return None
    return frozenset().union(*(limited[group] for group in giving))


def outside(person: Any, permissions: Iterable[str], kind: str, action: str, *said: Mapping[str, Any] | None) -> str:
    """Returns the sentence that refuses a write outside the limits of the person's role; empty if it lies within.

    ``said``: what the record says before and after the write. A shared record belongs to no portfolio: a person with
    limits may add it if its kind is open to add, and may not change or delete it. A key with limits may not add it.
    """
    states = [state for state in said if state is not None]
    limits, narrower = limits_of(person, permissions), narrowed_to(person)
    adds = action == Action.CREATE and kind in _open_to_add
    if limits is not None and not all(_within(limits, kind, state, shared=adds) for state in states):
        return _("This record lies outside the portfolios and councils to which your role is limited.")
    if narrower is not None and not all(_within(narrower, kind, state, shared=False) for state in states):
        return _("This record lies outside the portfolios to which your key is limited.")
    return ""


def _within(limits: Names, kind: str, said: Mapping[str, Any], *, shared: bool) -> bool:
    """``shared``: the answer for a record that belongs to no project."""
    projects = _belongs[kind](said) if kind in _belongs else ()
    return all(names & limits for names in projects) if projects else shared


def _limited(person: Any) -> Mapping[int, Names]:
    known: Any = getattr(person, "_group_limits", None)
    if known is None:
        known = person._group_limits = _group_limits[0](person) if _group_limits else {}
    return dict(known)


def _groups(person: Any) -> dict[int, set[str]]:
    known: Any = getattr(person, "_permissions_of_groups", None)
    if known is None:
        rows = Group.objects.filter(user=person.pk).values_list(
            "pk", "permissions__content_type__app_label", "permissions__codename"
        )
        known = person._permissions_of_groups = {}
        for group, app, codename in rows:
            known.setdefault(group, set()).add(f"{app}.{codename}")
    return dict(known)


@at_close
def keep_within_limits(change: Change, records: Sequence[RecordChange]) -> None:
    """Undoes a change that reaches outside its author's limits, whichever form or command made it.

    Pages and the API refuse earlier and say more. Raises PermissionDenied.
    """
    person = change.actor
    if person is None or not person.is_staff or (person.is_superuser and narrowed_to(person) is None):
        return
    for record in records:
        if not tables.is_private(record.kind):
            needed = permissions_on(record.kind)
            sentence = outside(person, needed, record.kind, record.action, record.before, record.after)
            if sentence:
                raise PermissionDenied(sentence)


def permissions_on(kind: str) -> list[str]:
    """Returns every permission to write records of this kind and the rows that belong to them."""
    models = [tables.model_of(kind), *(model for model, _key in tables.rows_of(kind))]
    return [permission(verb, model) for model in models for verb in ("add", "change", "delete")]


def permission(verb: str, model: Any) -> str:
    """Returns the name of Django's permission: "projects.change_project"."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
