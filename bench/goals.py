"""The goals of a measurement: a limit of its own, or a ratio to a reference that is measured in the same run."""

from dataclasses import dataclass
from fractions import Fraction

REFERENCE = "× the reference"
"""The end of the words of a relative goal."""
READABLE = 100
"""A ratio with a denominator up to this is written as a fraction: "1/8"."""


@dataclass(frozen=True)
class Goal:
    """A limit for a value, or for the ratio of a value to its reference."""

    limit: float
    least: bool
    """Whether the value has to reach the limit (a speed); otherwise it may not exceed it (a time)."""
    relative: bool
    """Whether the limit is a ratio to the reference."""

    def met(self, value: float) -> bool:
        """Returns whether a value, or for a relative goal a ratio, keeps to the limit."""
        return value >= self.limit if self.least else value <= self.limit

    def words(self, measure: str) -> str:
        """Returns the goal as people write it: "at most 1/8 × the reference", "at most 20 ms"."""
        bound = "at least" if self.least else "at most"
        return f"{bound} {_ratio(self.limit)} {REFERENCE}" if self.relative else f"{bound} {self.limit:,g} {measure}"


def at_most(ratio: float) -> Goal:
    """Returns the goal of a time or a size that is at most ``ratio`` times the reference."""
    return Goal(ratio, least=False, relative=True)


def at_least(ratio: float) -> Goal:
    """Returns the goal of a speed that is at least ``ratio`` times the reference."""
    return Goal(ratio, least=True, relative=True)


def under(limit: float) -> Goal:
    """Returns the goal of a time or a size up to a limit, in the unit of its measure."""
    return Goal(limit, least=False, relative=False)


def over(limit: float) -> Goal:
    """Returns the goal of a speed from a limit on, in the unit of its measure."""
    return Goal(limit, least=True, relative=False)


def _ratio(value: float) -> str:
    fraction = Fraction(value).limit_denominator(READABLE)
    return f"1/{fraction.denominator}" if fraction.numerator == 1 < fraction.denominator else f"{value:g}"
