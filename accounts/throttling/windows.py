"""Counters of requests in the running minute, which all processes of a site share.

On one host, each counter is a file in the folder for shared answers, and each request adds one byte to it: appending is
atomic, so the size of the file is the number of requests. A counter in the database would make every request a writer,
and on SQLite writers wait for each other. Without the folder each process counts alone.

Several hosts (``SEVERAL_HOSTS``) have no folder in which that is true. They count in the database, without waiting for
its disk: a counter that is lost with a server lets a program ask a little more.
"""

import logging
import os
import shutil
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection, transaction

from accounts.throttling import counting
from projects.remembering.folder import shared_folder

SECONDS = 60
FOLDER = "requests"
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC

log = logging.getLogger(__name__)
_here: dict[tuple[int, str], int] = {}
_lock = threading.Lock()


def counted(name: str, most: int) -> tuple[int, int]:
    """Counts one request. Returns its number in the running minute, and the seconds that are left of it.

    ``name``: letters and digits. Beyond ``most`` the number is ``most + 1``.
    """
    now = time.time()
    window = int(now // SECONDS)
    left = max(1, int((window + 1) * SECONDS - now + 0.999))
    if settings.SEVERAL_HOSTS:
        return _counted_in_database((window + 1) * SECONDS, int(now), name, most), left
    folder = shared_folder()
    if folder is None:
        return _counted_here(window, name, most), left
    try:
        return _counted_in(folder.path / FOLDER, window, name, most), left
    except OSError:
        # A full disk must not stop reading
        return _counted_here(window, name, most), left


def _counted_in(folder: Path, window: int, name: str, most: int) -> int:
    path = f"{folder}/{window}"
    try:
        file = os.open(f"{path}/{name}", FLAGS, 0o600)
    except FileNotFoundError:
        Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_before(folder, window)
        file = os.open(f"{path}/{name}", FLAGS, 0o600)
    try:
        os.write(file, b".")
        return min(os.fstat(file).st_size, most + 1)
    finally:
        os.close(file)


def _counted_in_database(ends: int, now: int, name: str, most: int) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL synchronous_commit = off")
            return min(counting.counted(cursor, f"minute-{name}", ends, now)[0], most + 1)
    except (OperationalError, InternalError, InterfaceError) as error:
        # Whoever only reads must not be stopped by a database that cannot be written to
        log.info("A request was counted for this process only: %s", error)
        return _counted_here(ends // SECONDS - 1, name, most)


def _forget_before(folder: Path, window: int) -> None:
    """Deletes the counters of earlier minutes. Another process may still count in the last one."""
    for old in folder.iterdir():
        if old.name.isdigit() and int(old.name) < window - 1:
            shutil.rmtree(old, ignore_errors=True)


def _counted_here(window: int, name: str, most: int) -> int:
    with _lock:
        for old in [key for key in _here if key[0] != window]:
            del _here[old]
        number = min(_here.get((window, name), 0), most) + 1
        _here[window, name] = number
        return number
