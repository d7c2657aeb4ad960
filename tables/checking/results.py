"""The result of a check, and how it is kept."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class RowState(StrEnum):
    """What a row is beside the register."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Fault:
    """Something wrong with a cell, or with a row as a whole."""

    line: int
    place: int | None
    """The position of the column; None: the row as a whole."""
    sentence: str
    nearest: str = ""
    """The nearest known value; empty if there is none."""
    instead: str = ""
    """The whole cell with the nearest value; empty if there is none."""


@dataclass(frozen=True)
class RowResult:
    """A record of the table."""

    lines: tuple[int, ...]
    """The numbers of its lines. A project with several grants may have several."""
    state: RowState
    key: str
    mark: str = ""
    """What would change, as a checksum: the same as long as the register and the row stay the same."""


@dataclass
class Result:
    """All that a check found."""

    rows: list[RowResult] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Sentences about the table as a whole, because of which it cannot be applied: a required column is missing."""
    notes: list[str] = field(default_factory=list)
    """Sentences that a person should read: rows and columns that are left aside."""
    gone: list[str] = field(default_factory=list)
    """The first codes of records that the register has and the table lacks."""
    gone_count: int = 0
    new_sources: int = 0
    waits: bool = False
    """Whether a second person has to approve what is applied."""

    def counts(self) -> Counter[str]:
        """Returns the number of rows of each state."""
        return Counter(row.state.value for row in self.rows)

    def faults_of(self) -> dict[int, list[Fault]]:
        """Returns the faults by line."""
        found: dict[int, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.line, []).append(fault)
        return found

    def of_state(self, *states: RowState) -> Iterator[RowResult]:
        """Yields the rows of these states."""
        return (row for row in self.rows if row.state in states)

    def packed(self) -> bytes:
        """Returns the result as compressed JSON."""
        return zlib.compress(json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode(), 3)


def unpacked_result(data: bytes) -> Result:
    """Returns the result that ``packed`` wrote."""
    said = json.loads(zlib.decompress(data))
    rows = [RowResult(tuple(row["lines"]), RowState(row["state"]), row["key"], row["mark"]) for row in said.pop("rows")]
    faults = [Fault(**fault) for fault in said.pop("faults")]
    return Result(rows=rows, faults=faults, **said)
