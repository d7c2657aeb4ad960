"""Times a call: after a warm-up, repeatedly."""

import gc
import time
from collections.abc import Callable


def milliseconds(
    call: Callable[[], object], *, repeat: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Returns the milliseconds of each of ``repeat`` calls, after one call that is not counted.

    Garbage is collected before each call and not during it, so that no call pays for another call's garbage.
    """
    call()
    return [_once(call, clock) for _ in range(repeat)]


def _once(call: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    gc.disable()
    try:
        began = clock()
        call()
        return (clock() - began) * 1000
    finally:
        gc.enable()
