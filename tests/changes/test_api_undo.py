"""Undoing a change by the API."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from changes.apply import apply
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.undo import reversed_proposals
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("adviser")


@pytest.fixture
def post(person: Any) -> Any:
    """Returns a function that undoes a change: ``post(1, reason="…")`` returns the status and the data."""
    client = Client()
    client.force_login(person)

    def post(number: int, query: str = "", headers: Any = None, **body: Any) -> tuple[int, Any]:
        address = f"/api/v1/changes/{number}/undo/{query}"
        answer = client.post(address, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return post


def edit(kind: str, **values: Any) -> None:
    apply(proposals=[Proposal.update("project", "P-1", {"kind": kind, **values})], way=Way.API)


def test_it_answers_the_new_change(post: Any, person: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar")
    status, change = post(1, reason="By mistake")
    assert (status, change["number"], change["undoes"], change["way"]) == (201, 2, 1, "undo")
    assert (change["actor"], change["reason"]) == ("adviser", "By mistake")
    assert [record["after"]["kind"] for record in change["records"]] == ["study"]
    assert Project.objects.get().kind == "study"


def test_a_dry_run_says_what_would_change_and_writes_nothing(post: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar")
    status, foreseen = post(1, "?dry_run=true")
    difference = {"field": "kind", "label": "Kind", "before": "seminar", "after": "study"}
    assert (status, foreseen["totals"]) == (200, [])
    assert foreseen["records"] == [{"kind": "project", "key": "P-1", "action": "update", "difference": [difference]}]
    assert Change.objects.count() == 1


def test_what_stands_on_a_change_is_said_and_nothing_is_written(post: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar", status="ongoing")
    edit("campaign")
    status, answer = post(1)
    assert (status, answer["detail"]) == (409, "This change cannot be undone")
    assert answer["standing"] == [{"kind": "project", "key": "P-1", "fields": ["Kind"], "errors": [], "changes": [2]}]
    assert Change.objects.count() == 2


def test_what_refers_to_a_record_is_said(post: Any) -> None:
    builders.project("P-1")
    apply(proposals=[Proposal.create("organisation", {"slug": "body", "name": "Body"})], way=Way.API)
    edit("study", partners=[{"organisation": "body", "role": "hosting"}])
    status, answer = post(1)
    assert (status, answer["standing"][0]["key"]) == (409, "body")
    assert "refer to it" in answer["standing"][0]["errors"][0]


def test_a_change_that_is_undone_already_is_a_409(post: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar")
    assert post(1)[0] == 201
    assert post(1) == (409, {"detail": "Change 1 was undone already, by change 2.", "standing": []})


def test_the_same_request_sent_twice_undoes_once(post: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar")
    answers = [post(1, headers={"Idempotency-Key": "a"}) for _time in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0][0], Change.objects.count()) == (201, 2)


def test_rights_are_those_of_writing(post: Any, person: Any) -> None:
    builders.project("P-1", kind="study")
    edit("seminar")
    person.is_superuser = False
    person.is_staff = True
    person.save()
    assert post(1)[0] == 403
    person.user_permissions.add(Permission.objects.get(codename="change_project"))
    status, change = post(1)
    # They may change projects and not read their history
    assert (status, change["records"]) == (201, [])
    assert Client().post("/api/v1/changes/1/undo/").status_code == 401


@pytest.mark.parametrize(
    ("query", "body", "field"), [("?x=1", {}, "x"), ("", {"why": "x"}, "why"), ("", {"reason": 5}, "reason")]
)
def test_nonsense_is_refused_at_its_place(post: Any, query: str, body: dict[str, Any], field: str) -> None:
    builders.project("P-1")
    edit("seminar")
    status, answer = post(1, query, **body)
    assert (status, list(answer)) == (400, [field])


def test_a_change_that_does_not_exist_is_a_404(post: Any) -> None:
    assert post(9)[0] == 404


def test_what_was_made_last_is_deleted_first(db: None) -> None:
    """Otherwise each part of a body needs another attempt, and each attempt writes the whole change again."""
    bodies = [("one", None), ("two", "one"), ("three", "two")]
    facts = {"kind": "intergovernmental", "name": {"en": "A body"}}
    made = [Proposal.create("organisation", {"slug": slug, "part_of": parent, **facts}) for slug, parent in bodies]
    change = apply(proposals=made, way=Way.API).change
    assert change is not None
    assert [proposal.key for proposal in reversed_proposals(change)] == ["three", "two", "one"]
