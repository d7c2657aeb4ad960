"""Two people who seal at once: the chain has no fork and no gap. Real connections, in parallel."""

from typing import Any

import pytest
from django.test import Client

from seals.asked import asked
from seals.checking import problems
from seals.making import prepared, seal
from seals.models import Chain, Seal
from tests.parallel import at_once, in_a_thread, on_a_file
from tests.seals.made import person, register

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


@pytest.fixture
def two(tmp_path: Any, monkeypatch: Any) -> list[Any]:
    """Two people who may seal, and a register."""
    register()
    found = [person("controller"), person("adviser")]
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    return found


def chain() -> list[tuple[int, str, str]]:
    return list(Seal.objects.order_by("number").values_list("number", "previous", "manifest"))


def is_whole(number: int) -> None:
    rows = in_a_thread(chain)
    assert [row[0] for row in rows] == list(range(1, number + 1))
    assert [row[1] for row in rows] == ["", *(row[2] for row in rows[:-1])]
    assert in_a_thread(lambda: list(problems())) == []
    assert in_a_thread(lambda: list(Chain.objects.values_list("number", "manifest"))) == [(number, rows[-1][2])]


def test_two_people_who_seal_at_once_get_two_seals_after_each_other(two: list[Any]) -> None:
    def sealing(who: Any, reason: str) -> Any:
        return lambda: seal(prepared=prepared(asked("by-council", "", "en")), person=who, reason=reason).number

    numbers: list[int] = []
    for time in range(TIMES):
        numbers += at_once(*(sealing(who, f"Number {time}") for who in two))
    assert sorted(numbers) == list(range(1, 2 * TIMES + 1))
    is_whole(2 * TIMES)


def test_two_pages_that_seal_at_once_both_answer_with_their_own_seal(two: list[Any]) -> None:
    def sending(who: Any) -> Any:
        def send() -> Any:
            client = Client()
            client.force_login(who)
            answer = client.post("/seals/new/", {"report": "by-council", "reason": f"By {who.username}"})
            return who.username, answer.status_code, answer.get("Location")

        return send

    answers = at_once(*(sending(who) for who in two))
    assert sorted(answer[1:] for answer in answers) == [(302, "/seals/1/"), (302, "/seals/2/")]
    reasons = in_a_thread(lambda: {f"/seals/{row.number}/": row.reason for row in Seal.objects.all()})
    assert {address: f"By {name}" for name, _status, address in answers} == reasons
    is_whole(2)


def test_one_form_that_is_sent_twice_at_once_seals_once(two: list[Any]) -> None:
    def send() -> Any:
        client = Client()
        client.force_login(two[0])
        sent = {"report": "gaps", "reason": "Twice", "form_key": "k" * 32}
        answer = client.post("/seals/new/", sent)
        return answer.status_code, answer.get("Location")

    assert at_once(send, send, send) == [(302, "/seals/1/")] * 3
    is_whole(1)
