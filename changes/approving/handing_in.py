"""What accounts of organisations hand in: proposals that staff accept or send back.

This room does not know organisations. Other rooms register for which organisation an account acts, and what such an
account may hand in.
"""

from collections.abc import Callable
from typing import Any

from changes.check import Checked
from changes.models import WaitingProposal

ActsFor = Callable[[Any], int | None]
"""Takes a person. Returns the key of the organisation for which the account acts; None for all other accounts."""
Judges = Callable[[WaitingProposal], Callable[[Checked], str]]
"""Takes a proposal that was handed in. Returns the function that says why its author may not propose a record."""
_acts_for: list[ActsFor] = []
_judges: list[Judges] = []
_hinders: list[Callable[[WaitingProposal], str]] = []
_belongs: list[Callable[[Any], bool]] = []


def belonging_from(function: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Registers the function that knows whether an account is of an organisation, also if it has roles of staff."""
    _belongs[:] = [function]
    return function


def belongs_to_an_organisation(person: Any) -> bool:
    """Returns whether the account belongs to an organisation, also if it has roles of staff."""
    return bool(_belongs) and _belongs[0](person)


def acts_from(function: ActsFor) -> ActsFor:
    """Registers the function that knows for which organisation an account acts."""
    _acts_for[:] = [function]
    return function


def judged_by(function: Judges) -> Judges:
    """Registers the function that judges the records of proposals that were handed in."""
    _judges[:] = [function]
    return function


def organisation_of(person: Any) -> int | None:
    """Returns the key of the organisation for which the account acts; None for all other accounts."""
    return _acts_for[0](person) if _acts_for else None


def refusal_of(proposal: WaitingProposal) -> Callable[[Checked], str]:
    """Returns the function that says why the organisation may not hand in a record of this proposal any more."""
    return _judges[0](proposal)


def hindered_by(function: Callable[[WaitingProposal], str]) -> Callable[[WaitingProposal], str]:
    """Registers the function that says why a proposal that was handed in cannot be accepted any more, or ""."""
    _hinders[:] = [function]
    return function


def hindrance_of(proposal: WaitingProposal) -> str:
    """Returns why a proposal that was handed in cannot be accepted any more; empty: it can, or staff proposed it."""
    return _hinders[0](proposal) if proposal.handed_in_by and _hinders else ""
