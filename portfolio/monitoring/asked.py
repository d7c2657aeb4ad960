"""The request that this thread answers: its number, and what it has asked of the database so far.

Lines of the log name the number, so that all lines of one request can be found. nginx or another proxy may choose it
(``X-Request-ID``); otherwise it is random.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
"""What a proxy may send. Anything else is replaced: it would be a text of a stranger in our log."""


@dataclass
class Asked:
    """A request while it is answered."""

    number: str
    begun: float = field(default_factory=perf_counter)
    """Seconds of the clock ``perf_counter``."""
    queries: int = 0
    database_seconds: float = 0.0
    """Of statements until they returned. The rows that SQLite finds while it is read come on top."""

    def seconds(self) -> float:
        """Returns the seconds since the request came."""
        return perf_counter() - self.begun


_now: ContextVar[Asked | None] = ContextVar("asked", default=None)


def begin(sent: str) -> Asked:
    """Notes that this thread begins to answer a request. ``sent``: its number, if a proxy sent one."""
    asked = Asked(sent if NUMBER.fullmatch(sent) else secrets.token_hex(16))
    _now.set(asked)
    return asked


def end() -> None:
    """Notes that the answer was sent."""
    _now.set(None)


def current() -> Asked | None:
    """Returns the request that this thread answers."""
    return _now.get()


def counting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Runs a statement and counts it for the request (Django, "Database instrumentation")."""
    asked = _now.get()
    if asked is None:
        return execute(sql, params, many, context)
    begun = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        asked.queries += 1
        asked.database_seconds += perf_counter() - begun


def count_on(connection: Any, **_signal: Any) -> None:
    """Counts the statements of a connection that was opened."""
    if counting not in connection.execute_wrappers:
        connection.execute_wrappers.append(counting)
