"""Every figure of the house. The only file with a sum of money in it.

Filters choose projects; the money is then summed from the allocations of those projects, never across a
join that multiplies rows (rules 1 to 4 of docs/data.md). Amounts are Decimal DKK; where nothing was counted
an amount is None, "not stated", and never 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from django.db.models import Count, Q, Sum

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.members import Key, Member

BUDGET = Sum("amount_dkk")
"""What allocations come to in DKK; those in another currency without a rate have no amount in DKK."""

PAID = Sum("amount_dkk", filter=Q(council__isnull=False))
"""The part of it that the source says a council of ministers pays."""

COUNTED = Count("amount_dkk")
"""How many allocations the amount is made of."""

NOT_COUNTED = Count("pk", filter=Q(amount_dkk__isnull=True))
"""How many allocations are left out of the amount, for want of a rate."""

Mode = Literal["exclusive", "mentioned"]
MODES: tuple[Mode, ...] = ("exclusive", "mentioned")
MOST_DIMENSIONS = 2
Keys = tuple[Key, ...]


@dataclass
class Figures:
    """What was counted, and how many projects state no budget."""

    projects: int = 0
    projects_without_budget: int = 0
    allocations: int = 0
    allocations_not_counted: int = 0
    budget_dkk: Decimal | None = None
    paid_dkk: Decimal | None = None
    """The part of the budget of which the source says that a council pays it; the rest is only named."""

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.projects + other.projects,
            self.projects_without_budget + other.projects_without_budget,
            self.allocations + other.allocations,
            self.allocations_not_counted + other.allocations_not_counted,
            plus(self.budget_dkk, other.budget_dkk),
            plus(self.paid_dkk, other.paid_dkk),
        )


@dataclass
class OtherCurrency:
    """Allocations left out of the totals, because no rate is stored with them."""

    currency: str
    allocations: int
    amount: Decimal


@dataclass
class Row:
    members: dict[str, Member]
    figures: Figures


@dataclass
class Totals:
    """The answer: the total, what it is made of, what was left out and why, and the groups."""

    dimensions: list[Dimension]
    mode: Mode
    total: Figures
    other_currency: list[OtherCurrency]
    rows: list[Row]
    margins: dict[str, list[Row]]
    """Of a cross table: the rows by each dimension alone, which are its row totals and column totals."""

    @property
    def overlapping(self) -> bool:
        """Whether an amount may stand in several rows, so that no sum of rows means anything."""
        return self.mode == "mentioned" and any(dimension.several for dimension in self.dimensions)


def totals(projects: Any, group_by: Sequence[str] = (), mode: Mode = "exclusive") -> Totals:
    """The totals of a ProjectQuerySet, in groups by up to two dimensions.

    In mode ``exclusive`` the group of something that a project has several of is their combination, and
    rows add up to the total to the øre; in mode ``mentioned`` each value gets the full amount.
    Takes four queries for the total and, in groups, two more and one for the names of each dimension; for a
    cross table the same again for the totals of its rows and of its columns, which are asked of the database
    and not added up, because a project may stand in several cells. Raises KeyError for an unknown dimension.
    """
    dimensions = [DIMENSIONS[name] for name in group_by]
    crossed = len(dimensions) > 1
    return Totals(
        dimensions=dimensions,
        mode=mode,
        total=_total(projects),
        other_currency=other_currency(projects.allocations()),
        rows=_rows(projects, dimensions, mode) if dimensions else [],
        margins={one.name: _rows(projects, [one], mode) for one in dimensions} if crossed else {},
    )


def _total(projects: Any) -> Figures:
    counted = figures_of(projects.allocations())
    counted.projects = projects.order_by().count()
    counted.projects_without_budget = projects.order_by().with_stated_budget(False).count()
    return counted


def figures_of(allocations: Any) -> Figures:
    """What a list of allocations (an AllocationQuerySet) comes to, and of how many projects they are."""
    return Figures(
        **allocations.order_by().aggregate(
            projects=Count("project", distinct=True),
            allocations=COUNTED,
            allocations_not_counted=NOT_COUNTED,
            budget_dkk=BUDGET,
            paid_dkk=PAID,
        )
    )


def other_currency(allocations: Any) -> list[OtherCurrency]:
    """What is left out of the figures of these allocations for want of a rate, currency by currency."""
    left_out = allocations.filter(amount_dkk__isnull=True).order_by("currency").values("currency")
    grouped = left_out.annotate(allocations=Count("pk"), sum=Sum("amount"))
    return [OtherCurrency(row["currency"], row["allocations"], row["sum"]) for row in grouped]


def plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The sum of two amounts of which either may be not stated; not stated if both are."""
    return other if one is None else one if other is None else one + other


def _rows(projects: Any, dimensions: list[Dimension], mode: Mode) -> list[Row]:
    groups = _groups(projects, dimensions, mode)
    names = [dimension.members({keys[position] for keys in groups}) for position, dimension in enumerate(dimensions)]
    rows = [
        Row({d.name: names[i][keys[i]] for i, d in enumerate(dimensions)}, figures) for keys, figures in groups.items()
    ]
    return sorted(rows, key=lambda row: [member.rank for member in row.members.values()])


def _groups(projects: Any, dimensions: list[Dimension], mode: Mode) -> dict[Keys, Figures]:
    """The figures of each group. The database groups; only what is mentioned several times is spread here."""
    groups: dict[Keys, Figures] = defaultdict(Figures)
    # A project whose allocations reach a group on two ways still counts in it once
    told_apart = ("project",) if mode == "mentioned" and any(one.several for one in dimensions) else ()
    counted: set[tuple[Keys, int]] = set()
    for keys, project, figures in _by_keys(projects, dimensions, told_apart):
        for group in _parts(dimensions, keys, mode):
            again = project is not None and (group, project) in counted
            groups[group] += replace(figures, projects=0) if again else figures
            if project is not None:
                counted.add((group, project))
    return groups


def _by_keys(
    projects: Any, dimensions: list[Dimension], told_apart: tuple[str, ...]
) -> Iterable[tuple[Keys, int | None, Figures]]:
    """The figures for each set of keys (and each project, if told apart): of the allocations, and of the
    projects that no allocation speaks for, which stand where the project itself belongs."""
    width = len(dimensions)
    keys = {f"key_{i}": dimension.allocation() for i, dimension in enumerate(dimensions)}
    money = projects.allocations().order_by().annotate(**keys).values_list(*keys, *told_apart)
    figures = {"projects_": Count("project", distinct=True), "counted": COUNTED, "left_out": NOT_COUNTED}
    for row in money.annotate(**figures, budget=BUDGET, paid=PAID).iterator():
        count, *counted = row[-5:]
        yield row[:width], next(iter(row[width:-5]), None), Figures(count, 0, *counted)

    keys = {f"key_{i}": dimension.project() for i, dimension in enumerate(dimensions)}
    bare = projects.order_by().with_stated_budget(False).annotate(**keys)
    for row in bare.values_list(*keys, *(["pk"] if told_apart else [])).annotate(bare=Count("pk")).iterator():
        yield row[:width], next(iter(row[width:-1]), None), Figures(projects=row[-1], projects_without_budget=row[-1])


def _parts(dimensions: list[Dimension], keys: Keys, mode: Mode) -> list[Keys]:
    """The groups that a set of keys counts in: itself, or in mode ``mentioned`` one for each of its parts."""
    if mode == "exclusive":
        return [keys]
    return list(product(*(dimension.parts(key) for dimension, key in zip(dimensions, keys, strict=True))))
