"""Who has an answer already gets a 304; who changes a record says which version was seen."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from changes.apply import apply
from changes.models import Change, Way
from changes.opened import changing
from changes.proposal import Proposal
from portfolio.serializers import WholeProjectSerializer
from projects.models import Project
from tests import builders
from tests.changes.api.program import BASE, Program
from tests.changes.api.test_writing import MONEY, NEW

pytestmark = pytest.mark.django_db

PATHS = ["", "projects/", "projects/P-1/", "allocations/", "councils/", "organisations/body/", "events/", "totals/"]
PATHS += ["annex/", "schema/", "events/clashes/?starts=2030-05", "projects/?format=csv", "totals/?format=csv", "funds/"]
PATHS += ["projects/?page_size=all", "changes/"]


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture(autouse=True)
def register(boss: Program) -> None:
    builders.source()
    builders.portfolio()
    builders.council("MR-A")
    builders.organisation("body")
    boss.send("post", "projects/", {**NEW, "allocations": [MONEY]})


@pytest.mark.parametrize("path", PATHS)
def test_who_has_an_answer_already_gets_a_304(boss: Program, path: str) -> None:
    first = boss.get(path)
    assert (first.status_code, bool(first["ETag"])) == (200, True)
    again = boss.get(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert boss.get(path, **{"If-None-Match": f'"x", W/{first["ETag"]}'}).status_code == 304
    assert boss.get(path, **{"If-None-Match": '"x"'}).status_code == 200
    boss.send("patch", "projects/P-1/", {"ends": "2031"})
    assert boss.get(path, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_an_answer_of_another_question_language_or_reader_is_another_one(boss: Program, reader: Client) -> None:
    tag = boss.get("projects/")["ETag"]
    asked = {"If-None-Match": tag}
    assert boss.get("projects/?status=closed", **asked).status_code == 200
    assert boss.get("projects/", **{**asked, "Accept-Language": "da"}).status_code == 200
    assert reader.get(f"{BASE}projects/", headers=asked).status_code == 200


def test_rights_that_a_reader_gains_make_another_answer() -> None:
    account = get_user_model().objects.create_user("adviser", is_staff=True)
    program = Program(account)
    tag = program.get("events/")["ETag"]
    account.user_permissions.add(Permission.objects.get(codename="view_contact"))
    assert program.get("events/", **{"If-None-Match": tag}).status_code == 200


def test_an_error_has_no_tag(boss: Program) -> None:
    for path in ("projects/?banana=1", "projects/P-9/"):
        assert "ETag" not in boss.get(path)


def test_while_a_change_is_being_written_an_answer_has_no_tag(boss: Program) -> None:
    with changing(way="program"):
        Project.objects.update(kind="project")
        assert "ETag" not in boss.get("projects/")


def test_head_answers_like_get_without_a_body(boss: Program) -> None:
    for path in ("projects/", "projects/P-1/", "totals/", "projects/?format=csv"):
        read = boss.get(path)
        head = boss.client.head(BASE + path)
        assert (head.status_code, head.getvalue(), head["ETag"]) == (200, b"", read["ETag"])
        assert head.get("X-Row-Count") == read.get("X-Row-Count")


def version(response: Any) -> str:
    """Returns the part of a record's tag that says its version."""
    return str(re.fullmatch(r'"(\d+-\w+)(?:\.\w+)?"', response["ETag"])[1])  # type: ignore[index]


def test_the_version_of_a_record_changes_with_it_and_with_what_belongs_to_it(boss: Program) -> None:
    first = version(boss.get("projects/P-1/"))
    change = Change.objects.get()
    assert first == f"{change.number}-{change.mark}"
    boss.send("patch", "allocations/P-1-A1/", {"amount": "7"})
    second = boss.get("projects/P-1/")
    assert version(second) != first
    assert version(second) == version(boss.get("allocations/P-1-A1/"))
    assert version(second) == version(boss.get("projects/P-1/?lang=fi"))
    boss.send("post", "organisations/", {"slug": "other", "name": "Other"})
    assert version(boss.get("projects/P-1/")) == version(second)


