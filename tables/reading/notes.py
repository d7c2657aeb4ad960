"""What is odd about a sheet: merged cells, formulas, hidden rows and columns. It is settled or named."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tables.reading.cells import Cell, Sheet, first_of, letters_of
from tables.reading.limits import LAST_LINE, MOST_COLUMNS, MOST_MERGED, MOST_ROWS

MOST_MERGES = 20_000
"""Merged areas that are settled."""


class Oddities:
    """What a reader met in a sheet."""

    def __init__(self) -> None:
        self.formulas: list[str] = []
        self.rows: list[int] = []
        self.columns: dict[int, None] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        """First column, first line, last column and last line of each merged area."""
        self.found_formulas = 0

    def formula(self, line: int, place: int) -> None:
        """Notes a cell with a formula."""
        self.found_formulas += 1
        if len(self.formulas) < 100:
            self.formulas.append(f"{letters_of(place)}{line}")

    def hidden_row(self, number: int) -> None:
        """Notes a row that the program does not show."""
        if len(self.rows) < MOST_ROWS:
            self.rows.append(number)

    def hidden_columns(self, first: int, end: int) -> None:
        """Notes columns that the program does not show."""
        self.columns |= dict.fromkeys(range(max(first, 0), min(end, MOST_COLUMNS)))

    def merge(self, first: tuple[int, int], last: tuple[int, int] | None = None) -> None:
        """Notes a merged area by its corners (column, line)."""
        last = last or first
        if len(self.merges) < MOST_MERGES and last[0] < MOST_COLUMNS and last[1] <= LAST_LINE:
            self.merges.append((*first, *last))

    def settle(self, sheet: Sheet) -> None:
        """Fills merged cells down, and writes the notes of the sheet. Raises ValueError if it is made to take time."""
        lines = {line.number: line for line in sheet.lines} if self.merges else {}
        areas, filled = [], 0
        for left, top, right, bottom in self.merges:
            areas.append(f"{letters_of(left)}{top}:{letters_of(right)}{bottom}")
            value = lines[top].at(left) if top in lines else ""
            if value == "":
                continue
            # A cell over several lines holds for each of them. One over several columns is a heading of the table
            filled += min(bottom - top, len(lines) * 4 + 100)
            if filled > MOST_MERGED:
                raise ValueError("Merged areas overlap: to fill them takes time.")
            for number in range(top + 1, bottom + 1) if bottom - top < len(lines) * 4 + 100 else ():
                if number in lines:
                    _put(lines[number].cells, left, value)
        sheet.notes += self._notes({line.number for line in sheet.lines}, areas)

    def _notes(self, filled: set[int], areas: list[str]) -> list[str]:
        notes = []
        if self.formulas:
            words = {"number": self.found_formulas, "cells": first_of(self.formulas)}
            notes.append(_("Formulas: %(number)d. Their last computed values are read: %(cells)s.") % words)
        if areas:
            notes.append(_("Merged cells hold for each of their rows: %(cells)s.") % {"cells": first_of(areas)})
        if hidden := [str(number) for number in self.rows if number in filled]:
            notes.append(_("Hidden rows are read too: %(rows)s.") % {"rows": first_of(hidden)})
        if self.columns:
            words = {"columns": first_of([letters_of(place) for place in self.columns])}
            notes.append(_("Hidden columns are read too: %(columns)s.") % words)
        return notes

    @staticmethod
    def of_sheets(others: Sequence[str], hidden: Sequence[str]) -> list[str]:
        """Returns the notes about the sheets that are not read."""
        notes = []
        if others:
            notes.append(_("These sheets are not read: %(sheets)s.") % {"sheets": first_of(others)})
        if hidden:
            notes.append(_("Hidden sheets are not read: %(sheets)s.") % {"sheets": first_of(hidden)})
        return notes


def _put(cells: list[Cell], place: int, value: Cell) -> None:
    cells += [""] * (place + 1 - len(cells))
    if cells[place] == "":
        cells[place] = value
