"""Totals as a table: a cross table for people, one row per cell for programs, and the facts that explain both."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from budgets.totals import Figures
from projects.choices import NOT_STATED
from reports import facts
from reports.questions import ask
from reports.ready_made import REPORTS, TOTALS
from reports.table import Table
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def table(query: str, *, people: bool = True, name: str = "") -> Table:
    report = REPORTS[name] if name else TOTALS
    question = ask(QueryDict(query), report.form, report.filters, today=TODAY, people=people)
    assert question.is_valid(), question.error_lists()
    with translation.override("en"):
        return report.table(report, question)


def shown(table: Table, rows: Any = None) -> list[list[Any]]:
    places = [place for place, _column in table.columns_for(people=True)]
    return [[row.values[place] for place in places] for row in (table.rows if rows is None else rows)]


def dkk(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@pytest.mark.usefixtures("dokument8")
def test_a_cross_table_has_row_column_and_grand_totals() -> None:
    by_year = table("", name="by-status-and-year")
    assert [column.label for _place, column in by_year.columns_for(people=True)] == [
        "Year", "Ongoing", "Closed", "In total (DKK)",
    ]  # fmt: skip
    assert shown(by_year) == [
        ["2003", "", dkk("1,200,000"), dkk("1,200,000")],
        ["2004", "", dkk("2,150,000"), dkk("2,150,000")],
        ["2005", "", None, None],  # closed 5: its budget is not stated, which is not the same as no project
        ["2006", "", dkk("150,000"), dkk("150,000")],
        ["2007", dkk("3,150,000"), "", dkk("3,150,000")],
        ["2008", "", dkk("200,000"), dkk("200,000")],
        ["Not stated", dkk("3,500,000"), dkk("1,650,000"), dkk("5,150,000")],
    ]
    assert shown(by_year, by_year.foot) == [["In total", dkk("6,650,000"), dkk("5,350,000"), dkk("12,000,000")]]


@pytest.mark.usefixtures("dokument8")
def test_programs_get_the_cells_of_a_cross_table_one_by_one() -> None:
    cells = table("group_by=year,status", people=False)
    names = [column.name for _place, column in cells.columns_for(people=False)]
    assert names[:4] == ["year", "year_label", "status", "status_label"]
    assert {"year": "2007", "status": "ongoing", "budget_dkk": "3150000.00", "allocations": 1}.items() <= next(
        record for record in cells.records() if record["year"] == "2007"
    ).items()
    assert cells.count == 8  # six years with one status each, and two rows of "not stated"


@pytest.mark.usefixtures("dokument8")
def test_a_table_says_what_it_counted_and_what_it_left_out() -> None:
    facts = [(fact.label, fact.text) for fact in table("group_by=council").facts]
    assert ("Date of the data", "22 November 2026") in facts
    assert ("Counted", "17 projects, 14 allocations, 12,000,000 DKK") in facts
    assert ("Not counted", "3 projects whose budget is not stated") in facts
    assert any(label == "Source" and text.startswith("Dokument 8") for label, text in facts)


def test_another_currency_is_told_and_never_added() -> None:
    project = builders.project()
    builders.allocation(project, "10.00")
    builders.allocation(project, "99.50", currency="SEK")
    told = table("group_by=status")
    assert ("Not counted", "1 allocation in another currency without a rate: 99.50 SEK") in [
        (fact.label, fact.text) for fact in told.facts
    ]
    assert [row.values[-1] for row in told.foot] == [Decimal("10.00")]


def test_no_sum_of_overlapping_rows_is_shown() -> None:
    project = builders.project(councils=["MR-A", "MR-B"])
    builders.allocation(project, "10.00")
    assert not table("group_by=council&mode=mentioned").foot
    crossed = table("group_by=council,status&mode=mentioned")
    assert not crossed.foot
    assert crossed.columns[-1].name == "total"  # the statuses, across, do not overlap
    other = table("group_by=status,council&mode=mentioned")
    assert other.columns[-1].name == "MR-B"
    assert len(other.foot) == 1


def test_a_cross_table_of_many_columns_becomes_a_list_of_its_cells() -> None:
    for year in range(2000, 2013):  # thirteen columns would be one too many
        builders.allocation(builders.project(f"P-{year}"), "1.00", year=year)
    wide = table("group_by=status,year")
    assert [column.name for _place, column in wide.columns_for(people=True)][:2] == ["status_label", "year_label"]
    assert wide.count == 13


def test_an_empty_selection_is_a_correct_empty_table() -> None:
    empty = table("group_by=council,year")
    assert (empty.count, [*empty.rows]) == (0, [])
    assert ("Counted", "0 projects, 0 allocations, not stated") in [(fact.label, fact.text) for fact in empty.facts]


@pytest.mark.usefixtures("dokument8")
def test_joint_financing_holds_the_joint_grants_and_the_shares() -> None:
    joint = table("", name="joint-financing")
    assert shown(joint) == [
        ["MR-JÄM + MR-NARKO", dkk("550,000"), "", dkk("550,000")],
        ["MR-JÄM + MR-S", dkk("100,000"), "", dkk("100,000")],
        ["MR-JÄM + MR-LAG + MR-S", dkk("50,000"), "", dkk("50,000")],
        ["Not stated", "", dkk("100,000"), dkk("100,000")],  # closed 6: the Council's share, next to the Union's
    ]
    assert any(NOT_STATED in row.values for row in joint.rows)


@pytest.mark.usefixtures("dokument8")
def test_a_title_in_another_language_follows_the_reader() -> None:
    with translation.override("en"):
        assert table("", name="by-partner").title == "Budget by partner"


@pytest.mark.parametrize(("language", "words"), [("en", "9,484 projects"), ("da", "9.484 "), ("sv", "9\u00a0484 ")])
def test_a_number_of_projects_is_grouped_as_the_language_does(language: str, words: str) -> None:
    with translation.override(language):
        assert facts.counted(Figures(projects=9484, allocations=1)).text.startswith(words)
