"""What is kept as of milestones, when it answers, and what makes it be forgotten."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from budgets.dimensions import DIMENSIONS
from budgets.grouping.measures import GRANTED
from budgets.milestones import keeping, near
from budgets.milestones.groupings import definition, kept_groupings
from budgets.milestones.keeping import keep, keep_days
from budgets.milestones.touched import touched_between
from budgets.models import KeptGroup, Milestone
from budgets.totals import Figures, ledger_of, totals, unkept_ledger
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of, rows_as_of
from changes.models import Change, Way
from changes.opened import changing
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db
FIRST, SECOND = "1000.00", "250.00"


def change(write: Any) -> int:
    """Writes in a change and returns its number."""
    with changing(way=Way.PAGE) as opened:
        write()
    assert opened.change
    return int(opened.change.number)


def grant(reference: str, amount: str, **values: Any) -> Any:
    """Grants an amount to a project, which is made if it is not there."""
    found = Project.objects.filter(reference=reference).first()
    return builders.allocation(
        found or builders.project(reference), amount, reference=f"{reference}-{amount}", **values
    )


@pytest.fixture
def two() -> tuple[int, int]:
    """Two changes: the second one adds a project, and money to the first one's. The first one is a milestone."""
    first = change(lambda: grant("P-1", FIRST))
    keep(first)
    return first, change(lambda: (grant("P-1", SECOND), grant("P-2", SECOND)))


def figures_as_of(number: int) -> tuple[bool, Figures]:
    """Whether something that is kept answered, and the total."""
    with reading_as_of(point_of(str(number))):
        return ledger_of(Project.objects.own()).is_kept, totals(Project.objects.own(), ["status"]).total


def is_kept(number: int) -> bool:
    return figures_as_of(number)[0]


def test_a_milestone_answers_for_its_change_and_those_after_it(two: tuple[int, int]) -> None:
    first, second = two
    kept, figures = figures_as_of(first)
    assert kept
    assert (figures.projects, figures.allocations, figures.budget_dkk) == (1, 1, Decimal("1000.00"))
    kept, figures = figures_as_of(second)
    assert kept
    assert (figures.projects, figures.allocations, figures.budget_dkk) == (2, 3, Decimal("1500.00"))


def test_what_is_kept_is_read_and_not_worked_out(two: tuple[int, int]) -> None:
    KeptGroup.objects.filter(grouping="status:exclusive").update(ore=7)
    assert figures_as_of(two[0])[1].budget_dkk == Decimal("0.07")
    # What was added since is worked out
    assert figures_as_of(two[1])[1].budget_dkk == Decimal("500.07")


def test_a_group_with_the_same_figures_is_kept_once(two: tuple[int, int]) -> None:
    keep(two[1])
    rows = KeptGroup.objects.filter(grouping="status:exclusive").order_by("from_change")
    found = list(rows.values_list("key", "from_change", "until_change", "projects", "ore"))
    assert found == [("closed", two[0], two[1], 1, 100_000), ("closed", two[1], None, 2, 150_000)]
    third = change(lambda: Project.objects.filter(reference="P-1").update(title_en="Another title"))
    before = KeptGroup.objects.count()
    keep(third)
    assert KeptGroup.objects.count() == before
    assert list(Milestone.objects.order_by("change").values_list("change", flat=True)) == [*two, third]


def test_an_earlier_change_than_the_last_milestone_is_not_kept(two: tuple[int, int]) -> None:
    keep(two[1])
    keep(two[0])
    assert Milestone.objects.count() == 2


