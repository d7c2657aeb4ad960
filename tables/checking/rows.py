"""The rows of a table that are records, and those that are left aside: repeated headings and totals."""

import re
from collections.abc import Mapping
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from projects.language.folding import fold
from tables.columns.headings import LANGUAGES, Matched
from tables.reading.cells import Line, Sheet, first_of

TOTALS = {"total", "totals", "sum", "i alt", "ialt", "totalt", "summa", "yhteensa", "samtals", "alls", "sum total"}
NUMBER = re.compile(r"[\d\s.,-]+")
FEWEST = 4
"""Columns of a table in which a line with only one cell is a heading."""


@cache
def words_of_totals() -> frozenset[str]:
    """Returns the words with which a row of totals begins, folded."""
    found = set(TOTALS)
    for language in LANGUAGES:
        with translation.override(language):
            found.add(fold(_("In total")))
    return frozenset(found)


def rows_of(sheet: Sheet, matched: Matched) -> tuple[list[Line], list[str]]:
    """Returns the lines that are records, and notes about the lines that are left aside."""
    above = [line.cells for line in sheet.lines[: matched.begins]]
    rows: list[Line] = []
    totals: list[str] = []
    headings: list[str] = []
    for line in sheet.lines[matched.begins :]:
        if line.cells in above:
            headings.append(str(line.number))
        elif _is_total(line):
            totals.append(str(line.number))
        elif _is_heading(line, matched.columns):
            headings.append(str(line.number))
        else:
            rows.append(line)
    notes = []
    if totals:
        notes.append(_("Rows with totals are left aside: %(rows)s.") % {"rows": first_of(totals)})
    if headings:
        notes.append(_("Headings inside the table are left aside: rows %(rows)s.") % {"rows": first_of(headings)})
    return rows, notes


def _is_total(line: Line) -> bool:
    texts = [cell for cell in line.cells if isinstance(cell, str) and cell and not NUMBER.fullmatch(cell)]
    return len(texts) == 1 and fold(texts[0]).rstrip(":") in words_of_totals()


def _is_heading(line: Line, columns: Mapping[int, str]) -> bool:
    """Whether a line has a text in its first cell only, as a heading over several columns has."""
    filled = [place for place, cell in enumerate(line.cells) if cell != ""]
    return filled == [0] and len(columns) >= FEWEST and isinstance(line.cells[0], str)