def test_a_change_says_which_version_it_changes(boss: Program) -> None:
    for method, data in (("put", NEW), ("patch", {"ends": "2030"}), ("delete", None)):
        answer = boss.send(method, "projects/P-1/", data, tag=None)
        assert answer.status_code == 428
        assert "If-Match" in answer.json()["detail"]
    assert Change.objects.count() == 1


def test_the_newest_version_and_any_version_are_changed(boss: Program) -> None:
    read = boss.get("projects/P-1/")
    assert boss.send("patch", "projects/P-1/", {"ends": "2030"}, tag=read["ETag"]).status_code == 200
    read = boss.get("projects/P-1/")
    assert (
        boss.send("put", "projects/P-1/", {**read.json(), "ends": "2031"}, tag=f"W/{read['ETag']}").status_code == 200
    )
    assert boss.send("patch", "projects/P-1/", {"ends": "2032"}, tag="*").status_code == 200
    answer = boss.send(
        "patch", "projects/P-1/", {"ends": "2033"}, tag=f'"1-nonsense", {boss.get("projects/P-1/")["ETag"]}'
    )
    assert answer.status_code == 200
    assert boss.send("delete", "projects/P-1/", tag=answer["ETag"]).status_code == 204


def test_what_both_changed_is_refused_with_both_versions(boss: Program) -> None:
    seen = boss.get("projects/P-1/")["ETag"]
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    answer = boss.send("patch", "projects/P-1/", {"title": "Mine", "ends": "2030"}, tag=seen)
    assert answer.status_code == 412
    now = boss.get("projects/P-1/")
    assert answer.json() == {
        "detail": "Somebody changed it meanwhile.",
        "yours": {"title": "Mine", "ends": "2030"},
        "theirs": now.json(),
        "difference": [
            {
                "field": "title",
                "label": "Title",
                "before": {"en": "A study"},
                "theirs": {"en": "Theirs"},
                "yours": {"en": "Mine"},
            }
        ],
    }
    assert version(answer) == version(now)
    assert boss.send("patch", "projects/P-1/", {"title": "Mine"}, tag=answer["ETag"]).status_code == 200


def test_other_fields_and_rows_of_a_changed_record_may_be_patched(boss: Program) -> None:
    seen = boss.get("projects/P-1/")["ETag"]
    boss.send("patch", "projects/P-1/", {"title": "Theirs", "partners": [{"organisation": "body", "role": "hosting"}]})
    builders.organisation("other")
    mine = {"ends": "2030", "partners": [{"organisation": "other", "role": "initiating"}]}
    answer = boss.send("patch", "projects/P-1/", mine, tag=seen)
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["ends"]) == ("Theirs", "2030")
    assert sorted(row["role"] for row in answer.json()["partners"]) == ["hosting", "initiating"]


def test_a_partner_in_two_roles_is_refused_and_named(boss: Program) -> None:
    boss.send("patch", "projects/P-1/", {"partners": [{"organisation": "body", "role": "hosting"}]})
    seen = boss.get("projects/P-1/")["ETag"]
    boss.send("patch", "projects/P-1/", {"partners": [{"organisation": "body", "role": "coordinating"}]})
    mine = {"partners": [{"organisation": "body", "role": "initiating"}]}
    answer = boss.send("patch", "projects/P-1/", mine, tag=seen)
    assert answer.status_code == 412
    (found,) = answer.json()["difference"]
    assert (found["field"], found["rows"]) == ("partners", [{"code": "body", "fields": []}])
    assert [row["role"] for row in boss.get("projects/P-1/").json()["partners"]] == ["coordinating"]


