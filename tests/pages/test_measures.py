"""Another measure, and another day, on the dashboard and in the project list."""

from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Page
from pages.saved_pages import PAGES
from tests import builders
from tests.reports.test_measured import ledger, text_of  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]

DEBT = {"measure": "debt", "on": "2025-12-31"}


def test_the_list_has_a_column_of_the_measure_and_its_total(reader: Client) -> None:
    answer = reader.get("/projects/", DEBT)
    assert {project.reference: project.measured_dkk for project in answer.context["page"]} == {
        "P-1": Decimal("500.00"),
        # Without entries, it is not stated: never 0
        "P-2": None,
    }
    assert str(answer.context["in_measure"].amount) == "500.00"
    text = text_of(answer)
    assert "Owed on 31 December 2025 (DKK)" in text
    assert "Owed on 31 December 2025: 500 DKK" in text


def test_the_total_of_the_list_leads_to_the_tree_of_its_entries(reader: Client) -> None:
    address = reader.get("/projects/", {**DEBT, "status": "ongoing"}).context["in_measure"].url
    assert address == "/why/?status=ongoing&measure=debt&on=2025-12-31"
    tree = reader.get(address).context["tree"]
    assert str(tree.added.amount) == "500.00"
    kinds = "entry_kind=contracted&entry_kind=changed&entry_kind=paid&entry_kind=released"
    assert tree.list_url == f"/entries/?{kinds}&status=ongoing&on=2025-12-31"
    assert str(reader.get(tree.list_url).context["figures"].debt) == "500.00"


def test_what_was_granted_by_a_day_is_a_measure_too(reader: Client) -> None:
    answer = reader.get("/projects/", {"on": "2025-03-31"})
    assert {project.reference: project.measured_dkk for project in answer.context["page"]} == {
        "P-1": Decimal("1000.00"),
        "P-2": None,
    }
    assert "Granted on 31 March 2025 (DKK)" in text_of(answer)


def test_the_list_without_a_measure_has_no_column_more(reader: Client) -> None:
    answer = reader.get("/projects/")
    assert "Owed" not in text_of(answer).replace("Owed on", "")
    assert not hasattr(answer.context["page"][0], "measured_dkk")


def test_the_measure_of_a_page_takes_one_query(reader: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            reader.get("/projects/", DEBT)
        return len(asked)

    before = queries()
    for number in range(3, 9):
        grant = builders.allocation(builders.project(f"P-{number}"), "100.00")
        builders.entry(grant, "contracted", "2025-02-01", "100.00")
    assert queries() == before


def test_files_of_the_list_leave_the_measure_out_of_their_address(reader: Client) -> None:
    page = unescape(reader.get("/projects/", DEBT).content.decode())
    (address,) = [part.partition('"')[0] for part in page.split('href="') if "format=xlsx" in part.partition('"')[0]]
    assert "measure" not in address
    assert reader.get(address).status_code == 200


def test_the_dashboard_shows_the_measure_and_its_links_keep_it(reader: Client) -> None:
    answer = reader.get("/", DEBT)
    board = answer.context["board"]
    assert (str(board.total.budget_dkk), board.total.projects_without_budget) == ("500.00", 1)
    assert board.links["projects"] == "/projects/?measure=debt&on=2025-12-31"
    assert board.links["granted"].startswith("/entries/?on=2025-12-31&entry_kind=contracted")
    assert board.links["why"] == "/why/?measure=debt&on=2025-12-31&group_by=status"
    assert board.links["ongoing"] == "/projects/?measure=debt&on=2025-12-31&status=ongoing"
    assert board.charts["council"].report_url == "/reports/?group_by=council&measure=debt&on=2025-12-31"
    text = text_of(answer)
    assert "Owed on 31 December 2025 (DKK)" in text
    assert "Owed on 31 December 2025: 500 DKK" in text
    for url in (
        *board.links.values(),
        board.charts["council"].report_url,
        *(bar.url for bar in board.charts["status"].bars),
    ):
        assert not url or reader.get(url).status_code == 200


def test_the_gaps_of_the_dashboard_are_those_of_what_is_granted(reader: Client) -> None:
    builders.project("P-3")

    def budget_gaps(**asked: str) -> list[int]:
        return [row.projects for row in reader.get("/", asked).context["board"].missing if row.gap == "budget"]

    assert budget_gaps() == budget_gaps(**DEBT) == [1]


@pytest.mark.parametrize("path", ["/", "/projects/"])
def test_a_wrong_measure_is_named_with_a_way_out(reader: Client, path: str) -> None:
    answer = reader.get(path, {"measure": "spent"})
    assert answer.status_code == 400
    assert "id_measure_error" in answer.content.decode()


@pytest.mark.parametrize("page", [Page.DASHBOARD, Page.PROJECTS, Page.REPORTS])
def test_a_saved_view_keeps_its_measure(page: str) -> None:
    query = "group_by=council&measure=debt&on=2025-12-31" if page == Page.REPORTS else "measure=debt&on=2025-12-31"
    assert PAGES.canonical(page, "", query) == query
    assert dict(PAGES.in_words(["measure=debt"])[0])["Measure"] == "Project debt"
