"""The records of many proposals are read together, and each is still read as the proposals before it left it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes.apply import Refused, apply
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


def new_project(reference: str, **values: Any) -> Proposal:
    source = {"document": "a-document", "section": "1", "item": 1}
    money = {"reference": f"{reference}-A1", "amount": "5.00", "currency": "DKK", "source": source}
    data = {"reference": reference, "title": "T", "kind": "project", "status": "closed", "portfolio": "ours"}
    return Proposal.create("project", {**data, "source": source, "allocations": [money], **values})


def with_a_source() -> None:
    source = builders.source()
    source.document.slug, source.section, source.item = "a-document", "1", 1
    source.document.save()
    source.save()
    builders.portfolio()


def test_new_projects_with_money_are_written_in_few_statements() -> None:
    with_a_source()
    found = []
    for number in (2, 12):
        with CaptureQueriesContext(connection) as seen:
            propose(*(new_project(f"N{number}-{place}") for place in range(number)))
        found.append(len(seen))
    # A project: a savepoint (2), its own INSERT, one for its money, and the look of the guard at its key
    assert found[1] - found[0] <= 10 * 5


@pytest.mark.parametrize("trusting", [True, False])
def test_each_broken_rule_of_many_new_records_is_named_at_its_place(
    trusting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not trusting:
        # Then every rule of every row is judged by its own query, and the same is found
        monkeypatch.setattr("changes.rules._wrong_by_itself", lambda *_args: True)
    with_a_source()
    builders.project("P-1")
    proposals = [
        new_project("Q-1"),
        new_project("Q-2", starts="2005", ends="2004"),  # a constraint of one row
        new_project("P-1"),  # of the table
        new_project("Q-1"),  # of a row of the same change
        new_project("Q-5", title="", starts="2005", ends="2004", kind="nonsense"),
        new_project("Q-6", allocations=[{**new_project("Q-6").data["allocations"][0], "year": 1700}]),
        new_project("q-7"),
        new_project("Q-8"),
    ]
    with pytest.raises(Refused) as refused:
        propose(*proposals)
    assert {place: sorted(errors) for place, errors in refused.value.errors.items()} == {
        1: ["ends"], 2: ["reference"], 3: ["allocations", "reference"], 4: ["title"], 5: ["allocations"],
        6: ["allocations", "reference"],
    }  # fmt: skip
    assert not Project.objects.filter(reference__startswith="Q").exists()


def test_codes_that_differ_in_capital_letters_are_found_among_stored_and_new_records() -> None:
    builders.organisation("body")
    bodies = [
        Proposal.create("organisation", {"name": "N", "slug": slug}) for slug in ("BODY", "other", "fresh", "Fresh")
    ]
    with pytest.raises(Refused) as refused:
        propose(*bodies)
    assert {place: list(errors) for place, errors in refused.value.errors.items()} == {0: ["slug"], 3: ["slug"]}
    with pytest.raises(Refused) as refused:
        propose(*bodies[:3])
    assert list(refused.value.errors) == [0]
