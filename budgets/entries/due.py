"""What contracts ask for: reports and instalments with a day, and which of them have not come on a day."""

import re
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

ANSWERS = re.compile(r"(\d{8}|\d{4})(?:-\d+)?")
"""The end of the reference of an entry with which an organisation answered a planned report."""


@dataclass(frozen=True)
class Due:
    """A report or an instalment that a contract asks for on a day."""

    contract: Any
    day: date
    report: str = ""
    """The kind of the report; empty: it is an instalment."""
    instalment: int | None = None
    """The number of the instalment."""
    missing: Decimal | None = None
    """Of an instalment: how much of it is not paid, in the currency of the contract; None: nothing is missing."""
    place: int = 0
    """Of a report: its place among the contract's reports of this kind, from 1."""
    met: bool = False
    """Whether the report has come, or the instalment is paid or released."""

    @property
    def label(self) -> Any:
        """The kind of report in words; empty for an instalment."""
        return ReportKind(self.report).label if self.report else ""


Overdue = Due
"""What is due, has not come, and whose day is past."""


def overdue(contracts: Any, on: date) -> list[Overdue]:
    """Returns what is overdue on a day for these contracts (a queryset), by day. Runs six queries at most."""
    return [one for one in due(contracts, on, before=on) if not one.met]


def due(contracts: Any, on: date, before: date = date.max) -> list[Due]:
    """Returns the reports and instalments that are due before a day for these contracts (a queryset), by day, and
    which of them are met on the day ``on``. Runs six queries at most.
    """
    rows = list(contracts.prefetch_related("contract_allocations").order_by("pk"))
    return due_in(EntriesOf(rows, on), before)


def due_in(entries: "EntriesOf", before: date = date.max) -> list[Due]:
    """Returns what ``due`` returns, for contracts whose entries are at hand."""
    found = [*_reports(entries, before), *_instalments(entries, before)]
    return sorted(found, key=lambda one: (one.day, one.contract.code, one.report, one.instalment or 0))


class EntriesOf:
    """The entries of contracts in force on a day: of the contract they name, or else of all that cover the grant."""

    def __init__(self, contracts: Sequence[Any], on: date) -> None:
        self.contracts = {contract.pk: contract for contract in contracts}
        self._of_grant: dict[int, list[int]] = defaultdict(list)
        for contract in contracts:
            for row in contract.contract_allocations.all():
                self._of_grant[row.allocation_id].append(contract.pk)
        self.entries = Entry.objects.in_force(on).filter(allocation__in=self._of_grant).order_by()

    def contracts_of(self, contract: int | None, grant: int) -> list[int]:
        return [contract] if contract else self._of_grant[grant]

    def reports(self, kind: str) -> dict[tuple[int, str], list[str]]:
        """The reports that entries of this kind (received or approved) state, of each contract and kind of report: of
        each the name of the planned report that it answers (``answered``), or "".

        A report about several grants has an entry for each of them. So the grant with the most entries of a day and a
        name says how many reports there are.
        """
        come = self.entries.filter(kind=kind)
        columns = ("contract_id", "allocation_id", "allocation__reference", "report", "day", "reference")
        counts: Counter[tuple[int, str, date, str, int]] = Counter()
        for named, grant, of, report, day, reference in come.values_list(*columns):
            name = answered(reference, of, report)
            counts.update((contract, report, day, name, grant) for contract in self.contracts_of(named, grant))
        most: Counter[tuple[int, str, date, str]] = Counter()
        for (contract, report, day, name, _grant), number in counts.items():
            most[contract, report, day, name] = max(most[contract, report, day, name], number)
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for contract, report, _day, name in most.elements():
            found[contract, report].append(name)
        return found

    def amounts(self, *kinds: str) -> Mapping[int, Decimal]:
        """The amounts of entries of these kinds for each contract, in the currency of the contract."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        money = self.entries.filter(kind__in=kinds, amount__isnull=False)
        rows = money.values_list("contract_id", "allocation_id", "currency").annotate(sum=AMOUNT, dkk=BUDGET)
        for named, grant, currency, amount, dkk in rows:
            for key in self.contracts_of(named, grant):
                if (contract := self.contracts.get(key)) is not None:
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


def planned_name(day: date) -> str:
    """Returns the name of a planned report among those of its contract and kind: its day, "20260201"."""
    return f"{day:%Y%m%d}"


def answered(reference: str, grant: str, kind: str) -> str:
    """Returns the name of the planned report that an entry answers; empty: its reference names none.

    An organisation hands in a certain report. The reference of its entry names the grant, the kind and that report:
    ``P-1-A1-FINAL-20260201``, or for an annual report by the rule the year, ``P-1-A1-ANNUAL-2025``.
    """
    found = ANSWERS.fullmatch(reference.removeprefix(f"{grant}-{kind.upper()}-"))
    return found[1] if found else ""


def met_by(names: Sequence[str], come: Sequence[str]) -> set[str]:
    """Returns which planned reports of a contract and kind are met. ``names``: the planned ones, by day. ``come``: what
    ``EntriesOf.reports`` returns. A report that was handed in for a planned one meets it; all others meet the first.
    """
    met = set(names) & set(come)
    # Of two reports for the same day the second one answers no other day
    others = sum(1 for name in come if name not in met and len(name) != len("2025"))
    return met | set([name for name in names if name not in met][:others])


def _reports(entries: EntriesOf, before: date) -> Iterable[Due]:
    """The reports due before the day, and which of them are met."""
    come = entries.reports(EntryKind.REPORT_RECEIVED)
    planned: dict[tuple[int, str], list[date]] = defaultdict(list)
    # Later ones as well: a report that was handed in for one of them meets no earlier one
    rows = ReportDue.objects.filter(contract__in=entries.contracts).order_by("day")
    for contract, kind, day in rows.values_list("contract_id", "kind", "day"):
        planned[contract, kind].append(day)
    for (contract, kind), days in planned.items():
        met = met_by([planned_name(day) for day in days], come.get((contract, kind), []))
        for place, day in enumerate(days, 1):
            if day < before:
                of = entries.contracts[contract]
                yield Due(of, day, report=kind, place=place, met=planned_name(day) in met)


def amount_of(instalment: Any, contracted: Decimal) -> Decimal:
    """Returns the amount of an instalment in the currency of its contract; a share is one of what is contracted."""
    amount: Decimal = instalment.amount or contracted * instalment.share / 100
    return amount.quantize(ORE, ROUND_HALF_UP)


def _instalments(entries: EntriesOf, before: date) -> Iterable[Due]:
    """The instalments with a day before this one. The payments so far cover the first ones first."""
    # Money that is released is no longer to be paid
    paid = dict(entries.amounts(EntryKind.PAID, EntryKind.RELEASED))
    contracted = entries.amounts(EntryKind.CONTRACTED, EntryKind.CHANGED)
    rows = Instalment.objects.filter(contract__in=entries.contracts, day__lt=before).order_by("day", "number")
    for row in rows:
        amount = amount_of(row, contracted.get(row.contract_id, Decimal(0)))
        left = paid.get(row.contract_id, Decimal(0))
        paid[row.contract_id] = max(left - amount, Decimal(0))
        missing = amount - left if left < amount else None
        contract = entries.contracts[row.contract_id]
        yield Due(contract, row.day, instalment=row.number, missing=missing, met=missing is None)
