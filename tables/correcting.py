"""Cells that the person corrects on the page, instead of in the file."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tables.checking.results import Fault, Result
from tables.choices import State
from tables.models import TableFile
from tables.reading.cells import Broken, Cell, Sheet, first_of, letters_of, packed
from tables.reading.limits import LONGEST_CELL
from tables.services import result_of, sheet_of

FIELD = "cell-"
NAMED = re.compile(FIELD + r"([0-9]{1,7})-([0-9]{1,3})")
"""The name of a cell in the form: the number of its line, and its position."""
MOST_NOTES = 20
Corrected = dict[tuple[int, int], str]


def written_of(cell: Cell) -> str:
    """Returns a cell as a person writes it."""
    if isinstance(cell, Broken):
        return "" if cell == "=" else str(cell)
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell if isinstance(cell, str) else str(cell)


def corrected_in(table: TableFile, data: Mapping[str, Any]) -> Corrected:
    """Returns what a form says about the wrong cells of a table. ``use`` names a cell that takes its nearest value."""
    faults = _by_cell(result_of(table))
    found = {place: str(data[name]) for name in data if (place := _place(name)) in faults}
    used = _place(str(data.get("use", "")))
    if used in faults and (instead := next((fault.instead for fault in faults[used] if fault.instead), "")):
        found[used] = instead
    return {place: text for place, text in found.items() if place is not None}


def _place(name: str) -> tuple[int, int] | None:
    found = NAMED.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def _by_cell(result: Result) -> dict[tuple[int, int] | None, list[Fault]]:
    found: dict[tuple[int, int] | None, list[Fault]] = {}
    for fault in result.faults:
        if fault.place is not None:
            found.setdefault((fault.line, fault.place), []).append(fault)
    return found


def correct(*, table: TableFile, cells: Corrected) -> int:
    """Writes cells into the kept copy of a table, which then waits to be checked. Returns how many differ."""
    sheet = sheet_of(table)
    changed = list(_written(sheet, cells))
    if not changed:
        return 0
    note = _("Corrected on the page: %(cells)s.") % {"cells": first_of(changed)}
    sheet.notes = [*(one for one in sheet.notes if one != note), note][-MOST_NOTES:]
    facts: dict[str, Any] = {"cells": packed(sheet), "state": State.TO_CHECK, "result": b"", "problem": "", "done": 0}
    facts |= {"beat": timezone.now(), "of_language": get_language() or "en"}
    waiting = TableFile.objects.filter(pk=table.pk, state=State.CHECKED)
    return len(changed) if waiting.update(**facts) else 0


def _written(sheet: Sheet, cells: Corrected) -> Iterable[str]:
    lines = {line.number: line for line in sheet.lines}
    for (number, place), text in sorted(cells.items()):
        line, text = lines[number], text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_CELL]
        if text != written_of(line.at(place)):
            line.cells += [""] * (place + 1 - len(line.cells))
            line.cells[place] = text
            yield f"{letters_of(place)}{number}"
