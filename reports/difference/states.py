"""The names of the two states of a difference: a day, a moment, a change, or a name that a room registers.

``seals/`` registers ``seal:12``: the state that a sealed report shows.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from changes.as_of.asked import point_of
from changes.as_of.point import Point


class Offered(NamedTuple):
    """A state that the page offers: as the address names it, and in words."""

    text: str
    words: str


class Kind(NamedTuple):
    """How a room names states."""

    point_of: Callable[[str], Point]
    """Takes the text behind the colon. Raises NotKnown."""
    offered: Callable[[], Iterator[Offered]]


_kinds: dict[str, Kind] = {}


def names_states(prefix: str, kind: Kind) -> None:
    """Lets addresses name states with a prefix: ``seal`` for ``seal:12``."""
    _kinds[prefix] = kind


def state_of(text: str) -> Point:
    """Returns the state that a text names. Raises NotKnown, whose text is a sentence for the reader."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in _kinds:
        return _kinds[prefix].point_of(rest)
    return point_of(text)


def offered_states() -> list[Offered]:
    """Returns the states that the page offers beside days and changes."""
    return [one for kind in _kinds.values() for one in kind.offered()]
