"""Lines of a difference, packed: if everything changed, there is one for each row of money of the register."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any, Generic, TypeVar, overload

from reports.difference.numbers import Numbers, Overflow

Item = TypeVar("Item", bound=tuple[Any, ...])
SORTED_AT_ONCE = 20_000
"""Tuples that are sorted in memory. More are sorted in parts, and the parts are merged."""


class Shared:
    """Values that many lines share, each with a number."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number_of(self, value: Any) -> int:
        """Returns the number of a value, which is kept if it is new."""
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Packed(Sequence[Item], Generic[Item]):
    """Named tuples as whole numbers, most of them in a file when they are many.

    ``kind``: their class. ``shared``: the fields (by place) that are values of ``Shared``; others are whole numbers.
    ``overflow``: the file, which several sequences can share.
    """

    def __init__(self, kind: Any, shared: dict[int, Shared], overflow: Overflow) -> None:
        self._kind = kind
        self._shared = shared
        self._numbers = Numbers(len(kind._fields), overflow)

    def append(self, item: Item) -> None:
        """Adds a tuple."""
        shared = self._shared
        self._numbers.append(
            [shared[place].number_of(value) if place in shared else value for place, value in enumerate(item)]
        )

    def sort(self, key: Callable[[Item], int]) -> None:
        """Puts the tuples in the order of their keys; those with the same key stay in theirs."""
        if all(one <= other for one, other in pairwise(map(key, self))):
            return
        if len(self) <= SORTED_AT_ONCE:
            # In place: an answer that is remembered must not need a file while it is sorted
            in_order = sorted(self, key=key)
            self._numbers.clear()
            for item in in_order:
                self.append(item)
            return
        parts = [self._like(part) for part in self._sorted_parts(key)]
        merged = self._like(heapq.merge(*parts, key=key))
        for each in (self, *parts):
            each._numbers.clear()
        self._numbers = merged._numbers

    def _sorted_parts(self, key: Callable[[Item], int]) -> Iterator[list[Item]]:
        items = iter(self)
        while part := list(islice(items, SORTED_AT_ONCE)):
            yield sorted(part, key=key)

    def _like(self, items: Iterable[Item]) -> "Packed[Item]":
        made: Packed[Item] = Packed(self._kind, self._shared, self._numbers.overflow)
        for item in items:
            made.append(item)
        return made

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [self._item(self._numbers[one]) for one in range(*place.indices(len(self)))]
        return self._item(self._numbers[range(len(self))[place]])

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, self._numbers)

    def _item(self, numbers: Sequence[int]) -> Item:
        shared = self._shared
        values = (shared[at].values[number] if at in shared else number for at, number in enumerate(numbers))
        item: Item = self._kind(*values)
        return item
