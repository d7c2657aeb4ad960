"""Rows of which some columns are not known, because the cell of a table cannot be read.

Every rule that reads none of these columns can be judged all the same. A rule that reads one of them raises Unreadable:
nobody knows what it would say.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_alone: ContextVar[bool] = ContextVar("alone", default=False)


class Unreadable(Exception):
    """A rule read something that is not known."""


def hide(row: Any, columns: Collection[str]) -> None:
    """Lets everything that reads these columns of a row raise Unreadable."""
    for name in columns:
        column = row._meta.get_field(name)
        row.__dict__.pop(column.attname, None)
        if column.is_relation and column.is_cached(row):
            column.delete_cached_value(row)
    if columns:
        # Django asks the row itself for a column that it does not hold
        vars(row)["refresh_from_db"] = _refuse


def _refuse(*_args: Any, **_options: Any) -> None:
    raise Unreadable


@contextmanager
def judging_alone() -> Iterator[None]:
    """Judges rows beside which other rows of the same change are not written: what counts those is not known."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def needs_the_others() -> None:
    """Call it before a rule counts rows that the same change may write. Raises Unreadable where they are missing."""
    if _alone.get():
        raise Unreadable


def if_known(judge: Callable[[], Any], otherwise: Any) -> Any:
    """Returns what a rule says; ``otherwise`` if it read something that is not known."""
    try:
        return judge()
    except Unreadable:
        return otherwise
