"""What changed since a date: before and after, and nothing of contacts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from projects.models import Contact, Organisation, Project
from reports.questions import ask
from reports.ready_made import REPORTS
from tests import builders

pytestmark = pytest.mark.django_db


def told(query: str = "", *, staff: bool = True, today: date | None = None) -> list[dict[str, Any]]:
    report = REPORTS["changes"]
    question = ask(
        QueryDict(query), report.form, report.filters, today=today or timezone.localdate(), staff=staff, people=False
    )
    assert question.is_valid(), question.error_lists()
    with translation.override("en"):
        return list(report.table(report, question).records())


def test_a_change_says_what_it_was_and_what_it_became() -> None:
    project = builders.project("P-1", status="ongoing")
    project.status = "closed"
    project.save()
    latest, first = told()
    assert (latest["reference"], latest["change"], latest["fields"]) == ("P-1", "changed", ["Status: Ongoing → Closed"])
    assert first["change"] == "added"


def test_money_that_goes_is_told_even_when_its_project_goes_too() -> None:
    project = builders.project("P-1")
    builders.allocation(project, "5.00")
    project.delete()
    assert {(one["what"].split(":")[0], one["change"]) for one in told()} >= {
        ("Project", "deleted"), ("Allocation", "deleted"),
    }  # fmt: skip


def test_only_changes_of_the_chosen_projects_are_told() -> None:
    builders.project("P-1", status="ongoing")
    builders.project("P-2", status="closed")
    assert [one["reference"] for one in told("status=closed")] == ["P-2"]


def test_what_was_changed_before_the_day_is_not_told() -> None:
    project = builders.project("P-1", status="ongoing")
    history: Any = Project
    history.history.update(history_date=timezone.now() - timedelta(days=40))
    project.status = "closed"
    project.save()
    assert [one["fields"] for one in told()] == [["Status: Ongoing → Closed"]]
    assert len(told("since=2000")) == 2


def test_names_are_for_staff_and_contacts_for_nobody() -> None:
    organisation = Organisation.objects.create(slug="o", name_en="O")
    Contact.objects.create(organisation=organisation, post="Adviser", person="Somebody")
    builders.project("P-1")
    assert "by" in told()[0]
    assert all("by" not in one for one in told(staff=False))
    assert "Adviser" not in str(told())
    assert "Somebody" not in str(told())


def test_a_date_that_makes_no_sense_is_named() -> None:
    report = REPORTS["changes"]
    question = ask(QueryDict("since=yesterday"), report.form, report.filters, today=date(2026, 11, 22))
    assert list(question.error_lists()) == ["since"]
