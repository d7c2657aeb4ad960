"""In any history, and with milestones at any changes, what is kept answers as the ledger does without it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from budgets.dimensions import DIMENSIONS
from budgets.facets import FACETS, counts_of
from budgets.grouping.measures import GRANTED
from budgets.ledger import Ledger
from budgets.milestones.groupings import kept_groupings
from budgets.milestones.keeping import keep
from budgets.totals import MODES, Grouping, ledger_of, totals_by, unkept_ledger
from changes.as_of.asked import point_of
from changes.as_of.gathering import gather
from changes.as_of.reading import reading_as_of
from projects.models import Project
from tests.cases import examples
from tests.changes.as_of import histories

GROUPINGS = [
    *(Grouping((name,), mode, 1 if place % 2 else None) for place, name in enumerate(DIMENSIONS) for mode in MODES),
    *(Grouping((name,), largest=most) for name in ("council", "status") for most in (1, None)),
    Grouping(),
    Grouping(("council", "status")),
]


def _answers(ledger: Ledger) -> list[Any]:
    projects = Project.objects.own()
    return [totals_by(projects, GROUPINGS, GRANTED, ledger), counts_of(projects, FACETS, ledger)]


@examples(6)
@given(history=histories.HISTORIES, kept=st.lists(st.booleans(), min_size=10, max_size=10))
def test_what_is_kept_answers_as_the_ledger(db: None, history: Any, kept: Any) -> None:
    with histories.begun():
        milestones, numbers = [], []
        for steps, keeps in zip(history, kept, strict=False):
            number = histories.write(steps)
            if number:
                numbers.append(number)
                if keeps:
                    keep(number)
                    milestones.append(number)
        for number in numbers:
            with reading_as_of(point_of(str(number))):
                ledger = ledger_of(Project.objects.own())
                assert ledger.is_kept == bool(milestones and min(milestones) <= number)
                assert _answers(ledger) == _answers(unkept_ledger(Project.objects.own(), GRANTED))
                gather()
                # Of copied rows there is only one state: what was touched since a milestone is not read from it
                ledger = ledger_of(Project.objects.own())
                assert _answers(ledger) == _answers(unkept_ledger(Project.objects.own(), GRANTED))


@examples(5)
@given(history=histories.HISTORIES, late=st.integers(0, 9))
def test_groups_are_kept_once_and_read_again(db: None, history: Any, late: int) -> None:
    """Also if milestones are made long after their changes."""
    with histories.begun():
        numbers = [number for steps in history if (number := histories.write(steps))]
        for number in numbers[late:]:
            keep(number)
        for number in numbers[late:]:
            with reading_as_of(point_of(str(number))):
                kept, every = ledger_of(Project.objects.own()), unkept_ledger(Project.objects.own(), GRANTED)
                for grouping in kept_groupings():
                    assert grouping.read(kept) == grouping.read(every)
