"""The records of many proposals are read together, and each is still read as the proposals before it left it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes.apply import apply
from changes.check import check
from changes.models import Way
from changes.opened import changing
from changes.proposal import Proposal
from projects.models import Organisation, Project
from tests import builders

pytestmark = pytest.mark.django_db


def propose(*proposals: Proposal, **facts: Any) -> Any:
    return apply(proposals=proposals, way=Way.API, **facts)


def closing(number: int) -> list[Proposal]:
    references = [f"P-{place}" for place in range(number)]
    for reference in references:
        builders.project(reference, status="ongoing", councils=["MR-A"])
    return [Proposal.update("project", reference, {"status": "closed"}) for reference in references]


@pytest.mark.parametrize("dry_run", [True, False])
def test_twenty_projects_are_read_in_as_many_queries_as_two(dry_run: bool) -> None:
    found = []
    for number in (2, 20):
        proposals = closing(number)
        with CaptureQueriesContext(connection) as seen:
            propose(*proposals, dry_run=dry_run)
        reading = [one["sql"] for one in seen if one["sql"].startswith("SELECT") and "councilrole" in one["sql"]]
        found.append(len(reading))
        Project.objects.all().delete()
    assert found[0] == found[1]


def test_further_projects_name_their_portfolio_without_another_query() -> None:
    builders.portfolio("theirs")
    for number in range(5):
        builders.project(f"P-{number}")
    moving = [Proposal.update("project", f"P-{number}", {"portfolio": "theirs"}) for number in range(5)]
    with CaptureQueriesContext(connection) as seen:
        propose(*moving, dry_run=True)
    named = [one["sql"] for one in seen if "projects_portfolio" in one["sql"] and "= 'theirs'" in one["sql"]]
    assert len(named) == 1


def test_a_record_that_two_proposals_name_is_changed_by_both() -> None:
    builders.project("P-1", status="ongoing", kind="project")
    outcome = propose(
        Proposal.update("project", "P-1", {"status": "closed"}), Proposal.update("project", "P-1", {"kind": "study"})
    )
    assert [[one.field for one in differences] for differences in outcome.differences] == [["status"], ["kind"]]
    project = Project.objects.get()
    assert (project.status, project.kind) == ("closed", "study")


def test_a_record_renamed_before_is_known_by_its_new_code_in_what_follows() -> None:
    builders.organisation("body")
    project = builders.project("P-1")
    project.partnerships.create(organisation=Organisation.objects.get(), role="hosting")
    partners = [{"organisation": "office", "role": "hosting"}, {"organisation": "office", "role": "initiating"}]
    outcome = propose(
        Proposal.update("organisation", "body", {"slug": "office"}),
        Proposal.update("project", "P-1", {"partners": partners}),
    )
    assert [len(one.before) for one in outcome.differences[1]] == [1]
    assert outcome.differences[1][0].before == partners[:1]


def test_a_dry_run_leaves_no_trace_in_the_change_around_it() -> None:
    builders.project("P-1", status="ongoing")
    closing_it = Proposal.update("project", "P-1", {"status": "closed"})
    with changing(way=Way.PROGRAM) as opened:
        propose(closing_it, dry_run=True)
        assert (opened.written, opened.before) == (False, {})
        propose(closing_it)
    assert opened.change is not None
    before = opened.change.records.get().before or {}
    assert before["status"] == "ongoing"


def test_a_value_that_stays_is_not_judged_again() -> None:
    project = builders.project("P-1", status="ongoing")
    # Entered before the rule that titles are plain text
    Project.objects.filter(pk=project.pk).update(title_en="A <b>study</b>")
    assert not check(Proposal.update("project", "P-1", {"status": "closed"})).errors
    assert list(check(Proposal.update("project", "P-1", {"title": "Another <b>study</b>"})).errors) == ["title"]
