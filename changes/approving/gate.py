"""The gate: a change that writes what takes two persons closes only if a second person approved it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from changes.models import Action

Names = frozenset[str]
"""As in ``changes/rights/limits.py``, which imports this module."""


class Wrote(Protocol):
    """What a change wrote to a record. A ``RecordChange`` is one."""

    kind: str
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass
class Meant:
    """What a proposal would write to a record."""

    kind: str
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class MustWait(PermissionDenied):
    """Nothing was written: the change needs the approval of a second person."""

    def __init__(self, belongs: Sequence[Names] = ()) -> None:
        self.belongs = belongs
        super().__init__(sentence())


Asks = Callable[[Sequence[Wrote]], Sequence[Names]]
"""Takes what a change wrote. Returns the portfolio and councils of each project whose money needs two persons; an
empty set of names stands for all portfolios. Returns nothing if one person may write all of it."""
Opens = Callable[[str, Any], bool]
"""Takes a kind, and the record to which a new row will belong, or None. Returns whether a proposal of it waits."""
_asks: list[Asks] = []
_opens: list[Opens] = []
_apps: set[str] = set()


def takes_two(function: Asks) -> Asks:
    """Registers which writes need two persons."""
    if function not in _asks:
        _asks.append(function)
    return function


def open_to_propose(function: Opens, *, app: str) -> None:
    """Registers what people without the right to write it may propose. ``app``: the room of its models."""
    _opens[:] = [function]
    _apps.add(app)


def sentence() -> str:
    """Returns why a change is not written at once."""
    return _("In this portfolio a second person approves what is written about money. Propose it on the pages.")


def needed_for(records: Sequence[Wrote]) -> list[Names]:
    """Returns the names of the projects whose money needs two persons; empty if no record needs them."""
    return [names for function in _asks for names in function(records)]


def hold(records: Sequence[Wrote], actor: Any, approver: Any, lent: Sequence[Names] = ()) -> None:
    """Raises MustWait if the records need two persons and only one stands behind them.

    ``lent``: what ``Checked.lent`` says of the proposals in it. The actor wrote them only because they wait, so the
    change waits even if nothing in its end needs two persons: a project that was moved away again, for example.
    """
    if approver is not None and approver != actor:
        return
    belongs = list(dict.fromkeys([*needed_for(records), *lent]))
    if belongs:
        raise MustWait(belongs)


def meant_by(checked: Any) -> Meant:
    """Returns what a checked proposal would write."""
    action = checked.proposal.action
    return Meant(checked.proposal.kind, action, checked.before, None if action == Action.DELETE else checked.after)


def waits(kind: str, of: Any) -> bool:
    """Returns whether a write of this kind to a record would wait for approval. ``of`` may be None: any record."""
    return any(function(kind, of) for function in _opens)


def may_be_proposed(models: Sequence[Any]) -> bool:
    """Returns whether rows of these models may be proposed by people who may not write them."""
    return all(model._meta.app_label in _apps for model in models)
