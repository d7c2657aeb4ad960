"""Work that the answer to a request must not wait for, so that its time says nothing about the work."""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connections

log = logging.getLogger(__name__)


def later(work: Callable[[], None]) -> None:
    """Does the work in a thread of its own. An error goes into the log, with its kind only."""
    threading.Thread(target=_run, args=(work,), daemon=True).start()


def _run(work: Callable[[], None]) -> None:
    try:
        do(work)
    finally:
        connections.close_all()


def do(work: Callable[[], None]) -> None:
    """Does the work at once."""
    try:
        work()
    except (OSError, DatabaseError) as error:
        log.error("Work after an answer failed: %s", type(error).__name__)
