"""All likely doubles among the known organisations."""

from dataclasses import dataclass

from projects.doubles.alike import Alike, compared
from projects.doubles.known import Index, known_organisations
from projects.doubles.nearest import without_several

MOST_TOGETHER = 300
"""Organisations with one trait in common that are compared with each other. More share it by its nature."""


@dataclass(frozen=True)
class Pair:
    """Two organisations that are likely one, by the keys of their rows."""

    one: int
    other: int
    alike: Alike


def likely_doubles(index: Index | None = None) -> list[Pair]:
    """Returns the likely doubles among all organisations, the likeliest first. Takes seconds for many thousands."""
    index = index or known_organisations()
    found: dict[int, dict[int, Alike]] = {}
    for one, other in _candidates(index):
        alike = compared(index.known[one], index.known[other], index.is_real)
        if alike and alike.is_double:
            found.setdefault(one, {})[other] = alike
            found.setdefault(other, {})[one] = alike
    sure = {key: without_several(index.known[key], others, index) for key, others in found.items()}
    pairs = [
        Pair(one, other, alike)
        for one, others in sure.items()
        for other, alike in others.items()
        if one < other and alike.is_double and sure[other][one].is_double
    ]
    return sorted(pairs, key=lambda pair: (-pair.alike.likeness, index.known[pair.one].slug, pair.other))


def _candidates(index: Index) -> set[tuple[int, int]]:
    return {
        (one, other) if one < other else (other, one)
        for keys in index.together.values()
        if 1 < len(keys) <= MOST_TOGETHER
        for place, one in enumerate(keys)
        for other in keys[:place]
        if one != other
    }
