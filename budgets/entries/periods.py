"""The period of a contract as it is in force on a day: as last changed by an entry, or else as the contract says."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from budgets.choices import EntryKind
from budgets.entries.due import EntriesOf


class Span(NamedTuple):
    """The first and the last day of a contract; None where nothing states them."""

    starts: date | None
    ends: date | None


def spans_on(contracts: Sequence[Any], on: date) -> dict[int, Span]:
    """Returns the period of each contract in force on a day, by its key. Reads the grants of the contracts."""
    found = {contract.pk: Span(contract.starts, contract.ends) for contract in contracts}
    entries = EntriesOf(contracts, on)
    changed = entries.entries.filter(kind=EntryKind.CHANGED).order_by("day", "pk")
    for named, grant, starts, ends in changed.values_list("contract_id", "allocation_id", "starts", "ends"):
        for key in entries.contracts_of(named, grant):
            if key in found:
                found[key] = Span(starts or found[key].starts, ends or found[key].ends)
    return found
