"""A cache of answers that is valid until any record changes.

A page of figures over thousands of projects is slow, and on most mornings nothing has changed since the last
reader. The version of the data (``changes/version.py``) shows that: every change of a record moves it, and nothing
else does (a sign-in, for example, does not).

There are two layers: the answers of this process, and a private folder that all processes share. An answer is kept
under the version that it was read in: one snapshot of the database gives both.
"""

import hashlib
import re
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import django
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import get_language

from changes.as_of.point import current_point, todays_date
from changes.version import version
from projects.remembering.counts import counts
from projects.remembering.folder import MISSING, PATIENCE, Folder, shared_folder
from projects.remembering.lists import sent_pages
from projects.remembering.snapshots import one_snapshot
from projects.remembering.tally import FIGURES_FOUND, FIGURES_MISSED

Answer = TypeVar("Answer")

MOST = 128
"""The number of answers that each process keeps. The least recently used one is dropped first."""

OF_THE_DAY = "stage:"
"""Part of a filter whose answer depends on the day."""

SHARED = re.compile(r"\d+:[0-9a-f]{16}(?:@\d+@[0-9-]{10})?")
"""A version that means the same data in every process: with the random mark of a change. The mark also tells apart
two databases, and a restored backup from the database before.
"""

_answers: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
_lock = threading.Lock()
_working: "WeakValueDictionary[Hashable, Any]" = WeakValueDictionary()
_read_in: ContextVar[str | None] = ContextVar("read_in", default=None)
"""The version of the snapshot in which an answer is being worked out."""


def remembered(key: Hashable, work_out: Callable[[], Answer], begun: str | None = None) -> Answer:
    """Returns the stored answer for ``key`` if no record has changed since; otherwise a new one.

    All readers share the answers: the key must contain everything that they depend on, and callers must not modify
    them. ``work_out`` only reads. Of several readers who miss the same answer at once, one works it out; the others
    wait for it a little. An answer may contain other remembered answers.

    ``begun``: the version of the data before the reader read anything that ``work_out`` uses. The answer is of this
    version; if a record changes before ``work_out`` has read everything, the answer is not kept.
    """
    now = begun or mark()
    if now is None:
        return work_out()
    # Kept beside the answer of now. Its addresses name the day as the reader did
    key = (key, point.number, point.day, point.asked) if (point := current_point()) else key
    answer = _found(key, now)
    if answer is not MISSING:
        FIGURES_FOUND.inc()
        return answer
    FIGURES_MISSED.inc()
    if _read_in.get() is not None:
        return _kept(key, now, work_out())
    with _only_one(key, now):
        answer = _found(key, now)
        return answer if answer is not MISSING else _worked_out(key, work_out, begun)


def _worked_out(key: Hashable, work_out: Callable[[], Answer], begun: str | None) -> Answer:
    with one_snapshot():
        # Records may have changed since the reader came: the first read of the snapshot says its version
        read = version()
        token = _read_in.set(read)
        try:
            answer = work_out()
        finally:
            _read_in.reset(token)
    is_mixed = begun is not None and read != begun
    return answer if read is None or is_mixed else _kept(key, read, answer)


def _found(key: Hashable, now: str) -> Any:
    with _lock:
        kept = _answers.get(key)
        if kept and kept[0] == now:
            _answers.move_to_end(key)
            return kept[1]
    folder = _folder(now)
    answer = folder.read(_name(key, now)) if folder else MISSING
    if answer is not MISSING:
        _keep_here(key, now, answer)
    return answer


def _kept(key: Hashable, now: str, answer: Answer) -> Answer:
    _keep_here(key, now, answer)
    if folder := _folder(now):
        folder.write(_name(key, now), answer)
    return answer


def _keep_here(key: Hashable, now: str, answer: Any) -> None:
    with _lock:
        _answers[key] = (now, answer)
        _answers.move_to_end(key)
        while len(_answers) > MOST:
            _answers.popitem(last=False)


@contextmanager
def _only_one(key: Hashable, now: str) -> Iterator[None]:
    # One deadline for both locks: the thread's and the one between processes
    deadline = time.monotonic() + PATIENCE
    lock = _working.setdefault((key, now), threading.Lock())
    got = lock.acquire(timeout=PATIENCE)
    folder = _folder(now)
    try:
        if folder:
            with folder.only_one(_name(key, now), deadline):
                yield
        else:
            yield
    finally:
        if got:
            lock.release()


def _folder(now: str) -> Folder | None:
    return shared_folder() if SHARED.fullmatch(now) else None


def _name(key: Hashable, now: str) -> str:
    return hashlib.sha256(repr((now, key, _program())).encode()).hexdigest()[:40]


@cache
def _program() -> str:
    """Returns what answers depend on besides the data: the code, and the versions of Python and Django."""
    folders = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    files += [file for folder in settings.LOCALE_PATHS for file in Path(folder).rglob("*.mo")]
    code = sorted((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return hashlib.sha256(repr((code, sys.version_info[:3], django.VERSION)).encode()).hexdigest()


def forget() -> None:
    """Empties the cache, as on a new machine: the answers of this process, and those in the folder."""
    with _lock:
        _answers.clear()
    sent_pages.forget()
    counts.forget()
    if folder := shared_folder():
        folder.empty()


def forget_answers(_account: Any, _terms: Any) -> dict[str, int]:
    """Empties the cache after an erasure: an answer may name the person. It holds copies only, so it counts nothing."""
    forget()
    return {}


def question_of(filterset: Any) -> Hashable:
    """Returns a cache key for a page: the filters in force and the language."""
    chosen = tuple((name, *values) for name, values in sorted(filterset.chosen().items()))
    # The stage of a grant is another one tomorrow, though no record changes
    today = todays_date() if any(OF_THE_DAY in value for values in chosen for value in values) else None
    return get_language(), chosen, today


def mark() -> str | None:
    """Returns the version of the data; None in a transaction, which may have written rows that only it can see."""
    if (read := _read_in.get()) is not None:
        return read
    # Nothing is written in the transaction that reads as of a change
    in_atomic_block = connections[DEFAULT_DB_ALIAS].in_atomic_block and current_point() is None
    return None if in_atomic_block else version()
