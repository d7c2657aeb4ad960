"""What checks read for one proposal after the other, and read once for all proposals of a change."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from changes.opened import current

Read = TypeVar("Read")


def remembered(models: Collection[Any], read: Callable[[], Read]) -> Read:
    """Returns what ``read`` returns. While proposals are applied, it is called once, and again after their change has
    written a row of one of these models: the answer must depend on no other table.

    Name the function at the level of its module: it is the key of what is remembered.
    """
    change = current()
    if change is None or change.waiting is None:
        return read()
    known = change.remembered.setdefault(frozenset(model._meta.db_table for model in models), {})
    if read not in known:
        known[read] = read()
    found: Read = known[read]
    return found
