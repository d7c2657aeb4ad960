"""How far each replica is behind, for those who watch the site."""

from typing import NamedTuple

from django.conf import settings

from portfolio.databases.replicas.connecting import names, reached_now, seen
from portfolio.databases.replicas.places import needed_by, serves


class Lag(NamedTuple):
    """How far a replica is behind."""

    serves: bool
    """Whether it answers readers who have not written just now."""
    seconds: float | None
    """None: it does not answer, or follows another primary."""
    bytes: int | None
    """Of the log, that it has not replayed yet."""


def lags() -> dict[str, Lag]:
    """Returns how far each replica is behind; nothing without replicas. Asks all of them."""
    if not settings.REPLICAS:
        return {}
    needed = needed_by(None)
    seen.note(needed.now, settings.REPLICA_LAG_SECONDS)
    found = {}
    for number, name in enumerate(names()):
        reached = reached_now(number)
        if reached is None or not reached.follows or reached.timeline != needed.now.timeline:
            found[name] = Lag(serves=False, seconds=None, bytes=None)
            continue
        behind = max(needed.now.place - reached.place, 0)
        # Where nothing is missing, the last transaction may be old
        found[name] = Lag(serves(needed, reached, seen), (reached.seconds or 0.0) if behind else 0.0, behind)
    return found
