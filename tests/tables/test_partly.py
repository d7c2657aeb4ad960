"""Everything wrong with a row is named at once, also what breaks rules beside a cell that cannot be read."""

from itertools import combinations
from random import Random
from typing import Any

import pytest

from bench.incoming.planted import FAULTS, HEADINGS, Known, planted
from bench.incoming.tables import different
from projects.models import Project
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db
USUAL = {"kind": "project", "status": "ongoing", "portfolio": "ours", "source": "paper", "source_section": "one"}
HEADS = ["Reference", "Title", "Kind", "Start", "End", "Amount", "Currency", "Year"]
SAME_CELLS = (
    {"unknown council", "unknown role of a council"},
    {"a day that does not exist", "a text for a date", "an end before the start"},
    {"a text for an amount", "an amount with three decimals", "a negative amount"},
    {"a reference twice", "a reference with a blank"},
    {"no title", "a title that is too long"},
)
"""Kinds of faults of which each writes over the other."""


def checked(boss: Any, *rows: list[Any], heads: list[str] = HEADS, **usual: Any) -> dict[str, str]:
    table = sheets.csv([heads, *rows])
    return sheets.cells(sheets.checked(table, boss, "projects", {**USUAL, **usual}))


def test_of_each_pair_of_faults_in_one_row_both_are_named(boss: Any, known: Known) -> None:
    pairs = [pair for pair in combinations(FAULTS, 2) if not any(len(cells & {*pair}) == 2 for cells in SAME_CELLS)]
    rows, _cells = planted(len(pairs) + 5, 0, known)
    body, random = rows[1:], Random(1)
    cells = {}
    for number, pair in enumerate(pairs, 5):
        for kind in pair:
            cells[number + 2, HEADINGS.index(FAULTS[kind](body[number], body, random))] = " with ".join(pair)
    result = sheets.checked(sheets.csv(rows), boss)
    assert different(cells, [vars(fault) for fault in result.faults]) == []
    assert {row.state for row in result.rows if row.lines[0] < 7} == {"new"}


def test_rules_that_need_no_wrong_cell_are_judged(boss: Any, known: Known) -> None:
    found = checked(boss, ["P-1", "x" * 301, "Projcet", "2010", "2009", "-5", "DKK", "2500"])
    assert sorted(found) == ["B2", "C2", "E2", "F2", "H2"]
    assert found["E2"] == "The end lies before the start."


def test_rules_that_need_a_wrong_cell_are_not_judged(boss: Any, known: Known) -> None:
    """Nobody knows whether the end lies before a start that cannot be read, or a day in a year that cannot be."""
    heads = [*HEADS, "grant.granted"]
    found = checked(boss, ["P-1", "A", "project", "soon", "1901", "5", "DKK", "many", "2009-02-01"], heads=heads)
    assert sorted(found) == ["D2", "H2"]


def test_a_grant_with_a_wrong_cell_is_judged_as_far_as_it_can_be_read(boss: Any, known: Known) -> None:
    found = checked(
        boss,
        ["P-1", "A", "project", "", "", "0", "DKR", "2009"],
        ["P-1", "", "", "", "", "-7", "DKK", "2009"],
    )
    assert sorted(found) == ["F2", "F3", "G2"]


def test_the_rules_of_a_changed_record_read_what_the_register_says(boss: Any, known: Known) -> None:
    builders.project("P-1", title_en="A", starts="2010")
    found = checked(boss, ["P-1", "A", "Projcet", "", "2009", "", "", ""])
    assert sorted(found) == ["C2", "E2"]
    assert Project.objects.get().ends is None


def test_a_missing_column_hides_no_other_fault(boss: Any, known: Known) -> None:
    rows = [["Reference", "Title", "Start", "End", "Amount"], ["P-1", "A", "2010", "2009", "-5"]]
    result = sheets.checked(sheets.csv(rows), boss)
    assert sorted(sheets.cells(result)) == ["D2", "E2"]
    assert "Kind" in result.problems[0]


@pytest.mark.parametrize("first", [True, False])
def test_references_of_grants_are_unique_also_in_wrong_rows(boss: Any, known: Known, first: bool) -> None:
    heads = [*HEADS, "grant.reference"]
    wrong = ["P-1", "A", "Projcet", "", "", "5", "DKK", "2009", "G-1"]
    right = ["P-2", "B", "project", "", "", "5", "DKK", "2009", "G-1"]
    found = checked(boss, *((wrong, right) if first else (right, wrong)), heads=heads)
    number = 2 if first else 3
    assert sorted(found) == [f"C{number}", f"I{number}"]


def test_allocations_are_judged_as_far_as_they_can_be_read(boss: Any, known: Known) -> None:
    builders.project("P-1")
    rows = [["Reference", "Project", "Amount", "Currency", "Council", "Year"]]
    rows += [["G-1", "P-1", "0", "DKK", "MR-X", "2009"], ["G-2", "P-9", "0", "DKK", "MR-S", "2500"]]
    result = sheets.checked(sheets.csv(rows), boss, "allocations", {"source": "paper", "source_section": "one"})
    assert sorted(sheets.cells(result)) == ["B3", "C2", "C3", "E2", "F3"]


def test_entries_are_judged_without_those_that_count_others(boss: Any, known: Known) -> None:
    """The payment of the second row is within what the first requests, and nobody can know that while it is wrong."""
    grant = builders.allocation(builders.project("P-1"), "1000.00", reference="G-1", year=2009)
    builders.entry(grant, "contracted", "2009-02-01", "1000.00", source=builders.source())
    rows = [["Grant", "Kind", "Date", "Amount", "Currency", "Counterpart", "Source", "Section"]]
    rows += [["G-1", "requested", "2009-03-01", "500", "DKK", "", "paper", "one"]]
    rows += [["G-1", "paid", "2009-04-01", "500", "DKK", "nobody", "paper", "one"]]
    rows += [["G-1", "paid", "2999-04-01", "-500", "DKK", "nobody", "paper", "one"]]
    result = sheets.checked(sheets.csv(rows), boss, "entries")
    assert sorted(sheets.cells(result)) == ["C4", "D4", "F3", "F4"]


def test_events_with_a_wrong_cell_are_judged(boss: Any, known: Known) -> None:
    rows = [["Title", "Kind", "Status", "Start", "End", "Time zone", "Source", "Section"]]
    rows += [["A", "semminar", "tentative", "2027-03-05", "2027-03-04", "", "paper", "one"]]
    rows += [["B", "seminar", "tentative", "2027-03-05 09:00", "2027-03-05 08:00", "Europe/Nowhere", "paper", "one"]]
    result = sheets.checked(sheets.csv(rows), boss, "events")
    assert sorted(sheets.cells(result)) == ["B2", "E2", "E3", "F3"]


def test_organisations_with_a_wrong_cell_are_judged(boss: Any, known: Known) -> None:
    rows = [
        ["slug", "name", "kind", "website"],
        ["one", "x" * 301, "public", "no address"],
        ["two", "B", "pubblic", "x"],
    ]
    result = sheets.checked(sheets.csv(rows), boss, "organisations")
    assert sorted(sheets.cells(result)) == ["B2", "C3", "D2", "D3"]
