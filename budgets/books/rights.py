"""Who may lay a ledger beside the register: staff who may see entries. Keeping matches is a right of its own."""

from typing import Any

from changes.rights import SEE, decides, has_right

COMPARE, MATCH = "compare", "match"


@decides(COMPARE, "ledger")
def may_compare(user: Any, _row: Any) -> bool:
    """Returns whether the account may send ledgers and see how they differ from the register."""
    return has_right(user, SEE, "entry")


@decides(MATCH, "ledger")
def may_match(user: Any, _row: Any) -> bool:
    """Returns whether the account may keep and withdraw matches."""
    return has_right(user, SEE, "entry") and bool(user.has_perm("budgets.add_bookmatch"))