def test_a_changed_record_is_neither_replaced_nor_deleted_unseen(boss: Program) -> None:
    read = boss.get("projects/P-1/")
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    answer = boss.send("put", "projects/P-1/", {**read.json(), "ends": "2030"}, tag=read["ETag"])
    assert answer.status_code == 412
    assert [found["field"] for found in answer.json()["difference"]] == ["title"]
    gone = boss.send("delete", "projects/P-1/", tag=read["ETag"])
    assert (gone.status_code, gone.json()["yours"]) == (412, None)
    assert boss.get("projects/P-1/").json()["title"] == "Theirs"


def test_a_record_that_was_changed_back_may_be_replaced(boss: Program) -> None:
    read = boss.get("projects/P-1/")
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    boss.send("patch", "projects/P-1/", {"title": "A study"})
    answer = boss.send("put", "projects/P-1/", {**read.json(), "ends": "2030"}, tag=read["ETag"])
    assert answer.status_code == 200


def test_a_version_that_the_register_does_not_know_is_refused(boss: Program) -> None:
    number, _mark = version(boss.get("projects/P-1/")).split("-")
    for tag in (f'"{number}-0123456789abcdef"', '"999-0123456789abcdef"', '"nonsense"', "nonsense", f'"{"9" * 30}-ab"'):
        answer = boss.send("patch", "projects/P-1/", {"ends": "2030"}, tag=tag)
        assert (answer.status_code, answer.json()["difference"]) == (412, []), tag


def test_two_allocations_of_one_project_do_not_meet(boss: Program) -> None:
    boss.send("post", "allocations/", {**MONEY, "reference": "P-1-A2", "project": "P-1"})
    seen = boss.get("allocations/P-1-A1/")["ETag"]
    boss.send("patch", "allocations/P-1-A2/", {"amount": "7"})
    assert boss.send("patch", "allocations/P-1-A1/", {"amount": "8"}, tag=seen).status_code == 200
    answer = boss.send("delete", "allocations/P-1-A1/", tag=seen)
    assert answer.status_code == 412
    assert {"field": "amount", "label": "Amount", "before": "100.50", "theirs": "8.00", "yours": None} in answer.json()[
        "difference"
    ]
    answer = boss.send("put", "allocations/P-1-A1/", {**MONEY, "project": "P-1", "amount": "9"}, tag=seen)
    assert [found["field"] for found in answer.json()["difference"]] == ["amount"]
    assert boss.get("projects/P-1/").json()["budget_dkk"] == "15.00"


def test_two_values_of_one_allocation_do_not_meet_and_the_same_value_is_named(boss: Program) -> None:
    seen = boss.get("allocations/P-1-A1/")["ETag"]
    boss.send("patch", "allocations/P-1-A1/", {"amount": "8"})
    assert boss.send("patch", "allocations/P-1-A1/", {"year": 2005}, tag=seen).status_code == 200
    now = boss.get("allocations/P-1-A1/").json()
    assert (now["amount"], now["year"]) == ("8.00", 2005)
    answer = boss.send("patch", "allocations/P-1-A1/", {"amount": "9", "granted": "2005"}, tag=seen)
    assert answer.status_code == 412
    assert [found["field"] for found in answer.json()["difference"]] == ["amount"]
    theirs = {**boss.get("projects/P-1/").json()["allocations"][0], "amount": "9.00"}
    answer = boss.send("patch", "projects/P-1/", {"allocations": [theirs]}, tag=seen)
    assert answer.json()["difference"][0]["rows"] == [{"code": "P-1-A1", "fields": ["amount"]}]


