"""Changes of content and participants after the contract was signed are found, unless an approval covers them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from budgets.models import Rule
from budgets.rules.findings import findings
from changes.apply import apply
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.undo import undo
from projects.models import Project
from tests import builders
from tests.changes.api.program import Program

CODE = "content-approved-beforehand"


def change(reason: str = "", **values: Any) -> Change:
    outcome = apply(proposals=[Proposal.update("project", "P-1", values)], way=Way.API, reason=reason)
    assert outcome.change
    return outcome.change


def found() -> list[tuple[int, str]]:
    """Returns the findings of today as (number of the change, its fields)."""
    rows = findings(Project.objects.all(), timezone.localdate(), [CODE])
    return [(row.content.change.number, row.content.words) for row in rows if row.content]


def test_a_new_title_after_the_signatures_is_found(grant: Any, contract: Any) -> None:
    first = change(title={"en": "Another title"})
    assert found() == [(first.number, "Title")]
    builders.organisation("partner")
    second = change(partners=[{"organisation": "partner", "role": "implementing"}], ends="2026")
    assert found() == [(first.number, "Title"), (second.number, "Partners, End")]


def test_other_changes_are_not_found(grant: Any, contract: Any) -> None:
    change(status="closed")
    change(status="ongoing")
    assert found() == []


def test_a_change_without_a_signed_contract_is_not_found(grant: Any) -> None:
    builders.contract(grant)
    change(title={"en": "Another title"})
    assert found() == []


@pytest.mark.parametrize(("before", "covered"), [(0, True), (90, True), (91, False), (-1, False)])
def test_an_approval_covers_the_changes_of_ninety_days(grant: Any, contract: Any, before: int, covered: bool) -> None:
    change(title={"en": "Another title"})
    day = timezone.localdate() - timedelta(days=before)
    builders.entry(grant, "changed", day.isoformat(), ends="2030-12-31")
    assert (found() == []) is covered


def test_a_code_in_the_reason_shows_the_approval(grant: Any, contract: Any) -> None:
    builders.entry(grant, "changed", "2025-03-01", ends="2026-12-31")
    change("As approved by P-1-A1-E1", title={"en": "Another title"})
    assert found() == []


def test_an_undone_change_is_not_found(grant: Any, contract: Any) -> None:
    undo(change=change(title={"en": "Another title"}))
    assert found() == []


def test_the_api_names_the_change(grant: Any, contract: Any) -> None:
    made = change(title={"en": "Another title"})
    boss = Program(get_user_model().objects.create_superuser("boss"))
    (row,) = boss.get(f"findings/?rule={CODE}").json()["results"]
    assert (row["change"], row["project"], row["severity"]) == (made.number, "P-1", "lists")
    assert row["sentence"].startswith(Rule.objects.get(code=CODE).sentence)
