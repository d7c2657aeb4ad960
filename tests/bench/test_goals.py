"""Goals: which values meet them, how they are written, and what the table says of them."""

import pytest

from bench.goals import Goal, at_least, at_most, over, under
from bench.results import Reference, Result, checked, compared, result
from bench.tables import goals_table
from bench.timing import alternately


@pytest.mark.parametrize(
    ("goal", "meets", "misses"),
    [
        (at_most(1 / 8), 0.125, 0.126),
        (at_least(0.8), 0.8, 0.79),
        (under(20), 20, 20.1),
        (over(15_000), 15_000, 14_999),
    ],
)
def test_a_goal_includes_its_limit(goal: Goal, meets: float, misses: float) -> None:
    assert goal.met(meets)
    assert not goal.met(misses)


def test_a_goal_is_written_in_words() -> None:
    assert at_most(1 / 8).words("ms") == "at most 1/8 × the reference"
    assert at_most(1.2).words("ms") == "at most 1.2 × the reference"
    assert at_least(10).words("requests/s") == "at least 10 × the reference"
    assert under(20).words("ms") == "at most 20 ms"
    assert over(15_000).words("rows/s") == "at least 15,000 rows/s"


def test_two_calls_are_measured_in_turn_after_one_of_each() -> None:
    calls: list[str] = []
    alternately(lambda: calls.append("ours"), lambda: calls.append("theirs"), repeat=2)
    assert calls == ["ours", "theirs"] * 3


def test_the_ratio_is_the_median_of_the_ratios_of_the_pairs() -> None:
    values, beside = [10.0, 30.0, 20.0], [100.0, 100.0, 400.0]
    ours, theirs = compared(
        result("list", "page 1", "ms", "SQLite", values), values, Reference("plain", beside), at_most(0.1)
    )
    assert (ours.against, ours.met, ours.goal) == (0.1, True, "at most 1/10 × the reference")
    assert (theirs.case, theirs.median, theirs.goal) == ("page 1 (reference: plain)", 100.0, "")


def found(database: str, ratio: float, milliseconds: float) -> list[Result]:
    reference = Reference("plain", [100.0])
    ours = result("list", "page 1", "ms", database, [ratio * 100])
    return [
        *compared(ours, [ratio * 100], reference, at_most(1 / 8)),
        result("calendar", "one date", "ms", database, [milliseconds], goal=under(20)),
        checked("agreement", "all projects", database, []),
        checked("agreement", "closed projects", database, ["count: 3, 4"]),
        result("calendar", "everything", "ms", database, [3.0]),
    ]


def test_the_table_says_of_each_goal_whether_it_is_met_on_each_database() -> None:
    assert goals_table(found("SQLite", 0.11, 27) + found("PostgreSQL", 0.5, 16)).splitlines() == [
        "scenario   case             goal                                SQLite     PostgreSQL",
        "list       page 1           at most 1/8 × the reference    met, 0.11 ×  missed, 0.5 ×",
        "calendar   one date         at most 20 ms                missed, 27 ms     met, 16 ms",
        "agreement  all projects     equal                                  met            met",
        "agreement  closed projects  equal                               missed         missed",
        "",
        "SQLite: 2 of 4 goals met",
        "PostgreSQL: 2 of 4 goals met",
    ]


def test_results_without_goals_have_no_table_of_goals() -> None:
    assert goals_table([result("calendar", "everything", "ms", "SQLite", [3.0])]) == ""