def test_an_answer_never_carries_a_newer_version_than_its_object(
    boss: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the record while the answer is made: its tag has to be the version that was read."""
    read = WholeProjectSerializer.to_representation

    def read_and_overtaken(self: Any, project: Project) -> Any:
        found = read(self, project)
        monkeypatch.setattr(WholeProjectSerializer, "to_representation", read)
        apply(proposals=[Proposal.update("project", "P-1", {"title": "Theirs"})], way=Way.PAGE)
        return found

    monkeypatch.setattr(WholeProjectSerializer, "to_representation", read_and_overtaken)
    answer = boss.get("projects/P-1/")
    assert answer.json()["title"] == "A study"
    assert boss.send("put", "projects/P-1/", answer.json(), tag=answer["ETag"]).status_code == 412


def test_a_conflict_never_carries_a_newer_version_than_its_object(
    boss: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = boss.get("projects/P-1/")["ETag"]
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    read = WholeProjectSerializer.to_representation

    def read_and_overtaken(self: Any, project: Project) -> Any:
        found = read(self, project)
        monkeypatch.setattr(WholeProjectSerializer, "to_representation", read)
        apply(proposals=[Proposal.update("project", "P-1", {"title": "A third"})], way=Way.PAGE)
        return found

    monkeypatch.setattr(WholeProjectSerializer, "to_representation", read_and_overtaken)
    refused = boss.send("patch", "projects/P-1/", {"title": "Mine"}, tag=seen)
    assert refused.json()["theirs"]["title"] == "Theirs"
    assert boss.send("patch", "projects/P-1/", {"title": "Mine"}, tag=refused["ETag"]).status_code == 412


def test_the_tag_of_another_record_says_nothing_about_this_one(boss: Program) -> None:
    boss.send("patch", "allocations/P-1-A1/", {"amount": "82"})
    boss.send("post", "projects/", {**NEW, "reference": "P-2"})
    other = boss.get("projects/P-2/")["ETag"]
    for method, path, data in (
        ("patch", "allocations/P-1-A1/", {"amount": "9"}),
        ("put", "projects/P-1/", NEW),
        ("delete", "projects/P-1/", None),
    ):
        assert boss.send(method, path, data, tag=other).status_code == 412
    operation = {"kind": "allocation", "key": "P-1-A1", "if_match": other, "data": {"amount": "9"}}
    assert boss.send("post", "changes/", {"operations": [{"action": "update", **operation}]}).status_code == 412
    missing = {"action": "update", "kind": "fund", "key": "x", "if_match": other, "data": {}}
    answer = boss.send("post", "changes/", {"operations": [missing]})
    assert (answer.status_code, answer.json()) == (400, {"operations": [{"key": ["There is no “x”."]}]})
    assert boss.send("patch", "funds/x/", {}, tag=other).status_code == 404
    assert boss.get("allocations/P-1-A1/").json()["amount"] == "82.00"


def test_a_stale_body_is_refused_for_each_field_that_it_names(boss: Program) -> None:
    read = boss.get("projects/P-1/")
    boss.send("patch", "projects/P-1/", {"title": "Theirs"})
    for title in ("A study", "Theirs"):
        answer = boss.send("patch", "projects/P-1/", {"title": title, "ends": "2030"}, tag=read["ETag"])
        assert answer.status_code == 412, title
        assert [found["field"] for found in answer.json()["difference"]] == ["title"]
    same = boss.send("put", "projects/P-1/", boss.get("projects/P-1/").json(), tag=read["ETag"])
    assert same.status_code == 412
    assert boss.send("patch", "projects/P-1/", {"ends": "2030"}, tag=read["ETag"]).status_code == 200


def test_a_stale_body_of_an_allocation_is_refused_for_each_value_that_it_names(boss: Program) -> None:
    read = boss.get("allocations/P-1-A1/")
    boss.send("patch", "allocations/P-1-A1/", {"amount": "77"})
    for method, body in (
        ("put", read.json()),
        ("put", boss.get("allocations/P-1-A1/").json()),
        ("patch", {"amount": "77"}),
        ("patch", {"amount": "100.50"}),
    ):
        answer = boss.send(method, "allocations/P-1-A1/", body, tag=read["ETag"])
        assert answer.status_code == 412, (method, body)
        assert [found["field"] for found in answer.json()["difference"]] == ["amount"]
    assert boss.send("patch", "allocations/P-1-A1/", {"year": 2009}, tag=read["ETag"]).status_code == 200
    assert boss.get("allocations/P-1-A1/").json()["amount"] == "77.00"
