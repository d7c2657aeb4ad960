"""The dashboard: each chart, count and span agrees with the seeds, and links to the list behind it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from changes.models import Way
from changes.opened import changing
from pages import timeline
from pages.timeline import Tick, timeline_of
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db


def board(reader: Client, query: str = "") -> Any:
    answer = reader.get(f"/{query}")
    assert answer.status_code == 200
    return answer.context["board"]


def drawn(chart: Any) -> dict[str, tuple[int, int | None]]:
    """Returns the bars of a chart in its order: label → projects and DKK."""
    return {bar.label: (bar.figures.projects, None if bar.amount is None else int(bar.amount)) for bar in chart.drawn}


# Added up by hand from the annex, as in tests/budgets/test_totals.py
BY_CORE_AREA = {
    "Capacity building + Cross-sector co-operation": (1, 3_150_000),  # ongoing 5
    "Prevention + Capacity building": (1, 1_300_000),  # ongoing 4
    "Prevention": (1, 1_200_000),  # ongoing 3
    "Cross-sector co-operation": (4, 1_150_000),  # ongoing 2, closed 5 (no budget), 6, 7: 500,000 + 100,000 + 550,000
    "Prevention + Cross-sector co-operation": (1, 1_000_000),  # closed 10
    "Not stated": (9, 4_200_000),
}
BY_COUNCIL = {
    "MR-JÄM + MR-NARKO": (1, 550_000),
    "MR-S": (1, 500_000),
    "MR-JÄM + MR-S": (1, 100_000),
    "MR-JÄM + MR-LAG + MR-S": (1, 50_000),
    "MR-JÄM": (1, None),
    "Not stated": (12, 10_800_000),
}
BY_YEAR = {
    "2003": (2, 1_200_000),
    "2004": (3, 2_150_000),
    "2005": (1, None),
    "2006": (2, 150_000),
    "2007": (1, 3_150_000),
    "2008": (2, 200_000),
    "Not stated": (6, 5_150_000),
}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("name", "expected"), [("core_area", BY_CORE_AREA), ("council", BY_COUNCIL), ("year", BY_YEAR)]
)
def test_a_chart_says_what_dokument_8_says(reader: Client, name: str, expected: dict[str, Any]) -> None:
    chart = board(reader).charts[name]
    assert list(drawn(chart).items()) == list(expected.items())
    assert sum(bar.amount or 0 for bar in chart.drawn) == Decimal(12_000_000)


def test_a_chart_with_many_groups_draws_the_largest_and_adds_up_the_rest(reader: Client) -> None:
    # MR-B1 gets 1 DKK, … MR-B13 gets 13 DKK. The chart draws 13 to 4, and the rest is 3 + 2 + 1 = 6
    for number in range(1, 14):
        builders.allocation(builders.project(f"P-{number}", councils=[f"MR-B{chr(64 + number)}"]), f"{number}.00")
    chart = board(reader).charts["council"]
    assert [int(bar.amount) for bar in chart.drawn] == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4]
    assert (chart.others, chart.totals.rest.projects, chart.totals.rest.budget_dkk) == (3, 3, Decimal(6))
    assert reader.get(chart.report_url).context["table"].count == 13


@pytest.mark.usefixtures("dokument8")
def test_the_work_list_counts_what_its_lists_hold(reader: Client) -> None:
    missing = {one.gap.value: one for one in board(reader).missing}
    # Budgets of ongoing 6, closed 1 and 5; councils only of ongoing 2 and closed 1, 3, 4, 7
    assert (missing["budget"].projects, missing["council"].projects) == (3, 12)
    assert "source" not in missing
    for one in missing.values():
        assert reader.get(one.url).context["totals"].total.projects == one.projects


@pytest.mark.usefixtures("dokument8")
def test_options_of_filters_tell_how_many_projects_they_find(reader: Client) -> None:
    for query in ("", "?council=MR-S&status=closed", "?place=st-petersburg&search=handel"):
        facets = reader.get(f"/projects/{query}").context["facets"]
        asked = dict(part.split("=") for part in query.lstrip("?").split("&") if part)
        for name, facet in facets.items():
            for value, count in list(facet.counts.items())[:2]:
                found = reader.get("/api/v1/projects/", {**asked, name: value, "page_size": 1}).json()["count"]
                assert found == count, (query, name, value)


def test_a_reader_who_is_not_on_the_staff_does_not_see_who_changed_something(
    reader: Client, django_user_model: Any
) -> None:
    anna = django_user_model.objects.create_user("anna", first_name="Anna", last_name="Lind", is_staff=True)
    with changing(way=Way.PAGE, actor=anna):
        project = builders.project("P-1")
    assert "Anna Lind" not in reader.get("/").content.decode()
    assert board(reader).changes[0].project == project
    reader.force_login(anna)
    assert "Anna Lind" in reader.get("/").content.decode()


@pytest.mark.usefixtures("dokument8")
def test_the_calendar_shows_the_latest_events_where_none_is_ahead(reader: Client) -> None:
    shown = board(reader)
    assert shown.next_events == []
    assert str(shown.events[0].last_day) == "2021-03-04"


# A day in 2009, so that the axis ends there
TODAY = date(2009, 6, 30)


def pieces(**dates: Any) -> list[tuple[str, Decimal, Decimal]]:
    builders.project("AXIS", starts="2000-01-01", ends="2009-12-31", status="closed")
    project = builders.project("P-1", **dates)
    line = timeline_of(Project.objects.all(), {}, TODAY)
    (span,) = [span for span in line.spans if span.project == project]
    return [(piece.kind, piece.x, piece.width) for piece in span.pieces]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        # 3,653 days from 2000 to 2009. 2004 begins after 1,461 days (39.99 %) and lasts 366 (10.02 %)
        ({"starts": "2004", "status": "closed"}, [("unsure", "39.99", "10.02")]),
        # 2004 and 2006 unsure, 2005 certain: 365 days from 1,827 (50.01 %); 2006 from 2,192 (60.01 %)
        (
            {"starts": "2004", "ends": "2006", "status": "closed"},
            [("unsure", "39.99", "10.02"), ("certain", "50.01", "10.00"), ("unsure", "60.01", "9.99")],
        ),
        # Both ends are known to the day: certain from 9 to 11 December 2005 (2,169 days), drawn wide enough to see
        ({"starts": "2005-12-09", "ends": "2005-12-11", "status": "closed"}, [("certain", "59.38", "0.5")]),
        # The project continues: open from 2008 to today, 547 days from 2,922
        ({"starts": "2007", "status": "ongoing"}, [("unsure", "70.00", "9.99"), ("open", "79.99", "14.97")]),
        ({"ends": "2003", "status": "closed"}, [("unsure", "30.00", "9.99")]),
    ],
)
def test_a_span_is_no_more_exact_than_its_dates(dates: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    assert pieces(**dates) == [(kind, Decimal(x), Decimal(width)) for kind, x, width in expected]


@pytest.mark.parametrize("most", [2, 3, 5, 9])
def test_many_projects_have_the_same_timeline(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that start last, then those of which only the end is known. With many projects an index finds them."""
    dates = {"A": "2004", "B": "2006-09", "C": "2006-09-08", "D": "2006", "E": "2006-09"}
    for reference, starts in dates.items():
        builders.project(reference, starts=starts)
    builders.project("F", ends="2003")
    builders.project("G")
    monkeypatch.setattr(timeline, "MOST_SPANS", most)
    few = timeline_of(Project.objects.all(), {}, TODAY)
    assert sorted(span.project.reference for span in few.spans) == sorted(["C", "E", "B", "D", "A", "F"][:most])
    monkeypatch.setattr(timeline, "MANY", 1)
    assert timeline_of(Project.objects.all(), {}, TODAY) == few
    assert (few.dated, few.undated) == (6, 1)


