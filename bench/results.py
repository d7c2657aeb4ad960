"""The results of the measurements, and their goals."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from bench.goals import Goal

CHECK = "check"
"""The measure of a result that compares figures with each other and has no unit."""


@dataclass(frozen=True)
class Result:
    """One measure of one case on one database: the median of some values, and their range."""

    scenario: str
    case: str
    measure: str
    """The quantity and its unit: "ms", "rows/s", "MB"."""
    database: str
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    repeats: int = 0
    note: str = ""
    """Why there is no value, or what the value leaves out."""
    reference: str = ""
    """The name of what the case is measured against."""
    against: float | None = None
    """The ratio to the reference: the median of the ratios of the pairs."""
    goal: str = ""
    """The goal in words; empty if there is none."""
    met: bool | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Returns the fields that must be equal when two databases are compared."""
        return self.scenario, self.case, self.measure


@dataclass(frozen=True)
class Reference:
    """What a case is measured against: its name, and its values in the unit of the case."""

    name: str
    values: Sequence[float]


def result(
    scenario: str,
    case: str,
    measure: str,
    database: str,
    values: Sequence[float],
    note: str = "",
    goal: Goal | None = None,
) -> Result:
    """Returns the result of repeated values, judged by a goal with a limit of its own, if there is one."""
    median = statistics.median(values)
    found = Result(scenario, case, measure, database, median, min(values), max(values), len(values), note)
    return replace(found, goal=goal.words(measure), met=goal.met(median)) if goal else found


def compared(ours: Result, values: Sequence[float], reference: Reference, goal: Goal | None = None) -> Iterator[Result]:
    """Yields a result with its ratio to the reference, judged by its goal, then the result of the reference.

    ``values`` are those of ``ours``. The ratio is the median of the ratios of the pairs, because what slows the
    machine down slows both values of a pair.
    """
    if len(values) == len(reference.values):
        pairs = zip(values, reference.values, strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    else:
        ratio = statistics.median(values) / statistics.median(reference.values)
    ours = replace(ours, reference=reference.name, against=ratio)
    judged = ratio if goal is None or goal.relative else statistics.median(values)
    yield replace(ours, goal=goal.words(ours.measure), met=goal.met(judged)) if goal else ours
    case = f"{ours.case} (reference: {reference.name})"
    yield result(ours.scenario, case, ours.measure, ours.database, reference.values)


def checked(scenario: str, case: str, database: str, differences: Sequence[str]) -> Result:
    """Returns the result of a comparison of figures: met if there are no ``differences``, else with the first."""
    note = f"{len(differences)} differ: {differences[0]}" if differences else ""
    return Result(scenario, case, CHECK, database, note=note, goal="equal", met=not differences)


def left_out(scenario: str, case: str, database: str, reason: str) -> Result:
    """Returns the result of a case that could not be measured, with the reason."""
    return Result(scenario, case, "left out", database, note=reason)


def as_json(results: Iterable[Result]) -> list[dict[str, object]]:
    """Returns the results for JSON."""
    return [asdict(row) for row in results]
