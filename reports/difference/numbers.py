"""Rows of whole numbers that leave the memory for a temporary file when they become many.

A difference has a line for each row of money of the register if everything changed. A worker must not become larger
with the register, so most of a million lines are in a file.
"""

import weakref
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, cast

WHOLE_NUMBER = "q"
BYTES = array(WHOLE_NUMBER).itemsize
MOST_IN_MEMORY = 200_000
"""Numbers that are in memory at once, of all rows that share an ``Overflow``: 1.6 MB."""
READ_AT_ONCE = 6_000
"""Numbers that are read from the file at a time, when rows are read one after the other."""


class Overflow:
    """The file of numbers that are too many for the memory. It is made when the first number goes into it."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0
        self._in_memory = 0
        self._waiting: dict[int, Numbers] = {}

    def added(self, to: "Numbers", count: int) -> None:
        """Counts numbers that were added. Puts those of all rows into the file, if they became too many."""
        self._waiting[id(to)] = to
        self._in_memory += count
        if self._in_memory > MOST_IN_MEMORY:
            for numbers in self._waiting.values():
                numbers.leave_memory()
            self._waiting.clear()
            self._in_memory = 0

    def removed(self, numbers: "Numbers", count: int) -> None:
        """Forgets rows that are gone, of which ``count`` numbers were in memory."""
        self._waiting.pop(id(numbers), None)
        self._in_memory -= count

    def write(self, numbers: "array[int]") -> int:
        """Writes numbers at the end of the file; returns the place of the first one, in numbers."""
        if self._file is None:
            self._file = TemporaryFile(prefix="oversigt-")  # noqa: SIM115 - closed when this object goes
            weakref.finalize(self, self._file.close)
        place = self._end
        self._file.seek(place * BYTES)
        numbers.tofile(self._file)
        self._end += len(numbers)
        return place

    def read(self, place: int, count: int) -> "array[int]":
        """Returns numbers that were written."""
        file = cast(IO[bytes], self._file)
        file.seek(place * BYTES)
        found = array(WHOLE_NUMBER)
        found.fromfile(file, count)
        return found


class Numbers:
    """Rows of whole numbers, each of ``width`` numbers. Rows are added at the end and read at any place."""

    def __init__(self, width: int, overflow: Overflow) -> None:
        self.width = width
        self.overflow = overflow
        self._memory = array(WHOLE_NUMBER)
        self._places = array(WHOLE_NUMBER)
        """Where each part in the file begins there."""
        self._ends = array(WHOLE_NUMBER)
        """How many numbers the parts in the file have up to the end of each."""

    def append(self, row: Sequence[int]) -> None:
        """Adds a row."""
        self._memory.extend(row)
        self.overflow.added(self, self.width)

    def clear(self) -> None:
        """Removes all rows. Their place in the file is not used again."""
        self.overflow.removed(self, len(self._memory))
        for each in (self._memory, self._places, self._ends):
            del each[:]

    def leave_memory(self) -> None:
        """Moves the numbers that are in memory into the file."""
        if self._memory:
            self._places.append(self.overflow.write(self._memory))
            self._ends.append(self._in_file + len(self._memory))
            self._memory = array(WHOLE_NUMBER)

    def __len__(self) -> int:
        return (self._in_file + len(self._memory)) // self.width

    def __getitem__(self, row: int) -> "array[int]":
        """Returns a row by its place, counted from 0."""
        start = row * self.width
        if start >= self._in_file:
            start -= self._in_file
            return self._memory[start : start + self.width]
        part = bisect_right(self._ends, start)
        before = self._ends[part - 1] if part else 0
        return self.overflow.read(self._places[part] + start - before, self.width)

    def __iter__(self) -> Iterator["array[int]"]:
        """Yields all rows. Reads a few of them at a time."""
        for numbers in self._in_parts():
            for start in range(0, len(numbers), self.width):
                yield numbers[start : start + self.width]

    @property
    def _in_file(self) -> int:
        return self._ends[-1] if self._ends else 0

    def _in_parts(self) -> Iterator["array[int]"]:
        step = READ_AT_ONCE // self.width * self.width
        before = 0
        for place, end in zip(self._places, self._ends, strict=True):
            for start in range(0, end - before, step):
                yield self.overflow.read(place + start, min(step, end - before - start))
            before = end
        yield self._memory
