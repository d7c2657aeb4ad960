"""The person's own sheet on the page: its headings, its rows, and what is wrong in which cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from changes.difference import differences
from changes.record import Shape
from changes.words import in_words
from projects.doubles.known import known_organisations
from projects.doubles.nearest import nearest
from tables.checking.checker import Checker
from tables.checking.results import Fault, RowResult, RowState
from tables.checking.trying import try_out
from tables.columns.headings import Matched
from tables.correcting import FIELD, written_of
from tables.models import TableFile
from tables.reading.cells import Cell, Line, Sheet, letters_of
from tables.services import checker_of
from tables.values.wrong import Wrong

TWO_WAYS = frozenset({Shape.MONEY, Shape.NUMBER, Shape.DATE, Shape.PARTIAL_DATE, Shape.MOMENT})
"""Values that people write in several ways: what was read is shown beside the cell."""
YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST = 120
"""Letters of a cell that the page shows."""


@dataclass(frozen=True)
class ShownCell:
    """A cell of the picture."""

    text: str
    faults: Sequence[Fault] = ()
    read: str = ""
    """The amount, number or date that was read, if it is written in another way than the cell."""
    written: str = ""
    """Of a wrong cell: all of it, to be corrected."""
    name: str = ""
    """As spreadsheets write it: C5."""
    heading: str = ""
    field: str = ""
    """Its name in the form of the corrections."""

    @property
    def lines(self) -> int:
        """Returns how many lines the cell has."""
        return self.written.count("\n") + 1

    @property
    def instead(self) -> str:
        """Returns the cell with the nearest known value; empty if there is none."""
        return next((fault.instead for fault in self.faults if fault.instead), "")


@dataclass
class ShownRow:
    """A row of the picture."""

    number: int
    cells: list[ShownCell]
    faults: Sequence[Fault] = ()
    """Those of the row as a whole."""


@dataclass
class Difference:
    """A row that would change the register, in words."""

    line: int
    key: str
    is_new: bool
    chosen: bool
    sentences: list[Any] = field(default_factory=list)
    near: list[Any] = field(default_factory=list)
    """Known organisations with a name like that of a new one."""
    row: ShownRow | None = None


def columns_of(matched: Matched, sheet: Sheet) -> list[tuple[str, str]]:
    """Returns the letters and the heading of each column."""
    width = max([len(matched.headings), *(len(line.cells) for line in sheet.lines)])
    headings = [*matched.headings, *[""] * (width - len(matched.headings))]
    return [(letters_of(place), heading) for place, heading in enumerate(headings)]


def text_of(cell: Cell) -> str:
    """Returns a cell as the page shows it."""
    if isinstance(cell, bool):
        text = _("yes") if cell else _("no")
    elif isinstance(cell, Decimal):
        text = f"{cell:f}"
    elif isinstance(cell, datetime):
        text = cell.isoformat(" ", "minutes")
    else:
        text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def rows_of(
    lines: Iterable[Line], width: int, faults: dict[int, list[Fault]], headings: Sequence[str] = ()
) -> list[ShownRow]:
    """Returns these lines of the sheet with their faults. ``headings``: those that wrong cells show on a phone."""
    rows = []
    for line in lines:
        own = faults.get(line.number, [])
        cells = [_shown(line, place, [fault for fault in own if fault.place == place]) for place in range(width)]
        for place, heading in enumerate(headings):
            cells[place] = replace(cells[place], heading=heading) if cells[place].faults else cells[place]
        rows.append(ShownRow(line.number, cells, [fault for fault in own if fault.place is None]))
    return rows


def _shown(line: Line, place: int, faults: Sequence[Fault]) -> ShownCell:
    cell = line.at(place)
    if not faults:
        return ShownCell(text_of(cell))
    name, field = f"{letters_of(place)}{line.number}", f"{FIELD}{line.number}-{place}"
    return ShownCell(text_of(cell), faults, written=written_of(cell), name=name, field=field)


def differences_of(table: TableFile, rows: Sequence[RowResult], sheet: Sheet, width: int) -> list[Difference]:
    """Returns what these rows would do, in words. Nothing is written."""
    left_out = set(table.left_out)
    lines = {line.number: line for line in sheet.lines}
    found = [
        Difference(
            row.lines[0],
            row.key,
            row.state == RowState.NEW,
            row.lines[0] not in left_out,
            row=rows_of([lines[row.lines[0]]], width, {})[0],
        )
        for row in rows
    ]
    checker = checker_of(table) if rows and table.state == "checked" else None
    said = _in_words(checker, table, {row.lines[0] for row in rows})
    for one in found:
        if checker and one.row and one.is_new:
            one.row.cells = _with_values(checker, lines[one.line], one.row.cells)
        one.sentences = said.get(one.line, [])
    if table.kind == "organisations" and table.state == "checked":
        _add_near(table, found, lines)
    return found


def _add_near(table: TableFile, found: Sequence[Difference], lines: dict[int, Line]) -> None:
    """Adds to each new organisation the known ones that it may be."""
    place = next((int(place) for place, name in table.columns.items() if name == "name"), None)
    known = known_organisations() if place is not None else None
    for one in found:
        if one.is_new and place is not None:
            near = nearest(text_of(lines[one.line].at(place)), most=2, among=known)
            one.near = [candidate.organisation for candidate in near]


def _with_values(checker: Checker, line: Line, cells: Sequence[ShownCell]) -> list[ShownCell]:
    """Returns the cells of a line, with the value beside each that can be read in more than one way."""
    drafts = checker.drafts
    shapes = {place: drafts.targets[name].shape for place, name in drafts.matched.columns.items()}
    found = list(cells)
    for place, reader in drafts.readers.items():
        cell = line.at(place)
        if shapes.get(place) not in TWO_WAYS or not isinstance(cell, str) or not cell:
            continue
        try:
            value = _written(reader.read(cell, None))
        except Wrong:
            continue
        if value != cell:
            found[place] = replace(found[place], read=value)
    return found


def _written(value: Any) -> str:
    """Returns a value as the reader's language writes it."""
    text = str(value)
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text) and not YEAR.fullmatch(text):
        number = Decimal(text)
        return number_format(number, 2 if "." in text else 0, use_l10n=True, force_grouping=True)
    return text


def _in_words(checker: Checker | None, table: TableFile, wanted: set[int]) -> dict[int, list[Any]]:
    if checker is None:
        return {}
    groups = [(key, lines) for key, lines in checker.groups if lines[0].number in wanted and key in checker.keys.rows]
    rows = [row for row in checker.rows(groups) if row.proposal]
    tried = try_out(rows, table.person)
    found = {row.draft.lines[0].number: tried.checked[id(row)] for row in rows if id(row) not in tried.refused}
    return {
        line: in_words(one.proposal.kind, differences(one.shape, one.before, one.after)) for line, one in found.items()
    }
