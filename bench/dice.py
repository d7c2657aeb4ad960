"""Chance that is the same on every machine and in every version of Python."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values, of which some come up more often than others: ``Weighted({"closed": 4, "ongoing": 1})``."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.values = list(weights)
        self.edges = list(accumulate(weights.values()))

    @classmethod
    def by_rank(cls, values: Iterable[T], head: int) -> "Weighted[T]":
        """The first come up most often, by one over their rank (Zipf); ``head`` flattens the top."""
        return cls({value: 1 / (rank + head) for rank, value in enumerate(values)})


class Dice:
    """Draws that rest on ``Random.random()`` alone.

    Of the module's numbers only these are promised to stay the same for a seed from one Python to the next. No
    function of the machine's mathematics library is used either: its last digit may differ.
    """

    def __init__(self, *seed: int | str) -> None:
        self._random = Random(":".join(map(str, seed))).random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def one_of(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def weighted(self, weights: Weighted[T]) -> T:
        return weights.values[bisect_right(weights.edges, self._random() * weights.edges[-1])]

    def some_of(self, values: Sequence[T], number: int) -> list[T]:
        """Different values, in the order in which they were drawn; all of them where there are fewer."""
        left = list(values)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(number, len(left)))]

    def some_weighted(self, weights: Weighted[T], number: int) -> list[T]:
        """Up to ``number`` different values: one that comes up twice is not replaced."""
        return list(dict.fromkeys(self.weighted(weights) for _ in range(number)))

    def heavy_tailed(self, low: int, high: int) -> int:
        """A whole number of which half lie below ``2 * low`` and a few near ``high`` (Pareto, exponent 1)."""
        return min(high, int(low / (1 - self._random())))
