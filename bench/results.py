"""The results of the measurements, as a plain table and as JSON."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One measure of one case on one database: the median of some values, and their range."""

    scenario: str
    case: str
    measure: str
    """The quantity and its unit: "ms", "rows/s", "MB", "times psql"."""
    database: str
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    repeats: int = 0
    note: str = ""
    """Why there is no value, or what the value leaves out."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Returns the fields that must be equal when two databases are compared."""
        return self.scenario, self.case, self.measure


def result(scenario: str, case: str, measure: str, database: str, values: Sequence[float], note: str = "") -> Result:
    """Returns the result of repeated values."""
    return Result(
        scenario, case, measure, database, statistics.median(values), min(values), max(values), len(values), note
    )


def left_out(scenario: str, case: str, database: str, reason: str) -> Result:
    """Returns the result of a case that could not be measured, with the reason."""
    return Result(scenario, case, "left out", database, note=reason)


def table(results: Sequence[Result]) -> str:
    """Returns the results in columns: a line for each case and measure, the databases side by side.

    The last column is the second database's median divided by the first one's.
    """
    databases = list(dict.fromkeys(entry.database for entry in results))
    found = {(entry.key, entry.database): entry for entry in results if entry.median is not None}
    header = ["scenario", "case", "measure", *databases]
    lines = [header + (["ratio"] if len(databases) == 2 else [])]
    for key in dict.fromkeys(key for key, _database in found):
        row = [found.get((key, database)) for database in databases]
        lines.append([*key, *map(_cell, row), *([_ratio(row)] if len(row) == 2 else [])])
    return "\n".join([*_aligned(lines), *_notes(results)])


def as_json(results: Iterable[Result]) -> list[dict[str, object]]:
    """Returns the results for JSON."""
    return [asdict(row) for row in results]


def _cell(found: Result | None) -> str:
    if found is None:
        return "-"
    median, lowest, highest = (_number(value or 0) for value in (found.median, found.lowest, found.highest))
    return median if found.repeats == 1 else f"{median} ({lowest}-{highest})"


def _ratio(row: list[Result | None]) -> str:
    first, second = (cell.median if cell else None for cell in row)
    return f"{second / first:.2f}" if first and second else "-"


def _number(value: float) -> str:
    """Returns three significant digits; more would only be noise."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    names = 3  # scenario, case and measure are text and are aligned left
    return [
        "  ".join(
            cell.ljust(width) if index < names else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _notes(results: Iterable[Result]) -> list[str]:
    notes = dict.fromkeys(f"{row.scenario}, {row.case}, {row.database}: {row.note}" for row in results if row.note)
    return ["", *notes] if notes else []
