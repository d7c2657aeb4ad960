"""The measures of grants on a day: granted, contracted, paid, released, repaid, the project debt, and the stage.

Each measure is a queryset of *money rows*: allocations for what is granted, entries for all others, with the signed
amount in ``moved``. Everything else adds up these rows (docs/data.md, the life of a grant).
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, CharField, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan, LessThanOrEqual

from budgets.choices import ADDING, REPORT_KINDS, TAKING_AWAY, EntryKind, Measure, ReportKind, Stage
from budgets.models import Allocation, Contract, Entry
from budgets.totals import BUDGET, MOVED
from changes.as_of.point import todays_date
from projects.fields import MoneyField

FINAL_REPORTS = (ReportKind.FINAL, ReportKind.ACCOUNTS)
"""With these reports a grant is accounted for."""


NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Money:
    """The measures of one or more grants on a day, in DKK."""

    granted: Decimal = NOTHING
    contracted: Decimal = NOTHING
    paid: Decimal = NOTHING
    released: Decimal = NOTHING
    repaid: Decimal = NOTHING

    @property
    def debt(self) -> Decimal:
        """What is contracted and neither paid nor released."""
        return self.contracted - self.paid - self.released

    def __add__(self, other: "Money") -> "Money":
        return Money(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Money)))


@dataclass(frozen=True)
class PostMoney(Money):
    """The measures of a budget post. ``granted`` is what is decided on the post."""

    frame: Decimal = NOTHING
    """What the post has: adopted and carried over."""

    @property
    def undisposed(self) -> Decimal:
        """What the post has and no decision uses."""
        return self.frame - self.granted


def _decided(allocations: Any, on: date | None) -> Any:
    return allocations.decided_by(on) if on else allocations


def money_rows(measure: str, on: date | None = None) -> Any:
    """Returns the rows that a measure adds up on a day: allocations or entries, with the signed amount in DKK as
    ``moved``. Raises ValueError for an unknown measure.
    """
    measure = Measure(measure)
    if measure == Measure.GRANTED:
        return _decided(Allocation.objects.all(), on).annotate(moved=F("amount_dkk"))
    plus, minus = ADDING[measure], TAKING_AWAY.get(measure, ())
    entries = Entry.objects.in_force(on).filter(kind__in=[*plus, *minus], amount_dkk__isnull=False)
    return entries.annotate(moved=signed(measure))


def moved_rows(measure: str, on: date | None, after: date) -> Any:
    """Returns the rows by which a measure on a day differs from the same measure on the earlier day ``after``.

    ``moved`` has the sign of the difference. ``ended`` says whether the row counted on the earlier day and no longer
    counts: an entry that was corrected in between is taken away, and its correction is added.
    """
    measure, ended = Measure(measure), Value(False, output_field=BooleanField())
    if measure == Measure.GRANTED:
        before = _decided(Allocation.objects.order_by(), after).values("pk")
        return money_rows(measure, on).exclude(pk__in=before).annotate(ended=ended)
    now, then = (Q(pk__in=Entry.objects.in_force(day).order_by().values("pk")) for day in (on, after))
    kinds = [*ADDING[measure], *TAKING_AWAY.get(measure, ())]
    rows = Entry.objects.filter(now & ~then | then & ~now, kind__in=kinds, amount_dkk__isnull=False)
    nothing, amount = Value(0, output_field=MoneyField()), signed(measure)
    moved = Case(When(then, then=nothing - amount), default=amount, output_field=MoneyField())
    return rows.annotate(moved=moved, ended=Case(When(then, then=Value(True)), default=ended))


def signed(measure: str) -> Any:
    """Returns an expression on Entry: the amount in DKK with the sign that the measure gives it."""
    taken = TAKING_AWAY.get(Measure(measure), ())
    if not taken:
        return F("amount_dkk")
    return Case(
        When(kind__in=taken, then=Value(0, output_field=MoneyField()) - F("amount_dkk")),
        default=F("amount_dkk"),
        output_field=MoneyField(),
    )


KINDS = {kind: measure for measure, kinds in ADDING.items() if measure != Measure.DEBT for kind in kinds}
"""The measure that each kind of entry adds to."""


def money_of_grants(allocations: Any, on: date | None = None) -> dict[int, Money]:
    """Returns the measures of each of these grants (an AllocationQuerySet), by its key. Runs two queries."""
    return _money(allocations, on, "pk", "allocation_id")


def grants_with_debt(on: date | None = None) -> Any:
    """Returns a query of the keys of the grants whose debt on a day is not 0."""
    rows = money_rows(Measure.DEBT, on).order_by().values("allocation")
    return rows.annotate(owed=MOVED).exclude(owed=0).values("allocation")


def measured_projects(projects: Iterable[int], measure: str, on: date | None = None) -> dict[int, Decimal | None]:
    """Returns what a measure adds up in each of the projects with these keys, in DKK; None if nothing counts. Runs one
    query.
    """
    keys = list(projects)
    by = "project_id" if measure == Measure.GRANTED else "allocation__project_id"
    rows = money_rows(measure, on).filter(**{f"{by}__in": keys}).order_by()
    found: dict[int, Decimal | None] = dict.fromkeys(keys)
    found.update(rows.values_list(by).annotate(sum=MOVED))
    return found


def money_of_projects(allocations: Any, on: date | None = None) -> dict[int, Money]:
    """Returns the measures of each project with any of these grants, by its key. Runs two queries."""
    return _money(allocations, on, "project_id", "allocation__project_id")


def _money(allocations: Any, on: date | None, of_allocation: str, of_entry: str) -> dict[int, Money]:
    granted = _decided(allocations, on).order_by()
    entries = Entry.objects.in_force(on).filter(allocation__in=allocations.order_by().values("pk"))
    keys = allocations.order_by().values_list(of_allocation, flat=True)
    sums: dict[int, dict[str, Decimal]] = {key: {} for key in keys}
    for key, amount in granted.values_list(of_allocation).annotate(sum=BUDGET):
        sums[key][Measure.GRANTED] = amount or Decimal(0)
    _add_entries(sums, entries, of_entry)
    return {key: Money(**amounts) for key, amounts in sums.items()}


def _add_entries(sums: dict[int, dict[str, Decimal]], entries: Any, by: str) -> None:
    money = entries.filter(kind__in=KINDS, amount_dkk__isnull=False).order_by()
    for key, kind, amount in money.values_list(by, "kind").annotate(sum=BUDGET):
        amounts, measure = sums[key], KINDS[EntryKind(kind)]
        amounts[measure] = amounts.get(measure, Decimal(0)) + amount


def money_of_entries(entries: Any, on: date | None = None) -> Money:
    """Returns what these entries (an EntryQuerySet) add to the measures on a day, in DKK. Runs one query."""
    sums: dict[int, dict[str, Decimal]] = {0: {}}
    _add_entries(sums, entries.in_force(on).annotate(together=Value(0)), "together")
    return Money(**sums[0])


def together(figures: Iterable[Money]) -> Money:
    """Returns the measures of several grants together."""
    return sum(figures, Money())


def reports_of_grants(allocations: Any, on: date | None = None) -> dict[tuple[int, str], dict[str, date]]:
    """Returns when the reports of these grants last came and were approved: (grant, kind of report) → kind of entry →
    day. Runs one query.
    """
    grants = allocations.order_by().values("pk")
    entries = Entry.objects.in_force(on).filter(kind__in=REPORT_KINDS, allocation__in=grants)
    found: dict[tuple[int, str], dict[str, date]] = {}
    for key, report, kind, day in entries.order_by("day").values_list("allocation_id", "report", "kind", "day"):
        found.setdefault((key, report), {})[kind] = day
    return found


def money_of_posts(posts: Any, on: date | None = None) -> dict[int, PostMoney]:
    """Returns the measures of each of these budget posts, by its key. Runs three queries.

    A decision uses the post of its allocation; entries count on their own post, or else on that of the allocation.
    """
    frames = {pk: adopted + carried for pk, adopted, carried in posts.values_list("pk", "adopted", "carried_over")}
    sums: dict[int, dict[str, Decimal]] = {key: {"frame": frame} for key, frame in frames.items()}
    granted = _decided(Allocation.objects.filter(post__in=posts.order_by().values("pk")), on).order_by()
    for key, amount in granted.values_list("post_id").annotate(sum=BUDGET):
        sums[key][Measure.GRANTED] = amount or Decimal(0)
    entries = Entry.objects.in_force(on).annotate(on_post=POST_OF_AN_ENTRY)
    _add_entries(sums, entries.filter(on_post__in=posts.order_by().values("pk")), "on_post")
    return {key: PostMoney(**amounts) for key, amounts in sums.items()}


POST_OF_AN_ENTRY = Coalesce("post_id", "allocation__post_id")


def stage_on(on: date | None = None, grant: str = "pk") -> Case:
    """Returns an expression on Allocation: the stage of the grant on a day (today by default). ``grant`` names the
    column of another model that holds the grant.

    - decided: nothing is contracted
    - settled: the debt is 0, and the final report and the final accounts are approved, or nothing was paid
    - reporting: a final report or the final accounts have come, or the period is over
    - running: money is paid, or the period has begun
    - contracted: all others
    """
    entries = Entry.objects.in_force(on).filter(allocation=OuterRef(grant))
    day = on or todays_date()

    def any_of(*kinds: str, **more: Any) -> Exists:
        return Exists(entries.filter(kind__in=kinds, **more))

    debt = money_rows(Measure.DEBT, on).filter(allocation=OuterRef(grant)).order_by().values("allocation")
    no_debt = Exists(debt.annotate(left=MOVED).filter(left=0))
    final, accounts = (any_of(EntryKind.REPORT_APPROVED, report=report) for report in FINAL_REPORTS)
    come = any_of(EntryKind.REPORT_RECEIVED, EntryKind.REPORT_APPROVED, report__in=FINAL_REPORTS)
    over = LessThan(_of_the_period("ends", entries, grant), Value(day, DateField()))
    begun = LessThanOrEqual(_of_the_period("starts", entries, grant), Value(day, DateField()))
    return Case(
        When(~any_of(EntryKind.CONTRACTED), then=Value(Stage.DECIDED)),
        When(no_debt & ((final & accounts) | ~any_of(EntryKind.PAID)), then=Value(Stage.SETTLED)),
        When(Q(come) | Q(over), then=Value(Stage.REPORTING)),
        When(Q(any_of(EntryKind.PAID)) | Q(begun), then=Value(Stage.RUNNING)),
        default=Value(Stage.CONTRACTED),
        output_field=CharField(),
    )


def last_day_on(on: date | None = None) -> Coalesce:
    """Returns an expression on Allocation: the last day of the grant's period, as it is known on a day."""
    return _of_the_period("ends", Entry.objects.in_force(on).filter(allocation=OuterRef("pk")), "pk")


def _of_the_period(edge: str, entries: Any, grant: str) -> Coalesce:
    """Returns the first or last day of a grant's period: as last changed, or else as its contracts say."""
    given = {f"{edge}__isnull": False}
    changed = entries.filter(kind=EntryKind.CHANGED, **given).order_by("-day", "-pk").values(edge)[:1]
    order = f"-{edge}" if edge == "ends" else edge
    contracts = Contract.objects.filter(contract_allocations__allocation=OuterRef(grant), **given)
    return Coalesce(Subquery(changed), Subquery(contracts.order_by(order).values(edge)[:1]), output_field=DateField())
