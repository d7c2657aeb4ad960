"""The groups as of a change, from what is kept as of the milestone before it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.measures import GRANTED, Measure
from budgets.grouping.members import Key
from budgets.grouping.whole import Groups, Row, WholeGroups
from budgets.ledger import Ledger
from budgets.milestones.groupings import Found, Kept, added, definition, has_own_keys, kept_groupings
from budgets.milestones.touched import READ, touched_between
from budgets.models import KeptGroup, Milestone
from changes.as_of.gathering import is_gathered
from changes.as_of.point import current_point
from changes.as_of.reading import rows_as_of
from changes.models import Change
from projects.models import Project

MOST_TOUCHED = 2000
"""With more projects between the milestone and the change, working everything out is hardly slower."""

MakeLedger = Callable[[Any, Measure], Ledger]
"""Takes projects and a measure. Returns their ledger, which nothing that is kept answers."""


class NearMilestone(WholeGroups):
    """The groups of all own projects as of a change, each grouping read when it is asked for."""

    is_kept = True

    def __init__(self, milestone: int, touched: list[int], ledger_of: MakeLedger, figures: list[str]) -> None:
        super().__init__(figures)
        self.milestone, self.ledger_of, self.touched = milestone, ledger_of, touched
        self._named = {kept.name: kept for kept in kept_groupings()}
        self._found: dict[str, Found] = {}

    def has(self, dimension: Dimension, spread: bool) -> bool:
        """Returns whether the groups of a dimension are kept."""
        return bool(self._groups(_grouping(dimension, spread))) or super().has(dimension, spread)

    def total(self) -> Row | None:
        """Returns the figures of all projects: every project has one status."""
        every = self._groups(Kept(DIMENSIONS["status"], "exclusive")).values()
        return tuple(map(sum, zip(*every, strict=True))) if every else super().total()

    def groups(self, dimension: Dimension, spread: bool, largest: int | None) -> Groups | None:
        """Returns the groups; None if they are not kept."""
        rows = [(key, *figures) for key, figures in self._groups(_grouping(dimension, spread)).items()]
        if not rows:
            return super().groups(dimension, spread, largest)
        shown, others = self.largest(rows, len(rows) if largest is None else largest)
        if not others or spread:
            return Groups(shown, len(others))
        rest = dict(zip(self.figures, map(sum, zip(*(row[1:] for row in others), strict=True)), strict=True))
        if has_own_keys(dimension):
            counted = self._counted(dimension, {row[0] for row in others})
            if counted is None:
                return None
            rest |= counted
        return Groups(shown, len(others), tuple(rest.values()))

    def _counted(self, dimension: Dimension, groups: set[Key]) -> dict[str, int] | None:
        """The projects in any of these groups, each counted once; None if their sets are not kept."""
        sets = self._groups(Kept(dimension, "sets"))
        counted = {"projects": 0, "projects_paid": 0}
        for key, (projects,) in sets.items():
            members = set(key.split("|"))
            if any(member.removeprefix("*") in groups for member in members):
                counted["projects"] += projects
            if any(f"*{group}" in members for group in groups):
                counted["projects_paid"] += projects
        return counted if sets else None

    def counts(self, dimension: Dimension) -> dict[Key, int] | None:
        """Returns how many projects have each single value; None if they are not kept."""
        own = has_own_keys(dimension)
        found = self._groups(Kept(dimension, "with") if own else _grouping(dimension, True))
        return {key: figures[0] for key, figures in found.items()} if found else super().counts(dimension)

    def _groups(self, kept: Kept) -> Found:
        """The groups as of the change; none if they are not kept."""
        if kept.name not in self._named:
            return {}
        if kept.name not in self._found:
            found = of_milestone(kept, self.milestone, self.figures)
            self._found[kept.name] = self._moved(kept, found) if found and self.touched else found
        return self._found[kept.name]

    def _moved(self, kept: Kept, found: Found) -> Found:
        ledger = self.ledger_of(*_of_some(self.touched))
        after = kept.read(ledger)
        with rows_as_of(self.milestone, map(apps.get_model, READ)):
            before = kept.read(self.ledger_of(*_of_some(self.touched)))
        return added(added(found, after), before, -1)


def _grouping(dimension: Dimension, spread: bool) -> Kept:
    return Kept(dimension, "mentioned" if spread and dimension.several else "exclusive")


def _of_some(projects: list[int]) -> tuple[Any, Measure]:
    """The own ones of these projects, and their grants."""
    # Written into the SQL: two thousand parameters would take longer than the statement
    listed = ", ".join(f"{project:d}" for project in projects)
    of_some = f'"{GRANTED.rows().model._meta.db_table}"."project_id" IN ({listed})'
    some = Project.objects.own().extra(where=[f'"{Project._meta.db_table}"."id" IN ({listed})'])  # noqa: S610 (numbers)
    return some, replace(GRANTED, rows=lambda: GRANTED.rows().extra(where=[of_some]))  # noqa: S610


def of_milestone(kept: Kept, milestone: int, figures: Any) -> Found:
    """Returns the groups that are kept as of a milestone; none if their grouping is not kept."""
    then = Q(until_change=None) | Q(until_change__gt=milestone)
    rows = KeptGroup.objects.filter(then, grouping=kept.name, from_change__lte=milestone)
    names = ["projects"] if kept.counts else figures
    return {key: tuple(found) for key, *found in rows.values_list("key", *names)}


def near_milestone(projects: Any, measure: Measure, ledger_of: MakeLedger, figures: list[str]) -> WholeGroups | None:
    """Returns the groups of all own projects as of the change as of which is read; None for other projects, other
    measures, the register of now, and where no milestone is near enough.
    """
    point = current_point()
    if point is None or measure is not GRANTED or not _are_all_own(projects):
        return None
    milestone = last_milestone(point.number, definition(ledger_of(Project.objects.own(), GRANTED)))
    if milestone is None:
        return None
    touched = touched_between(milestone, point.number, MOST_TOUCHED) if milestone < point.number else []
    if touched is None or (touched and is_gathered()):
        return None
    return NearMilestone(milestone, touched, ledger_of, figures)


def last_milestone(until: int, defined: str) -> int | None:
    """Returns the last milestone until a change that still holds; None if there is none."""
    milestone = Milestone.objects.filter(change__lte=until, definition=defined).order_by("-change").first()
    if milestone and Change.objects.filter(number=milestone.change, mark=milestone.mark).exists():
        return milestone.change
    return None


def _are_all_own(projects: Any) -> bool:
    return projects.db == DEFAULT_DB_ALIAS and _choosing(projects) == _choosing(Project.objects.own())


def _choosing(projects: Any) -> Any:
    try:
        return projects.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
