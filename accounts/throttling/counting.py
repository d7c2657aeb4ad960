"""Counting in the database: exact, however many workers count at once."""

import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from accounts.throttling.models import Tries

COUNT = """
    INSERT INTO accounts_tries (key, number, ends, account) VALUES (%s, 1, %s, %s)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN accounts_tries.ends BETWEEN %s AND %s THEN accounts_tries.number + 1 ELSE 1 END,
        ends = CASE WHEN accounts_tries.ends BETWEEN %s AND %s THEN accounts_tries.ends ELSE excluded.ends END
    RETURNING number, ends
"""
"""Adds one to a counter. A counter begins again if its window does not end between two moments: it has ended, or it was
begun by a clock that was wrong. Both databases know this statement."""
SKEW = 60
"""Seconds by which the clocks of two servers may differ. A window that ends later was begun by a clock that was set
back since; nobody shall wait until that clock's time."""


class Bound(NamedTuple):
    """A counter and its bound."""

    key: str
    most: int
    """The most tries in a window."""
    account: str = ""
    """The hash of the account that waits when the counter is full; empty: everybody at an address waits."""


Bounds = Sequence[Bound]
"""Always in the same order, so that writers never deadlock."""


def count(bounds: Bounds, seconds: int) -> int:
    """Counts one try under each key, within a window of so many seconds. Returns 0, or the seconds to wait if one of
    the counters is full. A refused try is not counted at all, so it prolongs nothing and costs no write."""
    wait = _wait(bounds, seconds)
    if wait:
        return wait
    now = int(time.time())
    with transaction.atomic(), connection.cursor() as cursor:
        for key, most, account in bounds:
            number, ends = counted(cursor, key, now + seconds, now, account)
            if number > most:
                # Another worker counted the last try since we looked
                wait = max(wait, ends - now, 1)
        if wait:
            transaction.set_rollback(True)
    if not wait:
        forget_old()
    return wait


def counted(cursor: Any, key: str, ends: int, now: int, account: str = "") -> tuple[int, int]:
    """Adds one to a counter whose window would end at ``ends``. Returns its number, and when its window ends."""
    running = [now + 1, ends + SKEW]
    cursor.execute(COUNT, [key, ends, account, *running, *running])
    number, until = cursor.fetchone()
    return int(number), int(until)


def _wait(bounds: Bounds, seconds: int) -> int:
    """Returns the seconds until no counter is full any more; 0 if none is."""
    now, most = int(time.time()), {bound.key: bound.most for bound in bounds}
    running = Tries.objects.filter(key__in=list(most), ends__gt=now, ends__lte=now + seconds + SKEW)
    rows = running.values_list("key", "number", "ends")
    return max((ends - now for key, number, ends in rows if number >= most[key]), default=0)


def take_back(keys: Iterable[str]) -> None:
    """Counts one try less under each key."""
    for key in keys:
        Tries.objects.filter(key=key, number__gt=0).update(number=F("number") - 1)


def forget(account: str) -> int:
    """Deletes the counters of an account, given by its hash. Returns how many there were."""
    return Tries.objects.filter(account=account).delete()[0]


def forget_old() -> int:
    """Deletes the counters whose window has ended. Returns how many."""
    old = Tries.objects.filter(ends__lte=int(time.time()))
    # Looks first: on SQLite, a deletion waits for other writers even if nothing is to be deleted
    return old.delete()[0] if old.exists() else 0
