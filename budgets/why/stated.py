"""The tree of amounts that contracts and co-financing state: the parts of a project's whole budget, and instalments.

They are amounts of a plan, not of the ledger: no measure adds them up, and they have no day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from budgets.choices import EntryKind, StatedMeasure
from budgets.entries.amounts import in_dkk
from budgets.entries.due import EntriesOf, amount_of
from budgets.links import why_of
from budgets.models import Allocation, CoFinancing, Contract, Instalment
from budgets.totals import Added
from budgets.why.question import WhyQuestion
from budgets.why.records import OF_CONTRACTS
from budgets.why.written import changes_of
from changes.as_of.point import todays_date

GRANT, CO_FINANCING, CONTRACT, INSTALMENT, ENTRY = "grant", "co-financing", "contract", "instalment", "entry"
COVERING = (EntryKind.PAID, EntryKind.RELEASED)
"""The kinds of entries that cover instalments: money that is released is no longer to be paid."""
OF_AN_ENTRY = ("allocation__project", "source__document")
COVERED = "contract_allocations__allocation__source__document"
"""The path from a contract to the sources of its grants."""


@dataclass(frozen=True)
class StatedLeaf:
    """An amount that a record states, with what it adds to the figure and who wrote it."""

    kind: str
    """What states it: a grant, co-financing, a contract (the whole budget) or an instalment; or the entry that pays."""
    row: Any
    code: str
    amount: Decimal | None
    """As entered, in its own currency; None: not stated."""
    currency: str
    rate: Decimal | None
    rate_source: str
    amount_dkk: Decimal | None
    sign: int
    source: Any
    """None: not stated."""
    source_of: str = "row"
    """To what the source belongs: "row", or "grant" if a contract states none."""
    changes: tuple[Any, ...] = ()
    rate_date: date | None = None
    """The day of the rate; None: no rate, or its source states no day."""
    why_contracted: str = ""
    """The address of the tree of what is contracted, of which an instalment is a share; otherwise empty."""

    @property
    def adds(self) -> Decimal | None:
        """What it adds to the figure in DKK, negative if it lowers it; None: not counted."""
        return None if self.amount_dkk is None else self.amount_dkk * self.sign

    @property
    def url(self) -> str:
        """The page of the record; of an instalment that of its contract."""
        row = self.row.contract if self.kind == INSTALMENT else self.row
        return str(row.get_absolute_url())


@dataclass(frozen=True)
class TreeOfStated:
    """The answer to a question about stated amounts: each record with what it adds."""

    question: WhyQuestion
    leaves: list[StatedLeaf]

    @property
    def added(self) -> Added:
        """Returns the sum; it is not stated if no record counts."""
        counted = [leaf.adds for leaf in self.leaves if leaf.adds is not None]
        amount = sum(counted, Decimal(0)) if counted else None
        return Added(1 if counted else 0, len(counted), len(self.leaves) - len(counted), amount)

    @property
    def in_currency(self) -> Decimal | None:
        """Returns the sum of instalments, less what is paid, in the currency of their contract. None: the sum is in DKK
        anyway, or a payment has another currency.
        """
        (currency, *others) = {leaf.currency for leaf in self.leaves} or {"DKK"}
        if others or currency == "DKK" or self.question.measure not in OF_CONTRACTS:
            return None
        if all(leaf.amount is None for leaf in self.leaves):
            return None
        return sum(((leaf.amount or Decimal(0)) * leaf.sign for leaf in self.leaves), Decimal(0))

    @property
    def contract(self) -> Any:
        """Returns the contract of the instalments if it is in another currency than DKK; otherwise None."""
        planned = [leaf.row.contract for leaf in self.leaves if leaf.kind == INSTALMENT and leaf.currency != "DKK"]
        return planned[0] if planned else None

    @property
    def why_paid(self) -> str:
        """Returns the address of the tree of what is paid under the contract of instalments; otherwise empty."""
        (contract,) = self.question.chosen().get("contract", [""])
        return why_of("paid", contract=contract) if contract else ""


def tree_of_stated(question: WhyQuestion) -> TreeOfStated:
    """Returns the tree of a valid question about stated amounts. Runs three queries at most."""
    asked = question.filterset.form.cleaned_data
    whole = not asked["part"] or question.measure == StatedMeasure.UNPAID
    leaves = [leaf for leaf in _leaves(question.measure, asked) if whole or leaf.code == asked["part"]]
    return TreeOfStated(question, leaves)


def _leaves(measure: str, asked: dict[str, Any]) -> Iterator[StatedLeaf]:
    if measure == StatedMeasure.UNPAID:
        yield from _unpaid(asked)
        return
    if measure == StatedMeasure.INSTALMENTS:
        rows = Instalment.objects.filter(contract__code=asked["contract"], amount__isnull=False)
        along = ("contract__project", "contract__source__document")
        rows = rows.select_related(*along).prefetch_related(f"contract__{COVERED}")
        yield from (_planned(row, row.contract, row.amount) for row in rows.order_by("number"))
        return
    of_project = {"project__reference": asked["project"]}
    stated = list(_whole_budgets(of_project))
    if measure in (StatedMeasure.WHOLE_BUDGET, StatedMeasure.UNCOVERED):
        yield from stated
    if measure == StatedMeasure.WHOLE_BUDGET or (measure == StatedMeasure.UNCOVERED and not stated):
        return
    sign = -1 if measure == StatedMeasure.UNCOVERED else 1
    if measure != StatedMeasure.CO_FINANCING:
        grants = Allocation.objects.filter(**of_project).select_related("project", "source__document")
        yield from (_stated(GRANT, row, row.reference, sign) for row in grants.order_by("reference"))
    others = CoFinancing.objects.filter(**of_project).select_related("project", "organisation", "source__document")
    yield from (_stated(CO_FINANCING, row, row.code, sign) for row in others.order_by("code"))


def _whole_budgets(of_project: dict[str, Any]) -> Iterator[StatedLeaf]:
    contracts = Contract.objects.filter(**of_project, whole_budget__isnull=False)
    contracts = contracts.select_related("project", "source__document").prefetch_related(COVERED)
    for row in contracts.order_by("code"):
        money = row.whole_budget, "DKK", None, "", row.whole_budget
        yield StatedLeaf(CONTRACT, row, row.code, *money, 1, *_source_of(row))


def _stated(kind: str, row: Any, code: str, sign: int) -> StatedLeaf:
    money = row.amount, row.currency, row.rate, row.rate_source, row.amount_dkk
    # Co-financing has no such day: its rate is that of an agreement
    return StatedLeaf(kind, row, code, *money, sign, row.source, rate_date=getattr(row, "rate_date", None))


def _unpaid(asked: dict[str, Any]) -> Iterator[StatedLeaf]:
    """What is not paid of an instalment on a day. Payments cover the first instalments first, so their rows are those
    up to this one, less what is paid or released; and this one alone if the payments do not reach it.
    """
    along = Contract.objects.select_related("source__document").prefetch_related(COVERED)
    contract, day = along.get(code=asked["contract"]), asked["on"] or todays_date()
    ledger = EntriesOf([contract], day)
    contracted = ledger.amounts(EntryKind.CONTRACTED, EntryKind.CHANGED).get(contract.pk)
    dated = Instalment.objects.filter(contract=contract, day__isnull=False).order_by("day", "number")
    rows = list(dated.select_related("contract__project"))
    place = next((place for place, row in enumerate(rows) if str(row.number) == asked["part"]), None)
    if place is None:
        return
    amounts = [_amount_of(row, contracted) for row in rows[: place + 1]]
    paid = ledger.amounts(*COVERING).get(contract.pk, Decimal(0))
    reached = paid > sum(filter(None, amounts[:-1]), Decimal(0))
    for row, amount in list(zip(rows, amounts, strict=False))[0 if reached else place :]:
        leaf = _planned(row, contract, amount)
        yield replace(leaf, why_contracted=why_of("contracted", day, contract=contract.code)) if row.share else leaf
    if reached:
        found = ledger.entries.filter(Q(contract=None) | Q(contract=contract), kind__in=COVERING, amount__isnull=False)
        for entry in found.select_related(*OF_AN_ENTRY).order_by("day", "reference"):
            yield _covering(entry, contract)


def _amount_of(row: Any, contracted: Decimal | None) -> Decimal | None:
    """Returns the amount of an instalment. A share of what is contracted has none while nothing is."""
    return amount_of(row, contracted or Decimal(0)) if row.amount is not None or contracted is not None else None


def _planned(row: Any, contract: Any, amount: Decimal | None) -> StatedLeaf:
    rated = contract.currency, contract.rate, contract.rate_source
    leaf = StatedLeaf(INSTALMENT, row, str(row.number), amount, *rated, None, 1, *_source_of(contract))
    return replace(leaf, amount_dkk=in_dkk(leaf))


def _covering(entry: Any, contract: Any) -> StatedLeaf:
    """A payment or release: at the rate of the contract if it is in its currency, as the instalments are."""
    same = entry.currency == contract.currency
    rated = (contract.rate, contract.rate_source) if same else (entry.rate, entry.rate_source)
    source, of = (entry.source, "row") if entry.source else _source_of(contract)
    leaf = StatedLeaf(ENTRY, entry, entry.reference, entry.amount, entry.currency, *rated, None, -1, source, of)
    return replace(leaf, amount_dkk=in_dkk(leaf), rate_date=None if same or leaf.rate is None else entry.day)


def _source_of(contract: Any) -> tuple[Any, str]:
    """Returns the source of a contract, or else that of the first of its grants, and to what it belongs."""
    if contract.source:
        return contract.source, "row"
    covered = sorted(contract.contract_allocations.all(), key=lambda row: str(row.allocation.reference))
    return (covered[0].allocation.source, "grant") if covered else (None, "row")


def with_changes_of_stated(leaves: Sequence[StatedLeaf]) -> list[StatedLeaf]:
    """Returns these leaves with the changes that wrote them. Runs two queries for each kind of record."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for leaf in leaves:
        keys[type(leaf.row)].append(leaf.row.pk)
    changes = {model: changes_of(model, rows) for model, rows in keys.items()}
    return [replace(leaf, changes=tuple(changes[type(leaf.row)].get(leaf.row.pk, ()))) for leaf in leaves]
