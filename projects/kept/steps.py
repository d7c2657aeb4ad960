"""Says in the terminal what ``migrate`` does after the migrations, and with how many rows.

Filling columns or indexes of a large register takes minutes. Without these lines the command seems to hang.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Steps:
    """Writes a line for each step over existing rows, one for each part of it, and one when it is done."""

    def __init__(self, write: Callable[[str], Any] | None = None) -> None:
        self.write = write or (lambda _line: None)

    @contextmanager
    def step(self, name: str, rows: int) -> Iterator[Callable[[int], None]]:
        """Yields a function that takes the number of rows done so far. Without rows nothing is written."""
        began = time.monotonic()
        if rows:
            self.write(f"  {name}: {rows:,} rows ...")
        yield lambda done: self.write(f"    {done:,} of {rows:,}") if done < rows else None
        if rows:
            self.write(f"    OK, {time.monotonic() - began:.0f} s")


SILENT = Steps()


def steps_of(verbosity: int = 0, stdout: Any = None, **_options: Any) -> Steps:
    """Returns the steps for a receiver of ``post_migrate``, by the signal's own arguments. Silent at verbosity 0."""
    if verbosity < 1:
        return SILENT
    if stdout is None:
        return Steps(lambda line: print(line, flush=True))
    return Steps(lambda line: (stdout.write(f"{line}\n"), stdout.flush()))
