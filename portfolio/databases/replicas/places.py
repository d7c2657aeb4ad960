"""Places in the log of PostgreSQL (LSN), with the timeline to which they belong.

A place alone is not enough: after a promotion the new primary counts on from where the replica was. A server that kept
the lost end of the old log has the same numbers with other content, but it is on another timeline.
"""

from collections import deque
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from django.db import connection

BETWEEN = 1.0
"""The least seconds between two places of the primary that are remembered."""
_PLACE = "('x' || substr(pg_walfile_name(at), 1, 8))::bit(32)::bigint AS timeline, (at - '0/0')::bigint AS place"
_OF_READER = f"""
    SELECT now.timeline, now.place, kept.timeline, kept.place, (SELECT system_identifier FROM pg_control_system())
    FROM (SELECT {_PLACE} FROM pg_current_wal_flush_lsn() AS at) AS now
    LEFT JOIN accounts_lastwrite AS kept ON kept.account = %s
"""  # noqa: S608 (no value of a reader)
_NOTE = f"""
    INSERT INTO accounts_lastwrite (account, timeline, place)
    SELECT %s, {_PLACE} FROM pg_current_wal_insert_lsn() AS at
    ON CONFLICT (account) DO UPDATE SET timeline = excluded.timeline, place = excluded.place
    WHERE (accounts_lastwrite.timeline, accounts_lastwrite.place) < (excluded.timeline, excluded.place)
"""  # noqa: S608
_OF_REPLICA = """
    SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),
        GREATEST(
            (SELECT timeline_id FROM pg_control_checkpoint()),
            (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
            (SELECT received_tli FROM pg_stat_wal_receiver)
        ),
        (pg_last_wal_replay_lsn() - '0/0')::bigint,
        EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""


class Place(NamedTuple):
    """A place in the log. Later places of a timeline, and all of later timelines, are greater."""

    timeline: int
    place: int


class Needed(NamedTuple):
    """What a replica must have before a reader may read it."""

    now: Place
    """Where the primary is."""
    own: Place | None
    """Where the primary was after the reader's last write."""
    system: int
    """The number of the cluster. Copies have the same one."""


class Reached(NamedTuple):
    """How far a replica is."""

    follows: bool
    """Whether it is a replica at all. After its promotion it is none."""
    system: int
    timeline: int
    place: int
    seconds: float | None
    """How old the last transaction is that it has; None if it has none since its start."""


def needed_by(account: int | None) -> Needed:
    """Returns what a replica must have for this account; None: a reader without one. Asks the primary."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_READER, [account])
        timeline, place, own_timeline, own_place, system = cursor.fetchone()
    own = None if own_place is None else Place(own_timeline, own_place)
    return Needed(Place(timeline, place), own, system)


def note_write(account: int) -> None:
    """Notes where the primary is after a request with which an account wrote."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [account])


def reached_by(replica: Any) -> Reached:
    """Returns how far a replica is, by asking it."""
    with replica.cursor() as cursor:
        cursor.execute(_OF_REPLICA)
        return Reached(*cursor.fetchone())


class Seen:
    """Where the primary was in the last seconds, as this process saw it. It tells how old a replica's state is."""

    def __init__(self) -> None:
        self._places: deque[tuple[float, Place]] = deque()
        self._lock = Lock()

    def note(self, place: Place, seconds: float) -> None:
        """Notes where the primary is now, and forgets places that are older than so many seconds."""
        now = monotonic()
        with self._lock:
            while self._places and now - self._places[0][0] > seconds:
                self._places.popleft()
            if not self._places or now - self._places[-1][0] >= BETWEEN:
                self._places.append((now, place))

    def forget(self) -> None:
        """Forgets all places."""
        with self._lock:
            self._places.clear()

    def is_recent(self, reached: Place) -> bool:
        """Returns whether the primary was here, or before, within the seconds that are remembered."""
        with self._lock:
            return any(place <= reached for _moment, place in self._places)


def serves(needed: Needed, reached: Reached, seen: Seen) -> bool:
    """Returns whether a replica may answer: it follows this primary, is not too old, and has the reader's own write."""
    if not reached.follows or reached.system != needed.system or reached.timeline != needed.now.timeline:
        return False
    at = Place(reached.timeline, reached.place)
    return (needed.own is None or needed.own <= at) and (needed.now <= at or seen.is_recent(at))
