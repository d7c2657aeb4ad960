"""Everything wrong with a table is named at once, each in its cell, and nothing is invented."""

from typing import Any

import pytest

from bench.incoming.planted import FAULTS, Known, planted
from bench.incoming.tables import different
from tables.values.plain import Dates, Money, number, truth
from tables.values.wrong import Wrong
from tests.tables import sheets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [sheets.csv, sheets.xlsx, sheets.ods])
def test_every_planted_fault_is_named_in_its_cell_and_none_is_invented(boss: Any, known: Known, form: Any) -> None:
    rows, cells = planted(120, 2 * len(FAULTS), known)
    result = sheets.checked(form(rows), boss)
    assert different(cells, [vars(fault) for fault in result.faults]) == []
    wrong = {line for line, _place in cells}
    refused = {line for row in result.rows if row.state == "wrong" for line in row.lines}
    assert wrong <= refused
    assert len(refused - wrong) <= list(cells.values()).count("a reference twice")
    assert {row.state for row in result.rows} == {"new", "wrong"}


@pytest.mark.parametrize(
    ("column", "cell", "nearest"),
    [
        ("councils", "MR-X (Co-operating)", "MR-S"),
        ("kind", "Projcet", "Project"),
        ("partners", "sheltr (Implementing)", "shelter"),
        ("partners", "shelter (Implmenting)", "Implementing"),
        ("status", "closd", "Closed"),
    ],
)
def test_the_nearest_known_value_is_named(boss: Any, known: Known, column: str, cell: str, nearest: str) -> None:
    rows, _cells = planted(6, 0, known)
    rows[3][rows[0].index(column)] = cell
    (fault,) = sheets.checked(sheets.csv(rows), boss).faults
    assert (fault.line, fault.place) == (4, rows[0].index(column))
    assert nearest in fault.nearest


def test_several_faults_of_one_row_are_all_named(boss: Any, known: Known) -> None:
    rows, _cells = planted(6, 0, known)
    heads = rows[0]
    rows[2][heads.index("kind")], rows[2][heads.index("title")] = "x", "y" * 301
    rows[2][heads.index("starts")] = "31.02.2009"
    result = sheets.checked(sheets.csv(rows), boss)
    places = {fault.place for fault in result.faults if fault.line == 3}
    assert {heads.index(name) for name in ("kind", "starts")} <= places


def test_a_missing_column_is_one_problem_and_no_fault_of_each_row(boss: Any, known: Known) -> None:
    result = sheets.checked(sheets.csv([["Reference", "Title", "Status"], ["P-9", "A", "closed"]]), boss)
    assert result.faults == []
    assert "Kind" in result.problems[0]
    assert "Source" in result.problems[0]
    assert result.counts() == {"wrong": 1}


def test_a_value_for_all_rows_takes_the_place_of_a_column(boss: Any, known: Known) -> None:
    data = sheets.csv([["Reference", "Title"], ["P-9", "A"]])
    usual = {"kind": "project", "status": "closed", "portfolio": "ours", "source": "paper", "source_section": "one"}
    assert sheets.checked(data, boss, "projects", usual).counts() == {"new": 1}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u202f567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("500 kr.", "500.00"),
        ("DKK 500", "500.00"),
    ],
)
def test_amounts_of_every_country_are_read(text: str, amount: str) -> None:
    assert Money([text]).amount(text) == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [("31.12.2009", "2009-12-31"), ("2009-12-31", "2009-12-31"), ("31/12/2009", "2009-12-31"), ("2009", "2009")],
)
def test_dates_of_every_country_are_read(text: str, day: str) -> None:
    assert Dates([text]).date(text) == day


def test_another_cell_of_the_column_decides_between_two_readings() -> None:
    assert Dates(["31/12/2009", "3/4/2009"]).date("3/4/2009") == "2009-04-03"
    with pytest.raises(Wrong):
        Dates(["3/4/2009"]).date("3/4/2009")


def test_a_number_is_no_truth_and_a_text_no_number() -> None:
    assert [truth(word) for word in ("ja", "Kyllä", "nej", "nei", "x")] == [True, True, False, False, True]
    for text in ("1,5", "many"):
        with pytest.raises(Wrong):
            number(text, 0)


@pytest.mark.parametrize("amount", ["1.250,00", "-5", ""])
def test_a_source_that_is_missing_is_named_once_and_not_at_the_amount(boss: Any, known: Known, amount: str) -> None:
    headings = ["Reference", "Title", "Council", "Amount", "Currency", "Status", "Start"]
    rows = [headings, ["P-1", "Safe return", "MR-XX", amount, "DKK", "ongoing", "2026"]]
    result = sheets.checked(sheets.csv(rows), boss)
    negative = [(3, "An amount is above zero and below ten billion.")] if amount == "-5" else []
    found = [(fault.place, fault.sentence) for fault in result.faults]
    assert found == [(2, "There is no “MR-XX”."), *negative]
    assert any("Source" in sentence for sentence in result.problems)


@pytest.mark.parametrize("begins", ["2027-03-04 09:30", "2027-03-04"])
def test_an_event_without_a_code_may_begin_at_a_time(boss: Any, known: Known, begins: str) -> None:
    rows = [["Titel", "Type", "Status", "Fra", "Til"], ["Seminar", "seminar", "tentative", begins, begins]]
    usual = {"source": "paper", "source_section": "one", "timezone": "Europe/Oslo" if ":" in begins else ""}
    result = sheets.checked(sheets.csv(rows), boss, "events", usual)
    assert sheets.cells(result) == {}
    assert {row.state for row in result.rows} == {"new"}
