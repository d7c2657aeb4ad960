"""Accounts of organisations. This room does not keep which account belongs to which organisation: the calendar does."""

from collections.abc import Callable
from typing import Any

Joins = Callable[[Any, Any], None]
"""Takes an account and an organisation, and makes the account one of the organisation."""
_joins: list[Joins] = []


def joins(function: Joins) -> Joins:
    """Registers the function that makes an account one of an organisation."""
    _joins[:] = [function]
    return function


def join(user: Any, organisation: Any) -> None:
    """Makes an account one of the organisation."""
    _joins[0](user, organisation)


def organisation_of(user: Any) -> Any:
    """Returns the organisation to which an account belongs; None for all other accounts. Costs a query."""
    row = getattr(user, "contributor", None)
    return row.organisation if row is not None else None
