"""Who may lay a ledger beside the register: staff who may see entries. Keeping matches is a right of its own."""

from typing import Any

from django.core.exceptions import PermissionDenied


def may_compare(user: Any) -> bool:
    """Returns whether the account may send ledgers and see how they differ from the register."""
    return bool(user.is_active and user.is_staff and user.has_perm("budgets.view_entry"))


def may_match(user: Any) -> bool:
    """Returns whether the account may keep and withdraw matches."""
    return may_compare(user) and bool(user.has_perm("budgets.add_bookmatch"))


def check_may_compare(user: Any) -> None:
    """Raises PermissionDenied for accounts that may not."""
    if not may_compare(user):
        raise PermissionDenied


def check_may_match(user: Any) -> None:
    """Raises PermissionDenied for accounts that may not."""
    if not may_match(user):
        raise PermissionDenied
