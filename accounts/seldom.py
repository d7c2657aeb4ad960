"""Writes that may be left out: when a session or a key was last used."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection, transaction

from changes.as_of.point import current_point

MILLISECONDS = 100
"""So long such a write waits on SQLite for others that write. A reader must not wait for a long import."""

log = logging.getLogger(__name__)


def is_writable() -> bool:
    """Returns whether this request writes at all, even the last use."""
    return current_point() is None


def write_if_free(write: Callable[[], object]) -> None:
    """Calls ``write`` in a transaction. Writes nothing of it if the database cannot take it now: the disk is full, or
    a long change is being written, so that the transaction cannot even begin.

    Nobody calls it while the register is read as of an earlier day: that transaction writes nothing (``is_writable``).
    """
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    try:
        if alone:
            _wait_at_most(MILLISECONDS)
        with transaction.atomic():
            write()
    except DatabaseError as error:
        log.info("The last use was not written: %s", error)
    finally:
        if alone:
            _wait_at_most(int(1000 * float(connection.settings_dict["OPTIONS"].get("timeout", 5))))


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
