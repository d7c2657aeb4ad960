"""Times a call: after a warm-up, repeatedly, alone or alternately with another one."""

import gc
import time
from collections.abc import Callable, Iterator

from bench.goals import Goal
from bench.results import Reference, Result, compared, result
from bench.setting import Setting

Call = Callable[[], object]
Clock = Callable[[], float]


def milliseconds(call: Call, *, repeat: int, clock: Clock = time.perf_counter) -> list[float]:
    """Returns the milliseconds of each of ``repeat`` calls, after one call that is not counted.

    Garbage is collected before each call and not during it, so that no call pays for another call's garbage.
    """
    call()
    return [_once(call, clock) for _ in range(repeat)]


def alternately(
    ours: Call, theirs: Call, *, repeat: int, clock: Clock = time.perf_counter
) -> tuple[list[float], list[float]]:
    """Returns the milliseconds of ``repeat`` calls of each, ours and theirs in turn, after one of each that is not
    counted."""
    ours()
    theirs()
    pairs = [(_once(ours, clock), _once(theirs, clock)) for _ in range(repeat)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def timed(scenario: str, case: str, call: Call, setting: Setting, goal: Goal | None = None) -> Result:
    """Returns the milliseconds of a call, judged by a goal in milliseconds."""
    times = milliseconds(call, repeat=setting.repeat)
    return result(scenario, case, "ms", setting.database, times, goal=goal)


def timed_against(
    scenario: str, case: str, ours: Call, reference: tuple[str, Call], setting: Setting, goal: Goal | None = None
) -> Iterator[Result]:
    """Yields the milliseconds of a call with their ratio to those of a reference (its name and its call), and the
    reference's own. Both are called in turn, so that a busy machine slows both down."""
    name, theirs = reference
    times, beside = alternately(ours, theirs, repeat=setting.repeat)
    yield from compared(result(scenario, case, "ms", setting.database, times), times, Reference(name, beside), goal)


def _once(call: Call, clock: Clock) -> float:
    gc.collect()
    gc.disable()
    try:
        began = clock()
        call()
        return (clock() - began) * 1000
    finally:
        gc.enable()
