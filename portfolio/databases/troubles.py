"""Turns database failures into answers for the reader: a status and a sentence for each kind of failure."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

REMEMBERED = 60
"""Seconds during which ``/healthz`` reports that a write found the disk full."""


@dataclass(frozen=True)
class Trouble:
    """A failure: HTTP status, heading, sentence, and the seconds to wait before trying again (None: unknown)."""

    status: int
    heading: Any
    sentence: Any
    retry_after: int | None = None


TOO_LONG = Trouble(
    503,
    _("The question took too long"),
    _("The question took too long and was stopped. Choose fewer projects or a shorter period, then try again."),
)
DISK_FULL = Trouble(
    507,
    _("The disk is full"),
    _("The server has no space left on its disk, so nothing was saved. Please tell whoever runs this site."),
)
LOST = Trouble(
    503,
    _("The database cannot be reached"),
    _("The database cannot be reached at the moment. Nothing was saved. Try again in a moment."),
    retry_after=10,
)

_LATE = ("57014",)  # query_canceled
_FULL = ("53100",)  # disk_full
_SQLITE = (
    ("interrupted", TOO_LONG),
    ("database or disk is full", DISK_FULL),
    ("unable to open database file", LOST),
    ("disk I/O error", LOST),
    ("database is locked", LOST),
)
_GONE = ("08", "57P")
"""First characters of PostgreSQL's codes for connection errors and for a server that stops or starts."""

_seen_full: list[float] = []


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Returns the known kind of failure behind an error; None for a fault in the code. Remembers a full disk."""
    for cause in _chain(error):
        found = _kind(cause)
        if found is DISK_FULL:
            _seen_full[:] = [monotonic()]
        if found:
            return found
    return None


def disk_was_full() -> bool:
    """Returns whether this process found the disk full within the last minute."""
    return bool(_seen_full) and monotonic() - _seen_full[0] < REMEMBERED


def forget() -> None:
    """Forgets that the disk was full. A new process starts this way."""
    _seen_full.clear()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    code = getattr(error.__cause__, "pgcode", None) or ""
    if code:
        return _by_code(code)
    words = str(error)
    for part, trouble in _SQLITE:
        if part in words:
            return trouble
    # An error without a code means in psycopg2 that the connection failed or was lost
    by_psycopg2 = type(error.__cause__).__module__.startswith("psycopg2")
    return LOST if by_psycopg2 and isinstance(error, OperationalError | InterfaceError) else None


def _by_code(code: str) -> Trouble | None:
    if code in _LATE:
        return TOO_LONG
    if code in _FULL:
        return DISK_FULL
    return LOST if code.startswith(_GONE) else None
