"""A cache of answers that is valid until any record changes.

A page of figures over thousands of projects is slow, and on most mornings nothing has changed since the last
reader. The version of the data (``changes/version.py``) shows that: every change of a record moves it, and nothing
else does (a sign-in, for example, does not).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import get_language

from changes.version import version

Answer = TypeVar("Answer")

MOST = 64
"""The number of answers that each process keeps. The least recently used one is dropped first."""

_answers: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = threading.Lock()


def remembered(key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """Returns the stored answer for ``key`` if no record has changed since; otherwise a new one.

    All readers share the answers: the key must contain everything that they depend on, and callers must not modify
    them.
    """
    before = mark()
    if before is None:
        return work_out()
    with _lock:
        kept = _answers.get(key)
        if kept and kept[0] == before:
            _answers.move_to_end(key)
            answer: Answer = kept[1]
            return answer
    answer = work_out()
    # A record was changed in the meantime, so the answer may mix old and new data
    if mark() == before:
        with _lock:
            _answers[key] = (before, answer)
            _answers.move_to_end(key)
            while len(_answers) > MOST:
                _answers.popitem(last=False)
    return answer


def forget() -> None:
    """Empties the cache, as in a new process."""
    with _lock:
        _answers.clear()


def question_of(filterset: Any) -> Hashable:
    """Returns a cache key for a page: the filters in force and the language."""
    return get_language(), tuple((name, *values) for name, values in sorted(filterset.chosen().items()))


def mark() -> Hashable | None:
    """Returns the version of the data; None in a transaction, which may have written rows that only it can see."""
    return None if connections[DEFAULT_DB_ALIAS].in_atomic_block else version()
