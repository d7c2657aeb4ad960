"""A request that is sent twice writes once, and of two that meet nothing is lost (real connections)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from changes.models import Change, SentRequest
from projects.models import Organisation, Project
from tests import builders
from tests.changes.api.program import Program
from tests.changes.api.test_writing import MONEY, NEW
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)

BODY = {"slug": "fresh", "name": "New body"}


@pytest.fixture
def separate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Returns a function; from its call on, each thread has its own connection."""
    return lambda: on_a_file(tmp_path / "register.sqlite3", monkeypatch)


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


def post(program: Program, data: Any = BODY, key: str = "k-1", path: str = "organisations/") -> Any:
    return program.send("post", path, data, **{"Idempotency-Key": key})


def test_a_repetition_gets_the_same_answer(boss: Program) -> None:
    first, again = post(boss), post(boss)
    assert (again.status_code, again.json()) == (201, first.json())
    assert {name: again[name] for name in ("ETag", "Location", "X-Change")} == {
        name: first[name] for name in ("ETag", "Location", "X-Change")
    }
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert (Organisation.objects.count(), Change.objects.count()) == (1, 1)
    boss.send("patch", "organisations/fresh/", {"name": "Renamed"})
    assert post(boss).json() == first.json()


def test_a_call_of_many_operations_is_repeated_too(boss: Program) -> None:
    call = {"operations": [{"action": "create", "kind": "organisation", "data": BODY}]}
    first, again = post(boss, call, path="changes/"), post(boss, call, path="changes/")
    assert (again.status_code, again.json(), again["X-Change"]) == (201, first.json(), first["X-Change"])
    assert Change.objects.count() == 1


def test_a_deletion_is_repeated_too(boss: Program) -> None:
    post(boss)
    answers = [boss.send("delete", "organisations/fresh/", **{"Idempotency-Key": "k-2"}) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2


def test_another_request_with_the_same_key_is_refused(boss: Program) -> None:
    post(boss)
    for answer in (
        post(boss, {**BODY, "name": "Other"}),
        post(boss, path="funds/"),
        post(boss, path="organisations/?reason=Other"),
    ):
        assert (answer.status_code, list(answer.json())) == (422, ["detail"])
    assert Change.objects.count() == 1


def test_a_key_belongs_to_an_account(boss: Program) -> None:
    post(boss)
    other = Program(get_user_model().objects.create_superuser("other"))
    assert post(other, {**BODY, "slug": "other"}).status_code == 201


def test_a_refused_request_does_not_use_up_its_key(boss: Program) -> None:
    assert post(boss, {**BODY, "name": ""}).status_code == 400
    assert post(boss, path="organisations/?dry_run=true").status_code == 200
    assert not SentRequest.objects.exists()
    assert post(boss).status_code == 201


def test_an_answer_is_kept_for_a_day(boss: Program) -> None:
    post(boss)
    sent = SentRequest.objects.get()
    SentRequest.objects.update(sent_at=sent.sent_at - timedelta(hours=23))
    assert post(boss).status_code == 201
    SentRequest.objects.update(sent_at=sent.sent_at - timedelta(hours=25))
    assert list(post(boss).json()) == ["slug"]
    assert not SentRequest.objects.exists()


def test_the_same_request_four_times_at_once_is_one_change(separate: Callable[[], None], boss: Program) -> None:
    separate()
    answers = at_once(*[lambda: post(boss)] * 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({(answer.content, answer["X-Change"], answer["Location"]) for answer in answers}) == 1
    assert in_a_thread(lambda: (Organisation.objects.count(), Change.objects.count())) == (1, 1)


def test_of_two_writers_of_one_field_one_is_told_of_the_other(separate: Callable[[], None], boss: Program) -> None:
    builders.project("P-1", title="Old")
    separate()
    tag = in_a_thread(lambda: boss.get("projects/P-1/"))["ETag"]

    def write(title: str) -> Callable[[], Any]:
        return lambda: boss.send("patch", "projects/P-1/", {"title": title}, tag=tag)

    answers = at_once(write("Mine"), write("Yours"))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    kept, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert refused.json()["theirs"]["title"] == kept.json()["title"]
    assert in_a_thread(lambda: Project.objects.get().title_en) == kept.json()["title"]
    assert in_a_thread(Change.objects.count) == 1


def test_of_two_writers_of_two_fields_none_is_lost(separate: Callable[[], None], boss: Program) -> None:
    builders.project("P-1", title="Old")
    separate()
    tag = in_a_thread(lambda: boss.get("projects/P-1/"))["ETag"]
    fields = [{"title": "New"}, {"ends": "2030"}, {"councils": []}, {"summary": "About it"}]
    answers = at_once(*[lambda data=data: boss.send("patch", "projects/P-1/", data, tag=tag) for data in fields])
    assert [answer.status_code for answer in answers] == [200] * 4
    read = in_a_thread(lambda: boss.get("projects/P-1/").json())
    assert (read["title"], read["ends"], read["summary"]) == ("New", "2030", "About it")


def test_allocations_that_are_added_at_once_are_all_there(separate: Callable[[], None], boss: Program) -> None:
    source = {"document": "paper", "section": "one", "item": None}
    builders.project("P-1")
    separate()
    rows = [{"reference": f"P-1-A{n}", "amount": f"{n}.00", "project": "P-1", "source": source} for n in range(1, 5)]
    answers = at_once(*[lambda row=row: boss.send("post", "allocations/", row) for row in rows])
    assert [answer.status_code for answer in answers] == [201] * 4
    read = in_a_thread(lambda: boss.get("projects/P-1/").json())
    assert (read["budget_dkk"], len(read["allocations"])) == ("10.00", 4)
    assert in_a_thread(lambda: list(Change.objects.order_by("number").values_list("number", flat=True))) == [1, 2, 3, 4]


def test_two_calls_of_many_operations_do_not_wait_for_each_other_for_ever(
    separate: Callable[[], None], boss: Program
) -> None:
    """Both touch the same two records, each in its own order."""
    builders.organisation("a")
    builders.organisation("b")
    separate()

    def call(name: str, *slugs: str) -> Callable[[], Any]:
        operations = [
            {"action": "update", "kind": "organisation", "key": slug, "if_match": "*", "data": {"name": name}}
            for slug in slugs
        ]
        return lambda: boss.send("post", "changes/", json.dumps({"operations": operations}))

    answers = at_once(call("1", "a", "b"), call("2", "b", "a"), call("3", "a", "b"), call("4", "b", "a"))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert in_a_thread(Organisation.objects.values("name_en").distinct().count) == 1


def test_of_two_that_make_the_same_code_at_once_one_is_told(separate: Callable[[], None], boss: Program) -> None:
    builders.source()
    builders.portfolio()
    separate()
    answers = at_once(*[lambda: boss.send("post", "projects/", {**NEW, "allocations": [MONEY]})] * 2)
    assert sorted(answer.status_code for answer in answers) == [201, 400]
    assert in_a_thread(Change.objects.count) == 1
