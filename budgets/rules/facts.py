"""The facts that rules compare: a grant with its entries and contracts, as plain values.

Reads the rows of some thousand grants at a time in a few queries, so that a check needs no query of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef

from budgets.choices import EntryKind
from budgets.entries.amounts import in_dkk
from budgets.entries.checks import decided_on
from budgets.models import (
    Allocation,
    Contract,
    ContractAllocation,
    Entry,
    Instalment,
    PerspectiveAnswer,
    ReportDue,
    Signature,
)
from projects.choices import Status

CHUNK = 2000
"""Grants whose rows are read together. It bounds the memory."""


@dataclass
class ContractFacts:
    """A contract, and the rows that belong to it."""

    contract: Contract
    signatures: list[Signature] = field(default_factory=list)
    instalments: list[Instalment] = field(default_factory=list)
    reports_due: list[ReportDue] = field(default_factory=list)
    perspectives: set[str] = field(default_factory=set)

    def signed_on(self) -> date | None:
        """Returns the day of the signature that made the contract complete: by the grantor and by another party."""
        grantor = [row.day for row in self.signatures if row.role == "grantor"]
        others = [row.day for row in self.signatures if row.role != "grantor"]
        return max(min(grantor), min(others)) if grantor and others else None


@dataclass
class GrantFacts:
    """A grant with its entries and contracts."""

    allocation: Allocation
    entries: list[Entry] = field(default_factory=list)
    contracts: list[ContractFacts] = field(default_factory=list)

    @property
    def decided(self) -> date | None:
        """The first day on which the grant can have been decided; None if its source states no time."""
        return decided_on(self.allocation)

    @property
    def followed(self) -> bool:
        """Whether the register follows the grant after its decision, by a contract or an entry."""
        return bool(self.entries or self.contracts)

    @property
    def closed(self) -> bool:
        """Whether the project is closed."""
        return self.allocation.project.status == Status.CLOSED

    def in_force(self, on: date | None = None) -> list[Entry]:
        """Returns the entries that count on a day, by day; None: those that no entry corrects, whatever their day.

        The same rule as ``EntryQuerySet.in_force``.
        """
        # A new entry has no key yet
        corrected = {entry.corrects_id for entry in self.entries if on is None or entry.day <= on} - {None}
        counting = (
            entry
            for entry in self.entries
            if entry.kind != EntryKind.WITHDRAWN and entry.pk not in corrected and (on is None or entry.day <= on)
        )
        return sorted(counting, key=lambda entry: (entry.day, entry.reference))

    def reports(self, kind: EntryKind, report: str, until: date, on: date | None = None) -> list[Entry]:
        """Returns the entries about this kind of report, dated no later than ``until``."""
        found = (entry for entry in self.in_force(on) if entry.kind == kind and entry.report == report)
        return [entry for entry in found if entry.day <= until]


def total(entries: Iterable[Entry], *kinds: EntryKind) -> Decimal:
    """Returns the sum of these kinds of entries in DKK. It compares a grant with its own limits, and is no figure
    of a report.
    """
    amounts = (in_dkk(entry) or Decimal(0) for entry in entries if entry.kind in kinds)
    return sum(amounts, Decimal(0))


def facts_of(allocations: Any) -> Iterator[GrantFacts]:
    """Yields the facts of the grants of a queryset that the register follows, in the order of their references."""
    # Most grants of a large register are not followed: reading their keys alone would take seconds
    own = {"allocation": OuterRef("pk")}
    entries, contracts = Entry._base_manager.filter(**own), ContractAllocation._base_manager.filter(**own)
    followed = allocations.filter(Exists(entries) | Exists(contracts))
    keys = followed.order_by("reference").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        yield from facts_of_some(chunk)


def facts_of_some(keys: Sequence[int]) -> list[GrantFacts]:
    """Returns the facts of the grants with these keys that the register follows. Runs eight queries."""
    entries = _by("allocation_id", Entry._base_manager.filter(allocation__in=keys))
    covers = ContractAllocation._base_manager.filter(allocation__in=keys).values_list("allocation_id", "contract_id")
    contracts = _contracts({contract for _grant, contract in covers})
    of_grant: dict[int, list[ContractFacts]] = defaultdict(list)
    for grant, contract in covers:
        of_grant[grant].append(contracts[contract])
    followed = Allocation._base_manager.filter(pk__in={*entries, *of_grant})
    rows = followed.select_related("project__portfolio").order_by("reference")
    return [GrantFacts(row, entries.get(row.pk, []), of_grant[row.pk]) for row in rows]


def _contracts(keys: Iterable[int]) -> dict[int, ContractFacts]:
    found = {row.pk: ContractFacts(row) for row in Contract._base_manager.filter(pk__in=keys).order_by("code")}
    for name, model in (("signatures", Signature), ("instalments", Instalment), ("reports_due", ReportDue)):
        for key, rows in _by("contract_id", model._base_manager.filter(contract__in=found)).items():
            setattr(found[key], name, rows)
    answers = PerspectiveAnswer._base_manager.filter(contract__in=found)
    for key, perspective in answers.values_list("contract_id", "perspective"):
        found[key].perspectives.add(perspective)
    return found


def _by(column: str, rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[getattr(row, column)].append(row)
    return found
