"""Another measure than what is granted, and another day: headings, figures, links and lists of the reports' pages."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    """Two projects: of 1,000 DKK, 900 contracted and 400 paid in 2025, 100 released in 2026; of 500 DKK, nothing."""
    one = builders.project("P-1", status="ongoing", councils=["MR-S"])
    grant = builders.allocation(one, "1000.00", granted="2025-01-15", post=builders.post("2025-4-2210"))
    builders.entry(grant, "contracted", "2025-02-01", "900.00", counterpart=builders.organisation("body"))
    builders.entry(grant, "paid", "2025-03-01", "400.00", counterpart=builders.organisation("body"))
    builders.entry(grant, "released", "2026-01-10", "100.00", counterpart=builders.organisation("body"))
    builders.allocation(builders.project("P-2", status="closed"), "500.00", granted="2025-06-01")


def main_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return str(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def text_of(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(answer))))


@pytest.mark.parametrize(
    ("asked", "heading", "total"),
    [
        ({"measure": "debt", "on": "2025-12-31"}, "Owed on 31 December 2025, by: Council of ministers", "500"),
        ({"measure": "debt"}, "Owed, by: Council of ministers", "400"),
        ({"measure": "paid", "on": "2025-02-28"}, "Paid on 28 February 2025, by: Council of ministers", "not stated"),
        ({"measure": "released", "on": "2026"}, "Released on 31 December 2026, by: Council of ministers", "100"),
        ({"measure": "contracted"}, "Contracted, by: Council of ministers", "900"),
        ({"on": "2025-03-31"}, "Granted on 31 March 2025, by: Council of ministers", "1,000"),
        ({}, "Budget by: Council of ministers", "1,500"),
    ],
)
def test_the_page_of_totals_says_its_measure_and_day(
    reader: Client, ledger: None, asked: dict[str, str], heading: str, total: str
) -> None:
    answer = reader.get("/reports/", {"portfolio": "ours", "group_by": "council", **asked})
    assert answer.context["table"].title == heading
    assert heading in text_of(answer)
    foot = answer.context["table"].foot[0].values[-1]
    assert ("not stated" if foot is None else f"{foot:,.0f}") == total


@pytest.mark.parametrize("dimension", ["post", "stage", "recipient"])
def test_the_dimensions_of_the_life_of_a_grant_are_offered(reader: Client, ledger: None, dimension: str) -> None:
    page = main_of(reader.get("/reports/", {"group_by": dimension, "measure": "debt", "on": "2025-12-31"}))
    assert f'<option value="{dimension}" selected>' in page


def test_each_figure_leads_to_its_tree_and_this_adds_up(reader: Client, ledger: None) -> None:
    asked = {"group_by": "council", "measure": "debt", "on": "2025-12-31"}
    (row,) = [row for row in reader.get("/reports/", asked).context["table"].rows if "MR-S" in row.values]
    address = row.links["budget_dkk"]
    assert address.startswith("/why/?")
    assert reader.get(address).context["tree"].added.amount == row.values[-1]
    assert reader.get(row.links["allocations"]).context["figures"].debt == row.values[-1]


def test_the_list_of_projects_behind_a_row_keeps_the_measure_and_its_day(reader: Client, ledger: None) -> None:
    asked = {"group_by": "status", "measure": "debt", "on": "2025-12-31"}
    (row,) = [row for row in reader.get("/reports/", asked).context["table"].rows if "ongoing" in row.values]
    assert row.links["projects"] == "/projects/?measure=debt&on=2025-12-31&status=ongoing"
    assert [project.measured_dkk for project in reader.get(row.links["projects"]).context["page"]] == [
        Decimal("500.00")
    ]


def test_a_ready_made_report_takes_the_measure_too_and_the_others_keep_it(reader: Client, ledger: None) -> None:
    answer = reader.get("/reports/by-council/", {"measure": "paid", "on": "2025-12-31", "status": "ongoing"})
    page = unescape(main_of(answer))
    assert "Paid on 31 December 2025, by: Council of ministers" in page
    assert 'href="/reports/by-partner/?status=ongoing&measure=paid&on=2025-12-31"' in page
    # The report on the debt has a day and no measure, the report of gaps neither
    assert 'href="/reports/debt/?status=ongoing&on=2025-12-31"' in page
    assert 'href="/reports/gaps/?status=ongoing"' in page


def test_files_of_a_measure_have_its_figures_and_say_its_day(reader: Client, ledger: None) -> None:
    asked = {"group_by": "status", "measure": "debt", "on": "2025-12-31", "format": "csv"}
    answer = reader.get("/reports/by-core-area/", {name: asked[name] for name in ("measure", "on", "format")})
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content).decode()
    assert "500.00" in body


def test_a_wrong_measure_or_day_is_named_at_its_field(reader: Client, ledger: None) -> None:
    answer = reader.get("/reports/by-council/", {"measure": "spent", "on": "soon"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "id_measure_error" in page
    assert "id_on_error" in page


def test_the_page_agrees_with_the_api_in_every_measure(reader: Client, ledger: None) -> None:
    for measure in ("granted", "contracted", "paid", "released", "repaid", "debt"):
        for on in ("2025-02-01", "2025-12-31", "2026-12-31"):
            asked = {"group_by": "council", "measure": measure, "on": on}
            shown = reader.get("/reports/", asked).context["table"].foot[0].values[-1]
            told = reader.get("/api/v1/totals/", asked).json()["total"]["budget_dkk"]
            assert (None if shown is None else str(shown)) == told


@pytest.mark.parametrize("language", ["da", "sv", "nb", "fi", "is"])
def test_the_heading_is_in_every_language(reader: Client, ledger: None, language: str) -> None:
    asked = {"group_by": "council", "measure": "paid", "on": "2025-12-31", "lang": language}
    assert "2025" in reader.get("/reports/", asked).context["table"].title
