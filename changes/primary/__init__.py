"""Which database a thread means by "the database": the primary, or for a while a replica that is only read.

Every statement of the site goes to Django's alias ``default``. While a request reads from a replica, that alias is
connected to the replica in this thread. So no query names a database, and an answer never mixes two of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from asgiref.local import Local
from django.db import DEFAULT_DB_ALIAS, connections

_left = Local(thread_critical=True)
"""``primary``: the connection to the primary while this thread reads from a replica."""


def reads_replica() -> bool:
    """Returns whether this thread reads from a replica now."""
    return getattr(_left, "primary", None) is not None


@contextmanager
def reading_from(replica: Any) -> Iterator[None]:
    """Everything inside reads from this connection to a replica. The database refuses to write there."""
    primary = connections[DEFAULT_DB_ALIAS]
    _left.primary, connections[DEFAULT_DB_ALIAS] = primary, replica
    try:
        yield
    finally:
        _left.primary, connections[DEFAULT_DB_ALIAS] = None, primary


@contextmanager
def on_primary() -> Iterator[None]:
    """Everything inside reads and writes the primary, also while the request reads from a replica.

    For what has nothing to do with the register: who is signed in has to be true at once, and not only when a replica
    has heard of it.
    """
    primary, replica = getattr(_left, "primary", None), connections[DEFAULT_DB_ALIAS]
    if primary is None:
        yield
        return
    _left.primary, connections[DEFAULT_DB_ALIAS] = None, primary
    try:
        yield
    finally:
        _left.primary, connections[DEFAULT_DB_ALIAS] = primary, replica


def of_primary(function: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the function so that all of it happens on the primary."""

    @wraps(function)
    def within(*args: Any, **options: Any) -> Any:
        with on_primary():
            return function(*args, **options)

    return within
