"""Who may read and write comments and tasks: staff. Other readers and the accounts of organisations do not see them."""

from typing import Any

from changes.models import Action
from changes.rights import decides, is_staff

USE = "use"


@decides(USE, "desk")
def may_use(user: Any, _row: Any) -> bool:
    """Returns whether the account belongs to the staff, whose pages are the desk, "My work" and the comments."""
    return is_staff(user)


@decides(Action.UPDATE, "comment", "task")
def may_change(user: Any, row: Any) -> bool:
    """Returns whether the person may change a comment or a task and withdraw it: its author, and who does the task."""
    return is_staff(user) and user.pk in (row.author_id, getattr(row, "person_id", None))
