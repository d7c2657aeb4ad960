"""The ledger: everything that totals are added up from, read once for any number of groupings.

It holds the projects, the money granted to each project, and the groups to which project and money belong. The
queries are narrow, read each table once, and use neither models nor converters: a query for the set of councils of
every single allocation took many times as long for the dimensions of a dashboard (docs/decisions.md).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections

from budgets.dimensions import Dimension
from budgets.grouping.members import Key
from projects.querysets import combination_key

FEW = 500
"""Up to this number of projects are named by their ids; more are selected by repeating their filters as a
subquery.
"""

Booking = tuple[Any, ...]
"""The money granted to one project, as the database returns it: the project's id, the allocations' own keys (one
for each dimension that has them), then the six sums. A project without allocations has one booking of zeros.
"""


class At:
    """The positions of the parts of a booking."""

    PROJECT = 0
    PAID_FOR, COUNTED, NOT_COUNTED, ORE, PAYING, PAID = range(-6, 0)


NOTHING = (0, 0, 0, 0, 0, 0)
NOT_STATED = ("",)

Account = list[Booking]
"""The bookings that a group is added up from."""


class Ledger:
    """The projects that a ProjectQuerySet chooses, and the groups of ``dimensions`` to which each project belongs.

    ``sums`` are the six aggregates of a booking: the number of allocations that a council pays; the number that
    count in DKK; the number that do not; the amount in whole øre; the number of counted allocations that a council
    pays; and their amount in whole øre. Runs two queries, and one more for each dimension of which a project can
    have several values.
    """

    def __init__(self, projects: Any, dimensions: Iterable[Dimension], sums: dict[str, Any]) -> None:
        dimensions = list(dimensions)
        single = [dimension for dimension in dimensions if dimension.sets is None]
        rows = read(_columns(projects.order_by(), "pk", single, lambda dimension: dimension.project()))
        chosen = self.projects = [row[0] for row in rows]
        if len(rows) > FEW:
            chosen = projects.order_by().values("pk")
        own = [dimension for dimension in dimensions if dimension.own_key is not None]
        allocations = projects.allocations_of(chosen).order_by()
        allocations = _columns(
            allocations, "project_id", own, lambda dimension: dimension.own_key and dimension.own_key()
        )
        granted = read(allocations.annotate(**sums))
        self.bare = set(self.projects).difference(row[At.PROJECT] for row in granted)
        """The projects without any allocation: their budget is not stated."""
        self.bookings: Account = [*granted, *((project, *[None] * len(own), *NOTHING) for project in self.bare)]
        """The money granted to each project, separated by the allocations' own keys."""
        self._column = {dimension.name: column for column, dimension in enumerate(own, start=1)}
        # By the dimension's name: the single keys of each project that has any
        self._keys: dict[str, dict[int, Sequence[Key]]] = {}
        for column, dimension in enumerate(single, start=1):
            self._keys[dimension.name] = {row[0]: (row[column],) for row in rows}
        for dimension in dimensions:
            if dimension.sets is not None:
                self._keys[dimension.name] = _by_project(read(dimension.sets(chosen)))

    def accounts(self, dimensions: Sequence[Dimension], *, spread: bool) -> dict[tuple[Key, ...], Account]:
        """Returns the bookings of each group.

        An allocation belongs to its own key; without one, it belongs where its project does: to the combination of
        the project's values, or with ``spread`` to each of these values.
        """
        places = [
            _place(self._where(dimension, spread), self._column.get(dimension.name, 0)) for dimension in dimensions
        ]
        accounts: dict[tuple[Key, ...], Account] = defaultdict(list)
        if len(places) > 1:
            for booking in self.bookings:
                for several in product(*(place(booking) for place in places)):
                    accounts[several].append(booking)
            return accounts
        single: dict[Key, Account] = defaultdict(list)
        for booking, keys in zip(self.bookings, map(places[0], self.bookings), strict=True):
            for key in keys:
                single[key].append(booking)
        return {(key,): account for key, account in single.items()}

    def projects_with(self, dimension: Dimension) -> dict[Key, int]:
        """Returns how many projects have each single value, by themselves or by an allocation. The key "" counts
        the projects without a value.
        """
        keys = self._keys[dimension.name]
        if column := self._column.get(dimension.name):
            own: dict[int, set[Key]] = defaultdict(set)
            for booking in self.bookings:
                if booking[column]:
                    own[booking[At.PROJECT]].add(booking[column])
            # A project without allocations still gets a group. That is not a value it has, so it is not counted
            keys = {**(keys if dimension.sets else {}), **{p: [*({*keys.get(p, ()), *own[p]} - {""})] for p in own}}
        counts = Counter(chain.from_iterable(keys.values()))
        counts[""] += len(self.projects) - len(keys)
        return {key: count for key, count in counts.items() if count}

    def projects_not_counted(self) -> int:
        """Returns how many projects have an allocation that does not count in DKK."""
        return len({booking[At.PROJECT] for booking in self.bookings if booking[At.NOT_COUNTED]})

    def _where(self, dimension: Dimension, spread: bool) -> dict[int, Sequence[Key]]:
        """Returns the keys of each project: its single keys, or their combination."""
        keys = self._keys[dimension.name]
        if spread or dimension.sets is None:
            return keys
        return {project: (combination_key(map(int, of_project)),) for project, of_project in keys.items()}


def _place(where: dict[int, Sequence[Key]], column: int) -> Callable[[Booking], Sequence[Key]]:
    """Returns a function that gives the keys of a booking: its own key in that column, or else its project's keys."""
    if not column:
        return lambda booking: where.get(booking[At.PROJECT], NOT_STATED)

    def own_first(booking: Booking) -> Sequence[Key]:
        own = booking[column]
        return where.get(booking[At.PROJECT], NOT_STATED) if own is None else (own,)

    return own_first


def _by_project(rows: list[Any]) -> dict[int, Sequence[Key]]:
    keys: dict[int, list[Key]] = defaultdict(list)
    for project, key in rows:
        keys[project].append(str(key))
    return dict(keys)


def _columns(rows: Any, pk: str, dimensions: list[Dimension], expression: Callable[[Dimension], Any]) -> Any:
    named = {f"key_of_{dimension.name}": expression(dimension) for dimension in dimensions}
    # modeltranslation's values() changes the order of the columns; raw_values keeps it
    values = getattr(rows, "raw_values", rows.values)
    return values(pk, **named)


def read(rows: Any) -> list[Any]:
    """Returns the rows of a query of plain columns as the database gives them, without converting any value."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
