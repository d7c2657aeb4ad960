"""What was worked out before and still holds: remembered exactly as long as no record is changed.

A page of figures over thousands of projects takes its time; most mornings nothing has changed since the last reader
asked. The version of the data (``changes/version.py``) says so: every change of a record moves it, and nothing else
does, such as a sign-in.
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
"""So many answers are remembered in each process; the one that was asked for longest ago goes first."""

_answers: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = threading.Lock()


def remembered(key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer to what ``key`` stands for: the one from before, if nothing was written since, else a new one.

    Answers are shared by all readers: the key has to hold whatever they depend on, and nobody may change them.
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
    # Written to in the meantime: what was read may be half old, half new
    if mark() == before:
        with _lock:
            _answers[key] = (before, answer)
            _answers.move_to_end(key)
            while len(_answers) > MOST:
                _answers.popitem(last=False)
    return answer


def forget() -> None:
    """Forgets everything, as a new process would."""
    with _lock:
        _answers.clear()


def question_of(filterset: Any) -> Hashable:
    """Returns a key for what the reader wants to know: the filters in force and the language."""
    return get_language(), tuple((name, *values) for name, values in sorted(filterset.chosen().items()))


def mark() -> Hashable | None:
    """The version of the data; None within a transaction, which may have written rows that it alone sees."""
    return None if connections[DEFAULT_DB_ALIAS].in_atomic_block else version()