@pytest.mark.usefixtures("dokument8")
def test_the_timeline_says_how_many_projects_have_no_date(reader: Client) -> None:
    line = board(reader).timeline
    assert (line.dated, line.undated) == (12, 5)
    assert reader.get(line.undated_url).status_code == 200
    assert timezone.localdate().year >= line.ticks[-1].year


def test_the_dashboard_asks_the_database_a_constant_number_of_times(
    reader: Client, django_assert_num_queries: Any
) -> None:
    # Session, reader, and whether it is an organisation's account (3); the groups of seven charts (7), and nothing for
    # what is left out, because the total says that there is none; the counts beside the three filters without a chart
    # of the same groups (3); names of councils in the charts and in the sentences (2); the points of places (1); the
    # timeline (3); the gaps (1); the latest changes: their keys, what they say, their projects, and the sources that
    # their grants name (4); events (2); sources and pinned views (2); options of the form: councils, core areas,
    # portfolios, documents, each read once (4)
    for size in (2, 9):
        with changing(way=Way.PAGE):
            for number in range(size):
                project = builders.project(f"R-{size}-{number}", councils=["MR-A"], starts="2005")
                builders.allocation(project, "5.00")
        with django_assert_num_queries(32):
            reader.get("/")


def test_the_last_year_of_the_axis_ends_at_its_line_and_is_not_cut() -> None:
    assert [Tick(year, Decimal(x)).anchor for year, x in ((2005, 5), (2020, 80), (2025, 96))] == [
        "start",
        "start",
        "end",
    ]