def test_the_largest_groups_and_the_rest_count_each_project_once(db: None) -> None:
    def write() -> None:
        councils = [builders.council(f"MR-{letter}") for letter in "ABC"]
        for reference, paying in {"P-1": [0, 1, 2], "P-2": [1, 2], "P-3": [2]}.items():
            for place in paying:
                grant(reference, f"{1000 - 100 * place}.00", council=councils[place])

    number = change(write)
    keep(number)
    with reading_as_of(point_of(str(number))):
        answer = totals(Project.objects.own(), ["council"], largest=1)
    # C has 3 × 800, B 2 × 900, A 1000. The others are B and A: P-1 is in both, P-2 in B
    assert [row.figures.budget_dkk for row in answer.rows] == [Decimal(2400)]
    assert answer.rest
    assert (answer.rows_left_out, answer.rest.projects, answer.rest.projects_paid) == (2, 2, 2)
    assert answer.rest.budget_dkk == Decimal(2800)


@pytest.mark.parametrize("write", ["another mark", "another definition", "a change without records"])
def test_what_may_not_hold_any_more_does_not_answer(two: tuple[int, int], write: str) -> None:
    if write == "another mark":
        Change.objects.filter(number=two[0]).update(mark="0" * 16)
    elif write == "another definition":
        Milestone.objects.update(definition="0" * 16)
    else:
        with changing(way=Way.LOAD, keeps_records=False) as opened:
            opened.written = True
        assert not KeptGroup.objects.exists()
    assert not is_kept(two[1])
    # The next milestone begins anew
    keep(two[1])
    assert list(Milestone.objects.values_list("change", flat=True)) == [two[1]]
    assert is_kept(two[1])


