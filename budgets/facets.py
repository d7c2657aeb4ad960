"""The counts beside the options of the filters: how many projects match each, the other filters staying as they are."""

from typing import Any

from budgets.dimensions import DIMENSIONS
from budgets.grouping.members import Key
from budgets.ledger import Ledger
from budgets.totals import ledger_of
from projects.filtering.filter_form import Facet

CLOSED_LISTS = ("status", "council", "kind", "core_area")
"""Filters that offer all their values, also those of no project of the selection."""

OPEN_LISTS = ("country", "place", "partner", "fund")
"""Filters that offer the values that projects of the selection have."""

FACETS = (*CLOSED_LISTS, *OPEN_LISTS)
"""Each is the filter and the dimension of that name."""

MOST_OPTIONS = 40
"""A longer open list offers the values with the most projects, and those that are chosen."""


def facets_of(filterset: Any, ledger: Ledger | None = None) -> dict[str, Facet]:
    """How many projects have each value of a filter, for the filters of a valid ProjectFilterSet by name.

    ``ledger``: of the filterset's projects by all of ``FACETS``, where one was read before. The values of a filter
    that is in use are counted as if it were not, because several of its values widen the selection.
    """
    in_use = [name for name in FACETS if filterset.chosen().get(name)]
    free = [name for name in FACETS if name not in in_use]
    ledgers = dict.fromkeys(free, ledger or ledger_of(filterset.projects(), free))
    ledgers |= {name: ledger_of(filterset.projects(without=name), [name]) for name in in_use}
    return {name: _facet(name, ledgers[name].projects_with(DIMENSIONS[name])) for name in FACETS}


def _facet(name: str, counts: dict[Key, int]) -> Facet:
    shown = counts if name in CLOSED_LISTS else _most(counts)
    members = [(member, key) for key, member in DIMENSIONS[name].members(shown).items()]
    members.sort(key=lambda one: one[0].rank)
    labels = {} if name in CLOSED_LISTS else {member.value: member.label for member, _key in members}
    return Facet({member.value: counts[key] for member, key in members}, labels)


def _most(counts: dict[Key, int]) -> list[Key]:
    """The keys of the most frequent values, and that of "not stated"."""
    stated = sorted((key for key in counts if key), key=lambda key: (-counts[key], key))[:MOST_OPTIONS]
    return [*stated, *(key for key in counts if not key)]
