"""How long something takes: warmed up, repeated, and never the first time it is done."""

import gc
import time
from collections.abc import Callable


def milliseconds(
    call: Callable[[], object], *, repeat: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """How long each of ``repeat`` calls took, in milliseconds, after one that is not counted.

    Rubbish is collected before each call and not during it, so that no call pays for another's.
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
