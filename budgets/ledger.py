"""What totals are added up from, read once for any number of groupings: which projects, what was granted to each,
and where all of it belongs.

The reads are narrow, walk each table once, and leave out models and converters: asking the database for the set of
councils of every single allocation took many times as long for the dimensions of a dashboard (docs/decisions.md).
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
"""Up to so many projects are named by their ids; more are chosen again by the filters that chose them."""

Booking = tuple[Any, ...]
"""What was granted to one project, as the database gives it: the project's id, what the allocations say of themselves
(a key a dimension), then the six sums. A project without any allocation has one booking, of noughts."""


class At:
    """Where in a booking its parts stand."""

    PROJECT = 0
    PAID_FOR, COUNTED, NOT_COUNTED, ORE, PAYING, PAID = range(-6, 0)


NOTHING = (0, 0, 0, 0, 0, 0)
NOT_STATED = ("",)

Account = list[Booking]
"""What a group is added up from."""


class Ledger:
    """The projects that a ProjectQuerySet chooses, and where each of them belongs by ``dimensions``.

    ``sums`` are the aggregates of a booking: how many allocations a council pays, how many count, how many do not,
    what they come to in whole øre, how many of those a council pays, and what these come to. Takes two queries, and one
    for each dimension that is a set.
    """

    def __init__(self, projects: Any, dimensions: Iterable[Dimension], sums: dict[str, Any]) -> None:
        dimensions = list(dimensions)
        single = [one for one in dimensions if one.sets is None]
        rows = read(_columns(projects.order_by(), "pk", single, lambda one: one.project()))
        chosen = self.projects = [row[0] for row in rows]
        if len(rows) > FEW:
            chosen = projects.order_by().values("pk")
        own = [one for one in dimensions if one.own_key is not None]
        allocations = projects.allocations_of(chosen).order_by()
        allocations = _columns(allocations, "project_id", own, lambda one: one.own_key and one.own_key())
        granted = read(allocations.annotate(**sums))
        self.bare = set(self.projects).difference(row[At.PROJECT] for row in granted)
        """The projects without any allocation: their budget is not stated."""
        self.bookings: Account = [*granted, *((project, *[None] * len(own), *NOTHING) for project in self.bare)]
        """What was granted to each project, told apart by what allocations say of themselves."""
        self._column = {one.name: column for column, one in enumerate(own, start=1)}
        # By the dimension's name: the single keys of each project that has any
        self._keys: dict[str, dict[int, Sequence[Key]]] = {}
        for column, one in enumerate(single, start=1):
            self._keys[one.name] = {row[0]: (row[column],) for row in rows}
        for one in dimensions:
            if one.sets is not None:
                self._keys[one.name] = _by_project(read(one.sets(chosen)))

    def accounts(self, dimensions: Sequence[Dimension], *, spread: bool) -> dict[tuple[Key, ...], Account]:
        """The bookings of each group. An allocation is booked where it says that it belongs, else where its project
        does: under the combination of what that has several of, or with ``spread`` under each of those values."""
        places = [_place(self._where(one, spread), self._column.get(one.name, 0)) for one in dimensions]
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
        """How many projects have each single value, by themselves or by an allocation; and how many none ("")."""
        keys = self._keys[dimension.name]
        if column := self._column.get(dimension.name):
            own: dict[int, set[Key]] = defaultdict(set)
            for booking in self.bookings:
                if booking[column]:
                    own[booking[At.PROJECT]].add(booking[column])
            # Where a project of one value stands for want of allocations is no value that it has
            keys = {**(keys if dimension.sets else {}), **{p: [*({*keys.get(p, ()), *own[p]} - {""})] for p in own}}
        counts = Counter(chain.from_iterable(keys.values()))
        counts[""] += len(self.projects) - len(keys)
        return {key: count for key, count in counts.items() if count}

    def projects_not_counted(self) -> int:
        """How many projects have an allocation that does not count in DKK."""
        return len({booking[At.PROJECT] for booking in self.bookings if booking[At.NOT_COUNTED]})

    def _where(self, dimension: Dimension, spread: bool) -> dict[int, Sequence[Key]]:
        """Where each project belongs: the single keys, or their combination."""
        keys = self._keys[dimension.name]
        if spread or dimension.sets is None:
            return keys
        return {project: (combination_key(map(int, of_project)),) for project, of_project in keys.items()}


def _place(where: dict[int, Sequence[Key]], column: int) -> Callable[[Booking], Sequence[Key]]:
    """Gives the keys of a booking: its own in that column, else those of its project."""
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
    named = {f"key_of_{one.name}": expression(one) for one in dimensions}
    # The columns in their order: modeltranslation's own way with values mixes them
    values = getattr(rows, "raw_values", rows.values)
    return values(pk, **named)


def read(rows: Any) -> list[Any]:
    """The rows of a query of plain columns as the database gives them, without converting any."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
