"""The facts of the grants that the new entries of a change name, read together.

An entry is judged by the other entries of its grant, those before it in the same change included. Read for one entry
after the other, the facts cost ten queries each.
"""

from itertools import islice
from typing import Any

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
from budgets.rules.facts import CHUNK, GrantFacts, facts_of_some
from changes.models import Action
from changes.opened import current
from changes.together.remembering import remembered
from changes.together.waiting import when_it_waits
from projects.models import Portfolio, Project

READ = (
    Allocation, Contract, ContractAllocation, Entry, Instalment, PerspectiveAnswer, Portfolio, Project, ReportDue,
    Signature,
)  # fmt: skip
MOST = 20_000
"""Grants whose facts are remembered at the same time."""


class Grants:
    """The facts of the grants that were asked for, and of those that the next entries name."""

    def __init__(self) -> None:
        self.facts: dict[int, GrantFacts] = {}
        change = current()
        entries = (one for one in change.waiting.proposals if one.kind == "entry") if change and change.waiting else ()
        codes = (one.data.get("allocation") for one in entries if one.action == Action.CREATE)
        self.codes = list(dict.fromkeys(code for code in codes if isinstance(code, str) and "\0" not in code))
        self.places = {code: place for place, code in enumerate(self.codes)}

    def of(self, allocation: Any) -> GrantFacts | None:
        """Returns the facts of a grant; None if the register does not hold it."""
        if allocation.pk not in self.facts:
            self._read(allocation)
        return self.facts.get(allocation.pk)

    def _read(self, allocation: Any) -> None:
        if len(self.facts) > MOST:
            self.facts.clear()
        keys = {allocation.pk}
        place = self.places.get(allocation.reference)
        if place is not None:
            codes = list(islice(self.codes, place, place + CHUNK))
            keys |= set(Allocation._base_manager.filter(reference__in=codes).values_list("pk", flat=True))
        new = sorted(keys - self.facts.keys())
        self.facts.update({grant.allocation.pk: grant for grant in facts_of_some(new)})
        others = Allocation._base_manager.filter(pk__in=[key for key in new if key not in self.facts])
        for row in others.select_related("project__portfolio"):
            self.facts[row.pk] = GrantFacts(row)


def grant_of(entry: Any) -> GrantFacts | None:
    """Returns the facts of the grant of an entry; None if the register does not hold it."""
    try:
        return remembered(READ, Grants).of(entry.allocation)
    except Allocation.DoesNotExist:
        return None


@when_it_waits("entry")
def _count(entry: Any) -> None:
    """Adds an entry that is not written yet to the facts of its grant."""
    facts = remembered(READ, Grants).facts.get(entry.allocation_id)
    if facts is not None:
        facts.entries.append(entry)


def counts_other_entries(_entry: Any) -> bool:
    """Returns whether a new entry is judged by others of the same change: each is."""
    return True
