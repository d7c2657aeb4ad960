"""A filter value that one of the states does not know chooses no project in that state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from budgets.models import Allocation
from changes.models import Way
from changes.opened import changing
from projects.models import Council, Project
from reports.difference import touched
from tests import builders

pytestmark = pytest.mark.django_db
Get = Callable[..., Any]


def change(write: Callable[[], Any]) -> int:
    with changing(way=Way.PAGE) as opened:
        write()
    made: Any = opened.change
    return int(made.number)


@pytest.fixture
def history() -> tuple[int, int, int, int]:
    """P-1 of MR-A has 100 DKK. MR-A and P-1 go; P-2 of MR-B comes with 30 DKK; P-3 of MR-C comes with 7 DKK. The
    numbers of the four changes.
    """

    def go() -> None:
        Project.objects.get(reference="P-1").delete()
        Council.objects.get(code="MR-A").delete()

    return (
        change(lambda: builders.allocation(builders.project("P-1", councils=("MR-A",)), "100.00")),
        change(go),
        change(lambda: builders.allocation(builders.project("P-2", councils=("MR-B",)), "30.00")),
        change(lambda: builders.allocation(builders.project("P-3", councils=("MR-C",)), "7.00")),
    )


def amounts(answer: Any) -> tuple[Any, Any]:
    return answer["total"]["before_dkk"], answer["total"]["after_dkk"]


@pytest.mark.parametrize(
    ("council", "first", "last", "expected"),
    [
        (["MR-A"], 0, 3, ("100.00", None)),
        (["MR-B"], 0, 3, (None, "30.00")),
        (["MR-A", "MR-B"], 0, 3, ("100.00", "30.00")),
        (["MR-B", "MR-C"], 1, 2, (None, "30.00")),
        (["MR-C"], 0, 2, (None, None)),
        (["MR-A", "MR-C"], 0, 3, ("100.00", "7.00")),
    ],
)
def test_a_value_that_a_state_does_not_know_chooses_nothing_there(
    reader: Client,
    get: Get,
    history: tuple[int, ...],
    council: list[str],
    first: int,
    last: int,
    expected: tuple[Any, Any],
) -> None:
    asked = {"from": str(history[first]), "to": str(history[last]), "council": council}
    assert amounts(get("differences/", **asked)) == expected
    page = reader.get("/reports/difference/", asked)
    assert page.status_code == 200
    for kind in ("csv", "pdf"):
        assert reader.get("/reports/difference/", {**asked, "format": kind}).status_code == 200


def test_the_answer_is_the_same_whether_the_written_rows_are_named_or_all_are_compared(
    get: Get, history: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"from": str(history[1]), "to": str(history[3]), "group_by": "council"}
    named = get("differences/", **asked)
    compared: list[Any] = []

    def every_row(history: Any) -> list[Q]:
        compared.append(history)
        return [Q()]

    monkeypatch.setattr(touched, "MOST_TOUCHED", 3)
    monkeypatch.setattr(touched, "_all", every_row)
    assert get("differences/", **asked) == named
    assert compared == [Allocation.history.model]
    assert amounts(named) == (None, "37.00")


def test_a_value_that_neither_state_nor_today_knows_is_a_sentence(
    reader: Client, get: Get, history: tuple[int, ...]
) -> None:
    asked = {"from": str(history[0]), "to": str(history[3]), "council": ["MR-A", "MR-Z"]}
    assert get("differences/", 400, **asked)["council"] == ["There is no council of ministers “MR-A”."]
    assert reader.get("/reports/difference/", asked).status_code == 400


def test_a_value_of_then_is_an_error_where_neither_state_knows_it(get: Get, history: tuple[int, ...]) -> None:
    asked = {"from": str(history[1]), "to": str(history[3]), "council": "MR-A"}
    assert "council" in get("differences/", 400, **asked)


@pytest.mark.parametrize("name", ["partner", "place", "country", "fund", "core_area", "document", "portfolio"])
def test_every_filter_by_a_record_takes_a_value_of_the_later_state(
    reader: Client, get: Get, history: tuple[int, ...], name: str
) -> None:
    assert name in get("differences/", 400, **{"from": str(history[0]), name: "never"})


def test_more_values_than_a_filter_takes_are_an_error_as_everywhere(get: Get, history: tuple[int, ...]) -> None:
    asked = {"from": str(history[0]), "to": str(history[3]), "council": ["MR-B"] * 2 + [f"MR-{n}" for n in range(300)]}
    assert "council" in get("differences/", 400, **asked)


def test_a_renamed_council_is_the_same_in_both_states(get: Get, history: tuple[int, ...]) -> None:
    def rename() -> None:
        council = Council.objects.get(code="MR-B")
        council.code = "MR-BB"
        council.save()

    after = change(rename)
    answer = get("differences/", **{"from": str(history[2]), "to": str(after), "council": "MR-BB"})
    assert amounts(answer) == ("30.00", "30.00")
