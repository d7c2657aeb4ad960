"""Computes every figure of the product. This is the only file that sums money.

Filters choose projects. The money is then summed from the allocations of those projects, never across a join that
multiplies rows (rules 1 to 4 of docs/data.md). Amounts are Decimal DKK. If no allocation counts, an amount is
None, "not stated", and never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.members import Key, Member
from budgets.ledger import Account, At, Ledger

BUDGET = Sum("amount_dkk")
"""The sum of allocations in DKK. An allocation in another currency without a rate has no amount in DKK."""

PAID = Sum("amount_dkk", filter=Q(council__isnull=False))
"""The part of the sum that a council of ministers pays according to the source."""

MOVED = Sum("moved")
"""The sum of money rows: amounts in DKK with the sign that their measure gives them."""

COUNTED = Count("amount_dkk")
"""How many allocations the sum is made of."""

NOT_COUNTED = Count("pk", filter=Q(amount_dkk__isnull=True))
"""How many allocations are left out of the sum because they have no rate."""

PAYING = Count("amount_dkk", filter=Q(council__isnull=False))
"""How many allocations that part is made of."""

PAID_FOR = Count("pk", filter=Q(council__isnull=False))
"""How many allocations a council pays, in any currency. A project with at least one is paid for by a council."""

WHOLE = BigIntegerField()
BOOKED = {
    "paid_for": PAID_FOR,
    "counted": COUNTED,
    "left_out": NOT_COUNTED,
    "budget": Cast(Coalesce(BUDGET, Value(0), output_field=WHOLE), WHOLE),
    "paying": PAYING,
    "paid": Cast(Coalesce(PAID, Value(0), output_field=WHOLE), WHOLE),
}
"""The six sums of a booking in the ledger; amounts in whole øre."""

Mode = Literal["exclusive", "mentioned"]
MODES: tuple[Mode, ...] = ("exclusive", "mentioned")
MOST_DIMENSIONS = 2
Keys = tuple[Key, ...]


@dataclass
class Figures:
    """The counts and amounts of a selection, and how many of its projects state no budget."""

    projects: int = 0
    projects_without_budget: int = 0
    allocations: int = 0
    allocations_not_counted: int = 0
    budget_dkk: Decimal | None = None
    paid_dkk: Decimal | None = None
    """The part of the budget that a council pays according to the source. For the rest, councils are only named."""
    projects_paid: int = 0
    """How many of the projects have an allocation that a council pays."""

    @property
    def projects_named(self) -> int:
        """Counts the other projects: a council may be named for them, but the source does not say that it pays."""
        return self.projects - self.projects_paid

    @property
    def named_dkk(self) -> Decimal | None:
        """Returns the part of the budget whose source names no payer; None if there is none."""
        rest = (self.budget_dkk or Decimal(0)) - (self.paid_dkk or Decimal(0))
        return rest or None


@dataclass
class OtherCurrency:
    """Allocations that are left out of the totals because no rate is stored with them."""

    currency: str
    allocations: int
    amount: Decimal


@dataclass
class TotalsRow:
    members: dict[str, Member]
    figures: Figures


@dataclass
class Totals:
    """The totals of a selection: the total, what it is made of, what was left out and why, and the groups."""

    dimensions: list[Dimension]
    mode: Mode
    total: Figures
    other_currency: list[OtherCurrency]
    rows: list[TotalsRow]
    margins: dict[str, list[TotalsRow]]
    """Only for a cross table: the rows by each single dimension. They are its row totals and column totals."""
    rows_left_out: int = 0
    """How many smaller groups are not in ``rows``, if only the largest groups were requested."""
    rest: Figures | None = None
    """The figures of all groups left out together; None if none were left out, or if groups overlap and have no
    sum.
    """

    @property
    def overlapping(self) -> bool:
        """Whether an amount may be in several rows. A sum of the rows then means nothing."""
        return self.mode == "mentioned" and any(dimension.several for dimension in self.dimensions)


@dataclass(frozen=True)
class Grouping:
    """How to group totals: by up to two dimensions."""

    by: Sequence[str] = ()
    mode: Mode = "exclusive"
    largest: int | None = None
    """How many groups to show separately: those with the largest amounts. None shows all of them."""


def totals(projects: Any, group_by: Sequence[str] = (), mode: Mode = "exclusive") -> Totals:
    """Returns the totals of a ProjectQuerySet, in groups by up to two dimensions.

    In mode ``exclusive`` a project with several values belongs to the group of their combination, and the rows add
    up to the total to the øre. In mode ``mentioned`` each value gets the full amount. Runs three queries; for each
    dimension one more for its names; and another one if a project can have several of its values. Raises KeyError
    for an unknown dimension.
    """
    return totals_by(projects, [Grouping(group_by, mode)])[0]


def totals_by(projects: Any, groupings: Sequence[Grouping], ledger: Ledger | None = None) -> list[Totals]:
    """Returns the totals of the same projects in several groupings.

    Reads the ledger once for all groupings, or uses ``ledger`` if one with their dimensions was read before.
    """
    ledger = ledger or ledger_of(projects, [name for grouping in groupings for name in grouping.by])
    total = _figures(ledger.bookings)
    left_out = other_currency(projects.allocations())
    return [_grouped(ledger, grouping, total, left_out) for grouping in groupings]


def ledger_of(projects: Any, dimensions: Iterable[str]) -> Ledger:
    """Returns the ledger of these projects by these dimensions. Raises KeyError for an unknown dimension."""
    return Ledger(projects, [DIMENSIONS[name] for name in dict.fromkeys(dimensions)], BOOKED)


def figures_of(allocations: Any) -> Figures:
    """Returns the figures of a list of allocations (an AllocationQuerySet), and the number of their projects."""
    return Figures(
        **allocations.order_by().aggregate(
            projects=Count("project", distinct=True),
            allocations=COUNTED,
            allocations_not_counted=NOT_COUNTED,
            budget_dkk=BUDGET,
            paid_dkk=PAID,
            projects_paid=Count("project", filter=Q(council__isnull=False), distinct=True),
        )
    )


def other_currency(allocations: Any) -> list[OtherCurrency]:
    """Returns the allocations left out of the figures because they have no rate, grouped by currency."""
    left_out = allocations.filter(amount_dkk__isnull=True).order_by("currency").values("currency")
    grouped = left_out.annotate(allocations=Count("pk"), sum=Sum("amount"))
    return [OtherCurrency(row["currency"], row["allocations"], row["sum"]) for row in grouped]


def _figures(account: Account) -> Figures:
    """Returns the figures of an account in DKK. Without a counted allocation the budget is not stated. A project
    is counted once.
    """
    counted, not_counted, ore, paying, paid = (
        sum(map(itemgetter(column), account)) for column in (At.COUNTED, At.NOT_COUNTED, At.ORE, At.PAYING, At.PAID)
    )
    return Figures(
        projects=len({booking[At.PROJECT] for booking in account}),
        projects_without_budget=sum(not (booking[At.COUNTED] or booking[At.NOT_COUNTED]) for booking in account),
        allocations=counted,
        allocations_not_counted=not_counted,
        budget_dkk=_dkk(ore) if counted else None,
        paid_dkk=_dkk(paid) if paying else None,
        projects_paid=len({booking[At.PROJECT] for booking in account if booking[At.PAID_FOR]}),
    )


def _dkk(ore: int) -> Decimal:
    return Decimal(ore).scaleb(-2)


def _grouped(ledger: Ledger, grouping: Grouping, total: Figures, left_out: list[OtherCurrency]) -> Totals:
    dimensions = [DIMENSIONS[name] for name in grouping.by]
    spread = grouping.mode == "mentioned"
    groups = ledger.accounts(dimensions, spread=spread) if dimensions else {}
    shown = _largest(groups, grouping.largest)
    names = _names(dimensions, shown)
    answer = Totals(dimensions, grouping.mode, total, left_out, _rows(dimensions, shown, names), {})
    answer.rows_left_out = len(groups) - len(shown)
    if answer.rows_left_out and not answer.overlapping:
        answer.rest = _figures(
            [booking for keys, account in groups.items() if keys not in shown for booking in account]
        )
    if len(dimensions) > 1:
        # A project may be in several cells, so margins are summed on their own, never from the cells
        margins = {dimension.name: ledger.accounts([dimension], spread=spread) for dimension in dimensions}
        answer.margins = {
            dimension.name: _rows([dimension], margins[dimension.name], names) for dimension in dimensions
        }
    return answer


def _largest(groups: dict[Keys, Account], most: int | None) -> dict[Keys, Account]:
    """Returns the ``most`` groups with the largest amounts, and "not stated"; all groups if there are no more than
    that.
    """
    if most is None or len(groups) <= most:
        return groups
    stated = [keys for keys in groups if all(keys)]
    chosen = sorted(stated, key=lambda keys: (-sum(map(itemgetter(At.ORE), groups[keys])), -len(groups[keys]), keys))[
        :most
    ]
    return {keys: groups[keys] for keys in [*chosen, *(keys for keys in groups if not all(keys))]}


def _names(dimensions: list[Dimension], groups: dict[Keys, Account]) -> dict[str, dict[Key, Member]]:
    return {dimension.name: dimension.members({keys[i] for keys in groups}) for i, dimension in enumerate(dimensions)}


def _rows(
    dimensions: list[Dimension], groups: dict[Keys, Account], names: dict[str, dict[Key, Member]]
) -> list[TotalsRow]:
    rows = [
        TotalsRow(
            {dimension.name: names[dimension.name][key] for dimension, key in zip(dimensions, keys, strict=True)},
            _figures(account),
        )
        for keys, account in groups.items()
    ]
    return sorted(rows, key=lambda row: [member.rank for member in row.members.values()])
