"""Who may read and write comments and tasks: staff. Other readers and the accounts of organisations do not see them."""

from typing import Any

from django.core.exceptions import PermissionDenied


def may_use(user: Any) -> bool:
    """Returns whether the account belongs to the staff."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def check_may_use(user: Any) -> None:
    """Raises PermissionDenied for accounts that do not belong to the staff."""
    if not may_use(user):
        raise PermissionDenied


def may_change(user: Any, row: Any) -> bool:
    """Returns whether the person may change a comment or a task and withdraw it: its author, and who does the task."""
    return may_use(user) and user.pk in (row.author_id, getattr(row, "person_id", None))
