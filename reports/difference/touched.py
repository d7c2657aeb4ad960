"""Which rows of money may differ between two states: those that the changes between them can have moved.

If these changes touched only projects and their money, only the rows of these projects can differ. Anything else, such
as the country of a place or a contract, may move the rows of any project; then all rows are compared, a part at a time.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min, Q

from budgets.models import Allocation, Entry
from changes import tables
from changes.as_of.point import Point
from projects.memory import OF_THE_DAY
from reports.difference.asked import Asked

GRANTS: Any = Allocation
ENTRIES: Any = Entry
PART = 20_000
"""Rows that are compared together: each part reads the filters again in both states."""
LISTED = 5000
"""The same, where the rows are named one by one."""
NAMED = 500
"""Keys that one statement names."""
MOST_TOUCHED = 50_000
"""States of rows that the changes wrote, if their rows are to be named. With more of them all rows are compared, so
that no worker has the keys of a large register in memory."""
OF_THEIR_PROJECT = {"project", "entry"}
"""The kinds of records that move only the money of their own project."""
WITHOUT_MONEY = {"event"}
"""The kinds of records that move no money, and by which no filter chooses projects."""


def parts(before: Point, after: Point, asked: Asked) -> Iterator[Q]:
    """Yields conditions on rows of money. Together they hold every row that may differ, each once."""
    model = (ENTRIES if asked.of_entries else GRANTS).history.model
    touched = _Touched(before, after)
    moves_others = touched.kinds() - OF_THEIR_PROJECT - WITHOUT_MONEY
    if _depends_on_day(before, after, asked) or moves_others or touched.are_many():
        yield from _all(model)
        return
    rows = sorted(touched.rows_of_money(model))
    for start in range(0, len(rows), LISTED):
        yield Q(pk__in=rows[start : start + LISTED])


def made_again(before: Point, after: Point, asked: Asked) -> dict[int, str]:
    """Returns the references of the rows of money that the changes between two states deleted and made again with
    another key, or made and deleted. All other rows have one key, and are not named: there may be a million.
    """
    between = Q(from_change__gt=before.number, from_change__lte=after.number, history_type__in="+-")
    states = (ENTRIES if asked.of_entries else GRANTS).history.model.objects.filter(between).order_by()
    several = states.values("reference").annotate(keys=Count("id", distinct=True)).filter(keys__gt=1)
    return dict(states.filter(reference__in=several.values("reference")).values_list("id", "reference"))


def _depends_on_day(before: Point, after: Point, asked: Asked) -> bool:
    """Whether a row can differ though nothing changed, because the stage of a grant depends on the day."""
    by_stage = "stage" in asked.group_by or any(
        OF_THE_DAY in value for each in asked.filters.values() for value in each
    )
    return by_stage and before.day != after.day


def _all(history: Any) -> Iterator[Q]:
    ends = history.objects.aggregate(first=Min("id"), last=Max("id"))
    if ends["first"] is None:
        return
    for start in range(ends["first"], ends["last"] + 1, PART):
        yield Q(pk__gte=start, pk__lt=start + PART)


class _Touched:
    """What the changes between two states wrote, as the histories say."""

    def __init__(self, before: Point, after: Point) -> None:
        self.between = Q(from_change__gt=before.number, from_change__lte=after.number)

    def kinds(self) -> set[str]:
        return {table.kind for table, history in _histories() if history.objects.filter(self.between).exists()}

    def are_many(self) -> bool:
        """Whether the changes wrote more states of projects and their money than ``MOST_TOUCHED``."""
        left = MOST_TOUCHED
        for table, history in _histories():
            if table.kind in OF_THEIR_PROJECT and left >= 0:
                left -= history.objects.filter(self.between).order_by()[: left + 1].count()
        return left < 0

    def rows_of_money(self, history: Any) -> set[int]:
        """Returns every row that the projects have or had whose record, money or entries were touched."""
        projects = self._projects()
        grants = _named(GRANTS.history.model, "project_id", projects)
        return grants if history is GRANTS.history.model else _named(history, "allocation_id", grants)

    def _projects(self) -> set[int]:
        found: set[int] = set()
        for table, history in _histories():
            if table.kind == "project":
                owner = table.owner if table.owner and not table.record else "id"
                found |= set(history.objects.filter(self.between).values_list(owner, flat=True))
        entries = ENTRIES.history.model.objects.filter(self.between).values_list("allocation_id", flat=True)
        grants = set(GRANTS.history.model.objects.filter(self.between).values_list("id", flat=True)) | set(entries)
        # Also the project that a grant left
        return found | _named(GRANTS.history.model, "id", grants, "project_id")


def _histories() -> Iterator[tuple[tables.Table, Any]]:
    for table in tables.tables().values():
        record = table.record or table.model
        if hasattr(record, "history") and not tables.is_personal(record):
            yield table, record.history.model


def _named(history: Any, by: str, keys: set[int], column: str = "id") -> set[int]:
    """Returns a column of the states whose ``by`` is one of the keys."""
    listed, found = sorted(keys), set()
    for start in range(0, len(listed), NAMED):
        states = history.objects.filter(**{f"{by}__in": listed[start : start + NAMED]}).order_by()
        found |= set(states.values_list(column, flat=True))
    return found
