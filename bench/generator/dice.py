"""Random draws that are the same on every machine and in every version of Python."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values that are drawn with different weights: ``Weighted({"closed": 4, "ongoing": 1})``."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.values = list(weights)
        self.edges = list(accumulate(weights.values()))

    @classmethod
    def by_rank(cls, values: Iterable[T], head: int) -> "Weighted[T]":
        """Weights each value by one over its rank (Zipf), so that the first is drawn most often. ``head`` flattens
        the top.
        """
        return cls({value: 1 / (rank + head) for rank, value in enumerate(values)})


class Dice:
    """Draws that use only ``Random.random()``.

    It is the only method of the module whose numbers stay the same for a seed in every version of Python. No
    function of the machine's mathematics library is used either: its last digit may differ.
    """

    def __init__(self, *seed: int | str) -> None:
        self._random = Random(":".join(map(str, seed))).random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """Returns a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def one_of(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def weighted(self, weights: Weighted[T]) -> T:
        return weights.values[bisect_right(weights.edges, self._random() * weights.edges[-1])]

    def some_of(self, values: Sequence[T], number: int) -> list[T]:
        """Returns different values in the order of the draws; all values if there are fewer than ``number``."""
        left = list(values)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(number, len(left)))]

    def some_weighted(self, weights: Weighted[T], number: int) -> list[T]:
        """Returns up to ``number`` different values: a value that is drawn twice is not replaced."""
        return list(dict.fromkeys(self.weighted(weights) for _ in range(number)))

    def heavy_tailed(self, low: int, high: int) -> int:
        """Returns a whole number. Half of them are below ``2 * low``, and a few near ``high`` (Pareto, exponent
        1).
        """
        return min(high, int(low / (1 - self._random())))
