"""Which contract lacks signatures: a rule may be broken by several payments, but a person signs one contract."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import prefetch_related_objects

from budgets.choices import Check
from budgets.rules.findings import Finding

TOGETHER = 2000
"""Findings whose contracts are read at once; a database takes a limited number of values."""


def to_mend(found: list[Finding]) -> list[Finding]:
    """Returns the findings of a rule, one for each contract if the rule is about signatures: the oldest.

    A finding of an entry gets the contract of the entry, otherwise the only one of its grant. A grant without a
    contract, or with several of which none is named, has one finding. Takes the oldest first.
    """
    if not found or Check(found[0].rule.check_name) != Check.CONTRACT_SIGNED:
        return found
    _read_contracts(found)
    oldest: dict[Any, Finding] = {}
    for finding in found:
        contract = _contract_of(finding)
        key = ("contract", contract.pk) if contract else ("grant", finding.allocation.pk)
        oldest.setdefault(key, replace(finding, contract=contract, entry=None))
    return list(oldest.values())


def _read_contracts(found: list[Finding]) -> None:
    waiting: Iterator[Finding] = iter(found)
    while some := list(islice(waiting, TOGETHER)):
        prefetch_related_objects([one.entry for one in some if one.entry], "contract")
        prefetch_related_objects([one.allocation for one in some], "allocation_contracts__contract")


def _contract_of(finding: Finding) -> Any:
    """Returns the contract that lacks signatures; None if the grant has none, or several."""
    named = finding.contract or (finding.entry and finding.entry.contract)
    rows = list(finding.allocation.allocation_contracts.all())
    return named or (rows[0].contract if len(rows) == 1 else None)


def has_contract(finding: Finding) -> bool:
    """Returns whether the grant of a finding has a contract. Takes a finding of ``to_mend``."""
    return bool(finding.allocation and finding.allocation.allocation_contracts.all())
