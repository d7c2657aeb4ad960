"""Changes since a date: before and after, and nothing about contacts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from changes.models import Change, Way
from changes.opened import changing
from projects.models import Contact, Organisation, Project
from reports.kinds.latest import latest_changes
from reports.questions import ask
from reports.ready_made import REPORTS
from tests import builders
from tests.admin_pages import address, opened

pytestmark = pytest.mark.django_db


def told(query: str = "", *, staff: bool = True, today: date | None = None) -> list[dict[str, Any]]:
    report = REPORTS["changes"]
    question = ask(
        QueryDict(query), report.form, report.filters, today=today or timezone.localdate(), staff=staff, people=False
    )
    assert question.is_valid(), question.error_lists()
    with translation.override("en"):
        return list(report.table(report, question).records())


def write(function: Any) -> Any:
    """Calls the function within a change of its own."""
    with changing(way=Way.PAGE):
        return function()


def project(reference: str = "P-1", **values: Any) -> Project:
    made: Project = write(lambda: builders.project(reference, **values))
    return made


def close(row: Project) -> None:
    row.status = "closed"
    write(row.save)


def test_a_change_says_what_it_was_and_what_it_became() -> None:
    close(project(status="ongoing"))
    latest, first = told()
    assert (latest["reference"], latest["change"], latest["fields"]) == ("P-1", "changed", ["Status: Ongoing → Closed"])
    assert (first["change"], first["what"], first["fields"]) == ("created", "Project P-1 P-1", [])


def test_money_that_goes_is_told_even_when_its_project_goes_too() -> None:
    row = project()
    write(lambda: builders.allocation(row, "5.00"))
    write(row.delete)
    latest = told()[0]
    assert (latest["change"], latest["fields"]) == ("deleted", ["Allocation: P-1-A1, 5 DKK"])
    # With a filter, only projects that the register has
    assert told("status=closed") == []


def test_only_changes_of_the_chosen_projects_are_told() -> None:
    project("P-1", status="ongoing")
    project("P-2", status="closed")
    assert [one["reference"] for one in told("status=closed")] == ["P-2"]


def test_what_was_changed_before_the_day_is_not_told() -> None:
    row = project(status="ongoing")
    Change.objects.update(moment=timezone.now() - timedelta(days=40))
    close(row)
    assert [one["fields"] for one in told()] == [["Status: Ongoing → Closed"]]
    assert len(told("since=2000")) == 2


def test_names_are_for_staff_and_contacts_for_nobody() -> None:
    organisation = Organisation.objects.create(slug="o", name_en="O")
    write(lambda: Contact.objects.create(organisation=organisation, post="Adviser", person="Somebody"))
    project()
    assert "by" in told()[0]
    assert all("by" not in one for one in told(staff=False))
    assert "Adviser" not in str(told())
    assert "Somebody" not in str(told())


def test_a_date_that_makes_no_sense_is_named() -> None:
    report = REPORTS["changes"]
    question = ask(QueryDict("since=yesterday"), report.form, report.filters, today=date(2026, 11, 22))
    assert list(question.error_lists()) == ["since"]


class TestOneSave:
    """One save of a project's page is one entry, with its money."""

    @pytest.fixture
    def saved(self, admin_client: Client) -> Project:
        row = project(status="ongoing")
        council, source = builders.council("MR-A").pk, builders.source().pk
        sent = opened(admin_client, row)
        grants = {
            "allocations-TOTAL_FORMS": "2",
            "allocations-0-reference": "P-1-A1",
            "allocations-0-amount": "1200000",
            "allocations-1-reference": "P-1-A2",
            "allocations-1-amount": "500.50",
            **{f"allocations-{n}-{name}": value for n in (0, 1) for name, value in
               {"currency": "DKK", "scope": "whole", "source": source}.items()},
        }  # fmt: skip
        roles = {
            "council_roles-TOTAL_FORMS": "1",
            "council_roles-0-council": council,
            "council_roles-0-role": "funding",
        }
        answer = admin_client.post(address(row), {**sent, "status": "closed", **grants, **roles})
        assert answer.status_code == 302
        return row

    @pytest.mark.usefixtures("saved")
    def test_it_is_one_entry_with_its_money(self) -> None:
        entry, _before = told()
        assert (entry["reference"], entry["what"], entry["change"]) == ("P-1", "Project P-1 P-1", "changed")
        assert entry["fields"] == [
            "Status: Ongoing → Closed",
            "Council in a role added: MR-A, Funding",
            "Allocation added: P-1-A1, 1,200,000 DKK",
            "Allocation added: P-1-A2, 500.50 DKK",
        ]

    @pytest.mark.usefixtures("saved")
    def test_the_dashboard_tells_it_in_a_line(self) -> None:
        with translation.override("en"):
            latest, _before = latest_changes(Project.objects.all(), 5, with_names=True)
        assert latest.kind == "changed"
        assert latest.what.startswith("Status: Ongoing → Closed; Council in a role added: MR-A, Funding; Allocation")

    def test_two_saves_are_two_entries(self, admin_client: Client, saved: Project) -> None:
        admin_client.post(address(saved), {**opened(admin_client, saved), "status": "ongoing"})
        assert [one["fields"][:1] for one in told()][:2] == [
            ["Status: Closed → Ongoing"], ["Status: Ongoing → Closed"],
        ]  # fmt: skip


def test_money_that_comes_or_goes_is_told_with_its_amount() -> None:
    row = project()
    allocation = write(lambda: builders.allocation(row, "1200000"))
    allocation.amount = Decimal("1300000")
    write(allocation.save)
    write(allocation.delete)
    assert [one["fields"] for one in told()] == [
        ["Allocation removed: P-1-A1, 1,300,000 DKK"],
        ["Allocation changed: P-1-A1: Amount: 1,200,000 DKK → 1,300,000 DKK"],
        ["Allocation added: P-1-A1, 1,200,000 DKK"],
        [],
    ]