def test_what_was_read_while_the_past_was_written_is_not_kept(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    number = change(lambda: grant("P-1", FIRST))

    def load_first() -> None:
        monkeypatch.setattr(keeping, "_wait_for_others", lambda: None)
        with changing(way=Way.LOAD, keeps_records=False) as opened:
            opened.written = True

    monkeypatch.setattr(keeping, "_wait_for_others", load_first)
    keep(number)
    assert not Milestone.objects.exists()
    keep(number)
    assert Milestone.objects.exists()


def test_a_migration_forgets_what_is_kept(two: tuple[int, int]) -> None:
    keeping.forget_after_migrations(using="default", plan=[])
    assert is_kept(two[1])
    keeping.forget_after_migrations(using="default", plan=[("a migration", False)])
    assert not is_kept(two[1])


def test_only_all_own_projects_in_the_usual_measure_are_answered(two: tuple[int, int]) -> None:
    first, _second = two
    with reading_as_of(point_of(str(first))):
        assert ledger_of(Project.objects.own().order_by("reference")).is_kept
        for projects in (Project.objects.all(), Project.objects.own().filter(status="ongoing"), Project.objects.none()):
            assert not ledger_of(projects).is_kept
        paid = unkept_ledger(Project.objects.own(), GRANTED).measure
        assert near.near_milestone(Project.objects.own(), paid, unkept_ledger, []) is not None
        other = near._of_some([1])[1]
        assert near.near_milestone(Project.objects.own(), other, unkept_ledger, []) is None
    # The register of now
    assert not ledger_of(Project.objects.own()).is_kept


def test_with_much_touched_since_the_milestone_everything_is_worked_out(
    two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "MOST_TOUCHED", 1)
    assert is_kept(two[0])
    kept, figures = figures_as_of(two[1])
    assert not kept
    assert (figures.projects, figures.budget_dkk) == (2, Decimal("1500.00"))


def test_a_grouping_with_many_groups_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    number = change(lambda: (grant("P-1", FIRST, year=2004), grant("P-1", SECOND, year=2005)))
    monkeypatch.setattr(keeping, "MOST_GROUPS", 1)
    keep(number)
    assert not KeptGroup.objects.filter(grouping="year:exclusive").exists()
    with reading_as_of(point_of(str(number))):
        assert len(totals(Project.objects.own(), ["year"]).rows) == 2


def test_what_moves_a_figure_is_noticed(two: tuple[int, int]) -> None:
    """Each kind of write moves a figure of the project, and the project is among those that were touched."""
    project = Project.objects.get(reference="P-1")
    grant_of_it = project.allocations.order_by("pk").first()
    before = two[1]

    def renamed() -> None:
        project.portfolio.own = False
        project.portfolio.save()

    def raised() -> None:
        grant_of_it.amount = 5
        grant_of_it.save()

    def moved() -> None:
        grant_of_it.project = Project.objects.get(reference="P-2")
        grant_of_it.save()

    for write in (raised, moved, renamed, project.allocations.all().delete):
        after = change(write)
        assert project.pk in (touched_between(before, after, 10) or [])
        before = after


def test_where_something_went_is_noticed_on_both_sides(two: tuple[int, int]) -> None:
    """A grant moves from one project to another; then a project is deleted."""
    first, second = (Project.objects.get(reference=name) for name in ("P-1", "P-2"))
    before = change(lambda: builders.allocation(first, "7.00", reference="MOVING"))
    moving = first.allocations.get(reference="MOVING")
    moving.project = second
    moved = change(moving.save)
    assert sorted(touched_between(before, moved, 10) or []) == sorted([first.pk, second.pk])
    gone = second.pk

    def delete() -> None:
        second.allocations.all().delete()
        second.delete()

    deleted = change(delete)
    assert touched_between(moved, deleted, 10) == [gone]
    assert touched_between(deleted, deleted, 10) == []


def test_the_kept_groupings_read_projects_and_allocations_only(db: None) -> None:
    """``touched_between`` looks at the states of these two."""
    ledger = unkept_ledger(Project.objects.own(), GRANTED)
    for kept in kept_groupings():
        statement, _parameters = kept.statement(ledger)
        tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', statement))
        assert tables <= {"projects_project", "budgets_allocation"}, kept.name


def test_a_dimension_of_the_day_or_of_contracts_is_not_kept(two: tuple[int, int]) -> None:
    assert {kept.dimension.name for kept in kept_groupings()} == DIMENSIONS.keys() - {"stage", "recipient"}
    assert len(definition(unkept_ledger(Project.objects.own(), GRANTED))) == 16


def test_rows_of_another_change_are_read_by_readers_of_a_change_only(db: None) -> None:
    with pytest.raises(RuntimeError), rows_as_of(1, [Project]):
        pass


DAYS = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 1, 2, 3)]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Changes on three days: two on the first one. The second day touches no project, the third one two."""
    monkeypatch.setattr(keeping, "FEW_PROJECTS", 1)
    monkeypatch.setattr(keeping, "ENOUGH", 1)
    writes = [
        lambda: grant("P-1", FIRST),
        lambda: grant("P-2", FIRST),
        lambda: builders.organisation("o-1"),
        lambda: (grant("P-1", SECOND), grant("P-2", SECOND)),
    ]
    numbers = [change(write) for write in writes]
    Change.objects.filter(number__lt=numbers[0]).update(moment=DAYS[0])
    for number, moment in zip(numbers, DAYS, strict=True):
        Change.objects.filter(number=number).update(moment=moment)
    return numbers


def test_the_last_changes_of_days_on_which_enough_was_touched_are_kept(days: list[int], capsys: Any) -> None:
    call_command("keep_totals")
    assert capsys.readouterr().out == f"Kept the totals as of 2 changes, the last one {days[3]}.\n"
    assert list(Milestone.objects.order_by("change").values_list("change", flat=True)) == [days[1], days[3]]
    # The change on the second day is answered from the milestone before it
    assert [is_kept(number) for number in days] == [False, True, True, True]
    assert keep_days() == []
    call_command("keep_totals", "--anew")
    assert Milestone.objects.count() == 2


def test_a_small_register_keeps_nothing(days: list[int], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(keeping, "FEW_PROJECTS", 3)
    call_command("keep_totals")
    assert capsys.readouterr().out == "Kept the totals as of 0 changes.\n"


def test_postgres_writes_one_milestone_at_a_time(two: tuple[int, int]) -> None:
    keep(two[1])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT mode FROM pg_locks WHERE relation = 'budgets_milestone'::regclass")
            assert "ExclusiveLock" in {mode for (mode,) in cursor.fetchall()}
