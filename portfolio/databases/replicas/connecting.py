"""The connections to the replicas: for each thread its own, kept as Django keeps that to the primary."""

import itertools
import logging
from functools import cache
from time import monotonic
from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.utils import load_backend

from changes.primary import reads_replica
from portfolio.databases.replicas.places import Reached, Seen, needed_by, reached_by, serves

PAUSE = 10.0
"""Seconds for which a process leaves a replica alone that did not answer."""

log = logging.getLogger(__name__)
_kept = Local(thread_critical=True)
_turn = itertools.count()
_failed: dict[int, float] = {}
"""Number of a replica → the moment at which it did not answer."""
seen = Seen()


def names() -> list[str]:
    """Returns the names of the replicas, in the order of ``REPLICA_URLS``."""
    return [f"replica{number}" for number in range(1, len(settings.REPLICAS) + 1)]


def connection_to(number: int) -> Any:
    """Returns this thread's connection to a replica. Its alias is Django's usual one, whose place it will take."""
    kept = _of_thread()
    if number not in kept:
        kept[number] = load_backend(_database(number)["ENGINE"]).DatabaseWrapper(_database(number), DEFAULT_DB_ALIAS)
    return kept[number]


def _of_thread() -> dict[int, Any]:
    if not hasattr(_kept, "wrappers"):
        _kept.wrappers = {}
    found: dict[int, Any] = _kept.wrappers
    return found


@cache
def _database(number: int) -> dict[str, Any]:
    configured: dict[str, Any] = connections.configure_settings({DEFAULT_DB_ALIAS: dict(settings.REPLICAS[number])})
    return configured[DEFAULT_DB_ALIAS]


def replica_for(account: int | None) -> Any:
    """Returns the connection to a replica that may answer a reader; None: the primary answers."""
    if connections[DEFAULT_DB_ALIAS].in_atomic_block or reads_replica():
        return None
    needed = needed_by(account)
    seen.note(needed.now, settings.REPLICA_LAG_SECONDS)
    count, first = len(settings.REPLICAS), next(_turn)
    for number in ((first + step) % count for step in range(count)):
        reached = reached_now(number)
        if reached and serves(needed, reached, seen):
            return connection_to(number)
    return None


def reached_now(number: int) -> Reached | None:
    """Returns how far a replica is; None if it does not answer, or did not a moment ago."""
    if monotonic() - _failed.get(number, -PAUSE) < PAUSE:
        return None
    replica = connection_to(number)
    was_kept = replica.connection is not None
    try:
        return reached_by(replica)
    except (DatabaseError, InterfaceError) as error:
        replica.close()
        if was_kept:
            # The replica was started again since the last request. A new connection tells
            return reached_now(number)
        _failed[number] = monotonic()
        log.warning("The replica %s does not answer: %s", names()[number], str(error).strip())
        return None


def forget() -> None:
    """Closes this thread's connections, and forgets what is known of the replicas: for other ``REPLICA_URLS``."""
    for replica in _of_thread().values():
        replica.close()
    _of_thread().clear()
    _database.cache_clear()
    _failed.clear()
    seen.forget()


def close_old(**_signal: Any) -> None:
    """Closes connections of this thread that are too old or broken: at the beginning and the end of each request."""
    for replica in _of_thread().values():
        replica.close_if_unusable_or_obsolete()
