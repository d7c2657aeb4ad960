"""The results as plain tables: all figures, and the goals."""

from collections.abc import Iterable, Sequence

from bench.goals import REFERENCE
from bench.results import CHECK, Result

NAMES = 3
"""The first columns (scenario, case and measure) are text and are aligned left."""


def table(results: Sequence[Result]) -> str:
    """Returns the results in columns: a line for each case and measure, the databases side by side.

    The last column is the second database's median divided by the first one's.
    """
    databases = databases_of(results)
    found = {(entry.key, entry.database): entry for entry in results if entry.median is not None}
    header = ["scenario", "case", "measure", *databases]
    lines = [header + (["ratio"] if len(databases) == 2 else [])]
    for key in dict.fromkeys(key for key, _database in found):
        row = [found.get((key, database)) for database in databases]
        lines.append([*key, *map(figures, row), *([_ratio(row)] if len(row) == 2 else [])])
    return "\n".join([*_aligned(lines), *_notes(results)])


def goals_table(results: Sequence[Result]) -> str:
    """Returns a line for each goal, with *met* or *missed* and the ratio or the value on each database; empty
    without goals."""
    judged = [entry for entry in results if entry.goal]
    if not judged:
        return ""
    databases = databases_of(results)
    lines = [["scenario", "case", "goal", *databases]]
    for scenario, case, goal, row in goal_rows(judged, databases):
        lines.append([scenario, case, goal, *map(verdict, row)])
    return "\n".join([*_aligned(lines), "", *(tally(judged, database) for database in databases)])


def goal_rows(
    results: Iterable[Result], databases: Sequence[str]
) -> Iterable[tuple[str, str, str, list[Result | None]]]:
    """Yields scenario, case, goal and the result on each database, for each result that has a goal."""
    found = {(entry.key, entry.database): entry for entry in results if entry.goal}
    for key in dict.fromkeys(key for key, _database in found):
        row = [found.get((key, database)) for database in databases]
        goal = next(entry.goal for entry in row if entry)
        yield key[0], key[1], goal, row


def verdict(found: Result | None) -> str:
    """Returns whether a goal is met, with what the goal limits, a ratio or a value: "met, 0.11 ×", "missed, 25 ms"."""
    if found is None:
        return "-"
    said = "met" if found.met else "missed"
    if found.against is not None and found.goal.endswith(REFERENCE):
        return f"{said}, {number(found.against)} ×"
    return said if found.median is None else f"{said}, {number(found.median)} {found.measure}"


def tally(judged: Iterable[Result], database: str) -> str:
    """Returns how many goals are met on a database: "SQLite 3.40: 12 of 14 goals met"."""
    here = [entry for entry in judged if entry.database == database and entry.goal]
    return f"{database}: {sum(bool(entry.met) for entry in here)} of {len(here)} goals met"


def databases_of(results: Iterable[Result]) -> list[str]:
    """Returns the databases of the results, in the order in which they were measured."""
    return list(dict.fromkeys(entry.database for entry in results))


def figures(found: Result | None) -> str:
    """Returns the median with the range: "11 (10-12)"."""
    if found is None:
        return "-"
    median, lowest, highest = (number(value or 0) for value in (found.median, found.lowest, found.highest))
    return median if found.repeats == 1 else f"{median} ({lowest}-{highest})"


def number(value: float) -> str:
    """Returns three significant digits; more would only be noise."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ratio(row: list[Result | None]) -> str:
    first, second = (cell.median if cell else None for cell in row)
    return f"{second / first:.2f}" if first and second else "-"


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if index < NAMES else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _notes(results: Iterable[Result]) -> list[str]:
    noted = (row for row in results if (row.note and row.measure != CHECK) or (row.met is False and row.note))
    notes = dict.fromkeys(f"{row.scenario}, {row.case}, {row.database}: {row.note}" for row in noted)
    return ["", *notes] if notes else []
