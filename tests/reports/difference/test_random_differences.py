"""In any history, the causes add up to the difference between the totals of any two changes."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import Measure
from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES, figures_by_key, totals
from changes.as_of.asked import point_of
from reports.difference.asked import Asked
from reports.difference.difference import Compared, Difference, difference
from reports.difference.sides import Side, both_sides
from tests.cases import examples
from tests.changes.as_of import histories

FILTERS = st.sampled_from(
    [
        {"portfolio": ["all"]},
        {},
        {"status": ["ongoing"], "portfolio": ["all"]},
        {"council": ["MR-A"], "portfolio": ["all"]},
        {"country": ["RU"], "portfolio": ["all"]},
        {"budget_min": ["1003"], "portfolio": ["all"]},
        {"search": ["zebra"], "portfolio": ["all"]},
    ]
)
BEGUN = [
    *(("project", row, value) for row, value in ((0, 0), (1, 1), (2, 2))),
    *(("grant", row, value) for row, value in ((0, 2), (1, 10), (2, 5), (0, 7))),
    *(("role", 0, 0), ("facts", 1, 1), ("money", 0, 0), ("money", 0, 3), ("money", 1, 0), ("money", 1, 5)),
]
"""Three projects with grants, also in another currency, a contract and payments: so that most changes move money."""
QUESTIONS = st.builds(
    Asked,
    filters=FILTERS,
    group_by=st.lists(st.sampled_from(list(DIMENSIONS)), max_size=2, unique=True).map(tuple),
    mode=st.sampled_from(MODES),
    measure=st.sampled_from([*Measure.values, Measure.GRANTED.value]),
    on=st.sampled_from([None, None, date(2025, 3, 1), date(2004, 12, 31)]),
)


def adds_up(group: Compared) -> bool:
    return sum((caused.dkk for caused in group.causes.values()), Decimal(0)) == group.difference


def amounts(rows: Any) -> dict[tuple[str, ...], Decimal]:
    found = {tuple(one.value for one in row.members.values()): row.figures.budget_dkk for row in rows}
    return {key: amount for key, amount in found.items() if amount}


def check(answer: Difference, asked: Asked) -> None:
    assert adds_up(answer.total)
    for group in answer.groups:
        assert adds_up(group)
        assert sum(line.ore for line in group.lines) == group.difference * 100
    if answer.rest:
        assert answer.rest.difference == 0
    if not asked.overlapping and asked.group_by:
        assert sum((group.difference for group in answer.groups), Decimal(0)) == answer.total.difference


def differences(answer: Difference) -> list[Decimal]:
    return sorted(group.difference for group in answer.groups if group.difference)


def expected_differences(asked: Asked, *sides: Side) -> list[Decimal]:
    """Returns how much the totals of each group differ, where they do: no group may be forgotten."""
    said: list[dict[Any, Decimal]] = []
    for side in sides:
        with side.reading():
            if asked.group_by:
                found = figures_by_key(side.projects, asked.group_by, asked.mode, asked.rows_of_money())
                said.append({key: figures.budget_dkk or Decimal(0) for key, figures in found})
            else:
                said.append({(): side.total().total.budget_dkk or Decimal(0)})
    keys = {key for groups in said for key in groups}
    each = (said[1].get(key, Decimal(0)) - said[0].get(key, Decimal(0)) for key in keys)
    return sorted(difference for difference in each if difference)


@examples(40)
@given(history=histories.HISTORIES, asked=QUESTIONS, places=st.tuples(st.integers(0, 10), st.integers(0, 10)))
def test_causes_add_up_in_every_row_and_in_total(db: None, history: Any, asked: Asked, places: Any) -> None:
    with histories.begun():
        numbers = [number for steps in [BEGUN, *history] if (number := histories.write(steps))]
        first, last = sorted(numbers[place % len(numbers)] for place in places)
        answer = difference(point_of(str(first)), point_of(str(last)), asked)
        check(answer, asked)
        earlier, side = both_sides(point_of(str(first)), point_of(str(last)), asked)
        with side.reading():
            expected = totals(side.projects, asked.group_by, asked.mode, measure=asked.rows_of_money())
        assert differences(answer) == expected_differences(asked, earlier, side)
        assert answer.total.after == expected.total.budget_dkk
        if not asked.group_by:
            return
        found = {tuple(one.value for one in group.members.values()): group.after for group in answer.groups}
        said = amounts(expected.rows)
        assert {key: amount for key, amount in found.items() if amount} == {
            key: amount for key, amount in said.items() if key in found
        }
