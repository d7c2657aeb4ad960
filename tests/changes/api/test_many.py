"""Many operations of several kinds are one change: all of them, or none."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from budgets.models import Fund
from changes.models import Change
from changes.undo import undo
from projects.models import Organisation, Project
from tests import builders
from tests.changes.api.program import Program
from tests.changes.api.test_writing import MONEY, NEW

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture(autouse=True)
def register() -> None:
    builders.source()
    builders.portfolio()
    builders.organisation("body")


def create(kind: str, /, **data: Any) -> dict[str, Any]:
    return {"action": "create", "kind": kind, "data": data}


def update(kind: str, key: str, tag: str | None = "*", **data: Any) -> dict[str, Any]:
    return {"action": "update", "kind": kind, "key": key, "if_match": tag, "data": data}


def delete(kind: str, key: str, tag: str | None = "*") -> dict[str, Any]:
    return {"action": "delete", "kind": kind, "key": key, "if_match": tag}


def test_what_one_operation_makes_the_next_may_name(boss: Program) -> None:
    operations = [
        create("organisation", slug="fresh", name="New body"),
        create("fund", slug="purse", name="Purse"),
        create("project", **NEW, partners=[{"organisation": "fresh", "role": "hosting"}]),
        create("allocation", **MONEY, project="P-1", fund="purse"),
        create("allocation", **{**MONEY, "reference": "P-1-A2"}, project="P-1"),
        update("project", "P-1", title="Renamed"),
        delete("organisation", "body"),
    ]
    answer = boss.send("post", "changes/", {"operations": operations, "reason": "All together"})
    assert answer.status_code == 201, answer.content
    change = Change.objects.get()
    assert (answer["X-Change"], change.reason, change.way) == (str(change.number), "All together", "api")
    said = answer.json()
    assert said["change"] == change.number
    assert [(one["action"], one["key"]) for one in said["operations"][3:]] == [
        ("create", "P-1-A1"),
        ("create", "P-1-A2"),
        ("update", "P-1"),
        ("delete", "body"),
    ]
    tag = f'"{change.number}-{change.mark}"'
    assert [one["etag"] for one in said["operations"]] == [tag] * 6 + [None]
    project = Project.objects.get()
    assert (project.title_en, project.allocations.count()) == ("Renamed", 2)
    undo(change=change)
    assert not Project.objects.exists()
    assert list(Organisation.objects.values_list("slug", flat=True)) == ["body"]


def test_one_wrong_operation_stops_all_and_each_error_is_at_its_index(boss: Program) -> None:
    operations = [
        create("fund", slug="purse", name="Purse"),
        create("project", **{**NEW, "kind": "opera", "status": "lost"}),
        delete("organisation", "body"),
        create("allocation", **{**MONEY, "amount": "-1"}, project="P-1"),
    ]
    answer = boss.send("post", "changes/", {"operations": operations})
    assert answer.status_code == 400
    errors = answer.json()["operations"]
    assert (errors[0], sorted(errors[1]), errors[2]) == ({}, ["kind", "status"], {})
    # The project was not made, so there is none to which the allocation could belong
    assert list(errors[3]) == ["project"]
    assert not Fund.objects.exists()
    assert Change.objects.count() == 0


def test_a_stale_operation_stops_all_with_both_versions_at_its_index(boss: Program) -> None:
    seen = boss.send("post", "projects/", NEW)["ETag"]
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    operations = [create("fund", slug="purse", name="Purse"), update("project", "P-1", seen, title="Mine")]
    answer = boss.send("post", "changes/", {"operations": operations})
    assert answer.status_code == 412
    empty, conflict = answer.json()["operations"]
    assert empty == {}
    assert (conflict["yours"], conflict["theirs"]["title"]) == ({"title": "Mine"}, "Theirs")
    assert [found["field"] for found in conflict["difference"]] == ["title"]
    assert not Fund.objects.exists()
    fresh = update("project", "P-1", seen, ends="2030")
    assert boss.send("post", "changes/", {"operations": [fresh]}).status_code == 201
    unknown = boss.send("post", "changes/", {"operations": [update("project", "P-1", '"77-abc"', ends="2031")]})
    assert (unknown.status_code, unknown.json()["operations"][0]["difference"]) == (412, [])
    assert Project.objects.get().ends.first.year == 2030


def test_operations_on_what_is_there_say_which_version(boss: Program) -> None:
    operations = [create("fund", slug="purse", name="Purse"), delete("organisation", "body", None)]
    answer = boss.send("post", "changes/", {"operations": operations})
    assert (answer.status_code, answer.json()["operations"][0]) == (428, {})
    assert "if_match" in answer.json()["operations"][1]["detail"]


def test_a_dry_run_shows_each_difference_and_the_totals_of_all(boss: Program) -> None:
    operations = [create("project", **NEW, allocations=[MONEY]), update("organisation", "body", name="Renamed")]
    answer = boss.send("post", "changes/?dry_run=true", {"operations": operations})
    assert answer.status_code == 200
    first, second = answer.json()["operations"]
    assert {"field": "title", "label": "Title", "before": {}, "after": {"en": "A study"}} in first["difference"]
    assert second["difference"] == [
        {"field": "name", "label": "Name", "before": {"en": "body"}, "after": {"en": "Renamed"}}
    ]
    assert answer.json()["totals"][0]["after"] == "100.50"
    assert (Change.objects.count(), Project.objects.count()) == (0, 0)


def test_nothing_different_makes_no_change(boss: Program) -> None:
    answer = boss.send("post", "changes/", {"operations": [update("organisation", "body", name="body")]})
    assert (answer.status_code, answer.json()["change"]) == (200, None)
    assert "X-Change" not in answer


def test_one_missing_right_stops_all() -> None:
    adviser = get_user_model().objects.create_user("adviser", is_staff=True)
    adviser.user_permissions.add(Permission.objects.get(codename="add_fund"))
    operations = [create("fund", slug="purse", name="Purse"), update("organisation", "body", name="Mine")]
    answer = Program(adviser).send("post", "changes/", {"operations": operations})
    assert answer.status_code == 403
    assert answer.json()["operations"] == [{}, {"non_field_errors": ["You do not have the right to do this."]}]
    assert not Fund.objects.exists()


def test_a_thousand_operations_are_one_change(boss: Program) -> None:
    operations = [create("fund", slug=f"f{number}", name=f"Fund {number}") for number in range(1000)]
    answer = boss.send("post", "changes/", {"operations": operations})
    assert answer.status_code == 201
    assert (Fund.objects.count(), Change.objects.get().records.count()) == (1000, 1000)
