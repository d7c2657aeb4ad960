"""What contracts ask for on a day and has not come: reports, and instalments that are not paid."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from budgets.choices import EntryKind, ReportKind
from budgets.entries.amounts import ORE
from budgets.models import Entry, Instalment, ReportDue
from budgets.totals import AMOUNT, BUDGET
from projects.choices import Currency


@dataclass(frozen=True)
class Overdue:
    """A report or an instalment whose day is past."""

    contract: Any
    day: date
    report: str = ""
    """The kind of the report; empty: it is an instalment."""
    instalment: int | None = None
    """The number of the instalment."""
    missing: Decimal | None = None
    """Of an instalment: how much of it is not paid, in the currency of the contract."""

    @property
    def label(self) -> Any:
        """The kind of report in words; empty for an instalment."""
        return ReportKind(self.report).label if self.report else ""


def overdue(contracts: Any, on: date) -> list[Overdue]:
    """Returns what is overdue on a day for these contracts (a queryset), by day. Runs six queries at most."""
    rows = list(contracts.prefetch_related("contract_allocations").order_by("pk"))
    entries = _Entries(rows, on)
    found = [*_reports(rows, entries, on), *_instalments(rows, entries, on)]
    return sorted(found, key=lambda late: (late.day, late.contract.code, late.report, late.instalment or 0))


class _Entries:
    """The entries of contracts in force on a day: of the contract they name, or else of all that cover the grant."""

    def __init__(self, contracts: Sequence[Any], on: date) -> None:
        self._contracts = {contract.pk: contract for contract in contracts}
        self._of_grant: dict[int, list[int]] = defaultdict(list)
        for contract in contracts:
            for row in contract.contract_allocations.all():
                self._of_grant[row.allocation_id].append(contract.pk)
        self.entries = Entry.objects.in_force(on).filter(allocation__in=self._of_grant).order_by()

    def contracts_of(self, contract: int | None, grant: int) -> list[int]:
        return [contract] if contract else self._of_grant[grant]

    def reports(self) -> Counter[tuple[int, str]]:
        """How many reports of each kind have come for each contract. One report may be about several grants."""
        come = self.entries.filter(kind=EntryKind.REPORT_RECEIVED)
        days = {
            (contract, kind, day)
            for named, grant, kind, day in come.values_list("contract_id", "allocation_id", "report", "day")
            for contract in self.contracts_of(named, grant)
        }
        return Counter((contract, kind) for contract, kind, _day in days)

    def amounts(self, *kinds: str) -> Mapping[int, Decimal]:
        """The amounts of entries of these kinds for each contract, in the currency of the contract."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        money = self.entries.filter(kind__in=kinds, amount__isnull=False)
        rows = money.values_list("contract_id", "allocation_id", "currency").annotate(sum=AMOUNT, dkk=BUDGET)
        for named, grant, currency, amount, dkk in rows:
            for key in self.contracts_of(named, grant):
                if (contract := self._contracts.get(key)) is not None:
                    found[key] += _in_currency_of(contract, currency, amount, dkk)
        return found


def _in_currency_of(contract: Any, currency: str, amount: Decimal, dkk: Decimal | None) -> Decimal:
    """Returns an amount in the currency of the contract: through DKK and the contract's rate if the entry has another
    one, and 0 if there is no such rate.
    """
    if currency == contract.currency:
        return amount
    if contract.currency == Currency.DKK:
        return dkk or Decimal(0)
    return ((dkk or Decimal(0)) / contract.rate).quantize(ORE, ROUND_HALF_UP) if contract.rate else Decimal(0)


def _reports(contracts: Sequence[Any], entries: _Entries, on: date) -> Iterable[Overdue]:
    """The reports due before the day, but for as many of each kind as have come: the first come first."""
    by_key = {contract.pk: contract for contract in contracts}
    come = entries.reports()
    due = ReportDue.objects.filter(contract__in=by_key, day__lt=on).order_by("day")
    for row in due:
        if come[row.contract_id, row.kind] > 0:
            come[row.contract_id, row.kind] -= 1
        else:
            yield Overdue(by_key[row.contract_id], row.day, report=row.kind)


def _instalments(contracts: Sequence[Any], entries: _Entries, on: date) -> Iterable[Overdue]:
    """The instalments with a day before this one that the payments so far do not cover: the first are paid first."""
    by_key = {contract.pk: contract for contract in contracts}
    # Money that is released is no longer to be paid
    paid = dict(entries.amounts(EntryKind.PAID, EntryKind.RELEASED))
    contracted = entries.amounts(EntryKind.CONTRACTED, EntryKind.CHANGED)
    due = Instalment.objects.filter(contract__in=by_key, day__lt=on).order_by("day", "number")
    for row in due:
        amount = row.amount or (contracted.get(row.contract_id, Decimal(0)) * row.share / 100)
        amount = amount.quantize(ORE, ROUND_HALF_UP)
        left = paid.get(row.contract_id, Decimal(0))
        paid[row.contract_id] = max(left - amount, Decimal(0))
        if left < amount:
            yield Overdue(by_key[row.contract_id], row.day, instalment=row.number, missing=amount - left)
