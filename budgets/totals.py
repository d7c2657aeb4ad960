"""Computes every figure of the product. This is the only file that sums money.

Filters choose projects. The money is then summed from the allocations of those projects, never across a join that
multiplies rows (rules 1 to 4 of docs/data.md). Amounts are Decimal DKK. If no allocation counts, an amount is
None, "not stated", and never 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, Q, Sum

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.measures import GRANTED, Measure, Sums
from budgets.grouping.members import Key, Member
from budgets.ledger import Ledger, Row
from budgets.milestones.near import near_milestone
from changes.as_of.gathering import gather

BUDGET = Sum("amount_dkk")
"""The sum of allocations in DKK. An allocation in another currency without a rate has no amount in DKK."""

PAID = Sum("amount_dkk", filter=Q(council__isnull=False))
"""The part of the sum that a council of ministers pays according to the source."""

AMOUNT = Sum("amount")
"""The sum of amounts in their own currency. Only for rows of one currency."""

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

SUMS = Sums(
    booked={
        "paid_for": "COUNT(m.payer)",
        "counted": "COUNT(m.ore)",
        "left_out": "COUNT(m.project_id) - COUNT(m.ore)",
        "ore": "COALESCE(SUM(m.ore), 0)",
        "paying": "COUNT(CASE WHEN m.payer IS NOT NULL THEN m.ore END)",
        "paid": "COALESCE(SUM(CASE WHEN m.payer IS NOT NULL THEN m.ore END), 0)",
    },
    grouped={
        "projects": "COUNT(*)",
        "bare": "COUNT(CASE WHEN b.counted + b.left_out = 0 THEN 1 END)",
        "counted": "COALESCE(SUM(b.counted), 0)",
        "left_out": "COALESCE(SUM(b.left_out), 0)",
        "ore": "COALESCE(SUM(b.ore), 0)",
        "paying": "COALESCE(SUM(b.paying), 0)",
        "paid": "COALESCE(SUM(b.paid), 0)",
        "projects_paid": "COUNT(CASE WHEN b.paid_for > 0 THEN 1 END)",
    },
    direct={
        "projects": "COUNT(DISTINCT p.id)",
        "bare": "COUNT(CASE WHEN m.project_id IS NULL THEN 1 END)",
        "counted": "COUNT(m.ore)",
        "left_out": "COUNT(m.project_id) - COUNT(m.ore)",
        "ore": "COALESCE(SUM(m.ore), 0)",
        "paying": "COUNT(CASE WHEN m.payer IS NOT NULL THEN m.ore END)",
        "paid": "COALESCE(SUM(CASE WHEN m.payer IS NOT NULL THEN m.ore END), 0)",
        "projects_paid": "COUNT(DISTINCT CASE WHEN m.payer IS NOT NULL THEN p.id END)",
    },
)
"""How the database sums, in whole øre. A booking counts the rows of money of a project: those that a council pays in
any currency (a project with at least one is paid for by a council), those that count in DKK, those left out because
they have no rate, and of the counted ones those that a council pays. Groups add up bookings.
"""

Mode = Literal["exclusive", "mentioned"]
MODES: tuple[Mode, ...] = ("exclusive", "mentioned")
MOST_DIMENSIONS = 2


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


@dataclass(frozen=True)
class Added:
    """What rows of money add up to, and how many they are."""

    projects: int
    """The projects of the rows that count."""
    rows: int
    """The rows that count."""
    not_counted: int
    """The rows without an amount in DKK: another currency without a rate."""
    amount: Decimal | None
    """In DKK; None: no row counts."""


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
    measure: str = GRANTED.name
    on: date | None = None
    """The day of the figures; None: whatever the register says, of any day."""

    @property
    def of_entries(self) -> bool:
        """Whether the figures add up entries instead of allocations."""
        return self.measure != GRANTED.name

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


def totals(
    projects: Any,
    group_by: Sequence[str] = (),
    mode: Mode = "exclusive",
    largest: int | None = None,
    measure: Measure = GRANTED,
    on: date | None = None,
) -> Totals:
    """Returns the totals of a ProjectQuerySet, in groups by up to two dimensions.

    In mode ``exclusive`` a project with several values belongs to the group of their combination, and the rows add
    up to the total to the øre. In mode ``mentioned`` each value gets the full amount. Runs one query for the total,
    one for the rows that are not counted if there are any, one for the groups, two for the margins of two dimensions,
    and one for the names of each dimension. ``on`` is the day of the measure, which the answer repeats. Raises KeyError
    for an unknown dimension.
    """
    answer = totals_by(projects, [Grouping(group_by, mode, largest)], measure)[0]
    answer.measure, answer.on = measure.name, on
    return answer


def totals_by(
    projects: Any, groupings: Sequence[Grouping], measure: Measure = GRANTED, ledger: Ledger | None = None
) -> list[Totals]:
    """Returns the totals of the same projects in several groupings. ``ledger``: theirs in this measure, if there is one
    from which something was read."""
    ledger = ledger or ledger_of(projects, measure)
    ledger.read_ahead([asked for grouping in groupings for asked in _asked(grouping)])
    total = ledger.total()
    figures = _figures(total) if total else Figures()
    rows = measure.rows().filter(project__in=projects.order_by().values("pk"))
    left_out = other_currency(rows) if figures.allocations_not_counted else []
    return [_grouped(ledger, grouping, figures, left_out) for grouping in groupings]


def shared_ledger(projects: Any, groupings: Sequence[Grouping], measure: Measure = GRANTED) -> Ledger:
    """Returns the ledger of the projects of a ProjectQuerySet, with all groups of these groupings by one dimension: for
    totals and counts that use the same groups."""
    ledger = ledger_of(projects, measure)
    if not ledger.is_kept:
        gather()
    single = [grouping for grouping in groupings if len(grouping.by) == 1]
    ledger.read_whole([(DIMENSIONS[grouping.by[0]], grouping.mode == "mentioned") for grouping in single])
    return ledger


def ledger_of(projects: Any, measure: Measure = GRANTED) -> Ledger:
    """Returns the ledger of the projects of a ProjectQuerySet. It uses the groups that are kept as of a milestone."""
    return Ledger(projects, measure, SUMS, near_milestone(projects, measure, unkept_ledger, list(SUMS.grouped)))


def unkept_ledger(projects: Any, measure: Measure) -> Ledger:
    """Returns the ledger of the projects of a ProjectQuerySet, which reads all of them."""
    return Ledger(projects, measure, SUMS)


@dataclass(frozen=True)
class EveryGroup:
    """All groups of a grouping, however many: ``parts()`` reads them again for each use, a part at a time."""

    ledger: Ledger
    dimensions: list[Dimension]
    mode: Mode

    def parts(self) -> Iterator[list[TotalsRow]]:
        """Yields "not stated" first, then the groups with the largest amounts."""
        for rows in self.ledger.stream(self.dimensions, spread=self.mode == "mentioned"):
            names = {
                dimension.name: dimension.members({row[place] for row in rows})
                for place, dimension in enumerate(self.dimensions)
            }
            yield _rows(rows, names)


def every_group(
    projects: Any, group_by: Sequence[str], mode: Mode = "exclusive", measure: Measure = GRANTED
) -> EveryGroup:
    """Returns all groups of a ProjectQuerySet, for a file. Raises KeyError for an unknown dimension."""
    return EveryGroup(ledger_of(projects, measure), [DIMENSIONS[name] for name in group_by], mode)


def figures_by_key(
    projects: Any, group_by: Sequence[str], mode: Mode = "exclusive", measure: Measure = GRANTED
) -> Iterator[tuple[tuple[Key, ...], Figures]]:
    """Yields the figures of every group of a ProjectQuerySet with the keys of the group, a part at a time.

    Keys name the same group as of every day; names may change. Raises KeyError for an unknown dimension.
    """
    dimensions = [DIMENSIONS[name] for name in group_by]
    for rows in ledger_of(projects, measure).stream(dimensions, spread=mode == "mentioned"):
        yield from ((tuple(row[: len(dimensions)]), _figures(row[len(dimensions) :])) for row in rows)


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


def added_up(rows: Any, project: str) -> Added:
    """Returns the sum of rows with ``moved``, as ``money_rows`` gives them. ``project``: the path to their project."""
    found = rows.order_by().aggregate(
        number_of_projects=Count(project, distinct=True, filter=Q(moved__isnull=False)),
        counted=Count("moved"),
        every=Count("pk"),
        sum=MOVED,
    )
    counted = found["counted"]
    return Added(found["number_of_projects"], counted, found["every"] - counted, found["sum"])


def other_currency(allocations: Any) -> list[OtherCurrency]:
    """Returns the allocations left out of the figures because they have no rate, grouped by currency."""
    left_out = allocations.filter(amount_dkk__isnull=True).order_by("currency").values("currency")
    grouped = left_out.annotate(allocations=Count("pk"), sum=Sum("amount"))
    return [OtherCurrency(row["currency"], row["allocations"], row["sum"]) for row in grouped]


def _figures(row: Row) -> Figures:
    """Returns the figures of a group in DKK. Without a counted allocation the budget is not stated."""
    projects, bare, counted, not_counted, ore, paying, paid, projects_paid = map(int, row)
    return Figures(
        projects=projects,
        projects_without_budget=bare,
        allocations=counted,
        allocations_not_counted=not_counted,
        budget_dkk=_dkk(ore) if counted else None,
        paid_dkk=_dkk(paid) if paying else None,
        projects_paid=projects_paid,
    )


def _dkk(ore: int) -> Decimal:
    return Decimal(ore).scaleb(-2)


def _asked(grouping: Grouping) -> Iterator[tuple[list[Dimension], bool, int | None]]:
    """Yields the groups that the answer reads: those of all dimensions, and of each one for the margins."""
    dimensions, spread = [DIMENSIONS[name] for name in grouping.by], grouping.mode == "mentioned"
    for some in [dimensions, *([one] for one in dimensions if len(dimensions) > 1)] if dimensions else ():
        yield some, spread, grouping.largest


def _grouped(ledger: Ledger, grouping: Grouping, total: Figures, left_out: list[OtherCurrency]) -> Totals:
    dimensions = [DIMENSIONS[name] for name in grouping.by]
    answer = Totals(dimensions, grouping.mode, total, left_out, [], {})
    if not dimensions:
        return answer
    spread = grouping.mode == "mentioned"
    groups = ledger.groups(dimensions, spread=spread, largest=grouping.largest)
    # A project may be in several cells, so margins are summed on their own, never from the cells
    margins = {
        dimension.name: ledger.groups([dimension], spread=spread, largest=grouping.largest).rows
        for dimension in (dimensions if len(dimensions) > 1 else ())
    }
    names = {
        dimension.name: dimension.members(
            {row[place] for row in groups.rows} | {row[0] for row in margins.get(dimension.name, ())}
        )
        for place, dimension in enumerate(dimensions)
    }
    answer.rows, answer.rows_left_out = _rows(groups.rows, names), groups.left_out
    if groups.rest and not answer.overlapping:
        answer.rest = _figures(groups.rest)
    if not groups.left_out:
        answer.rows.sort(key=_rank)
    for name, rows in margins.items():
        answer.margins[name] = sorted(_rows(rows, {name: names[name]}), key=_rank)
    return answer


def _rows(rows: Sequence[Row], names: dict[str, dict[Key, Member]]) -> list[TotalsRow]:
    """Returns the groups with their members; ``names`` are the members of each dimension by their keys."""
    return [
        TotalsRow(
            {name: members[key] for (name, members), key in zip(names.items(), row, strict=False)},
            _figures(row[len(names) :]),
        )
        for row in rows
    ]


def _rank(row: TotalsRow) -> list[Any]:
    return [member.rank for member in row.members.values()]
