"""Counts the projects that match each option of a filter, while the other filters stay as they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from budgets.dimensions import DIMENSIONS
from budgets.grouping.members import Key
from budgets.ledger import Ledger
from budgets.totals import ledger_of
from changes.as_of.gathering import gather
from projects.filtering.filter_form import Facet
from projects.memory import question_of, remembered

CLOSED_LISTS = ("status", "council", "kind", "core_area")
"""Filters that offer all their values, even values that no project of the selection has."""

OPEN_LISTS = ("country", "place", "partner", "fund")
"""Filters that offer only the values that projects of the selection have."""

FACETS = (*CLOSED_LISTS, *OPEN_LISTS)
"""The filters with counts. Each name is both a filter and a dimension."""

MOST_OPTIONS = 40
"""A longer open list offers the values with the most projects, and the values that are chosen."""


Counts = Mapping[str, dict[Key, int]]
"""By the filter's name: how many projects have each value."""


def facets_of(filterset: Any, counts: Counts | None = None) -> dict[str, Facet]:
    """Returns how many projects have each value of a filter, by the filter's name, for a valid ProjectFilterSet.

    A filter that is in use is ignored when its own values are counted, because a further value widens the
    selection. ``counts`` are ``counts_in(filterset)``, if they were read before.
    """
    return remembered(("facets", question_of(filterset)), lambda: _facets(filterset, counts or counts_in(filterset)))


def counts_in(filterset: Any, ledger: Ledger | None = None) -> Counts:
    """Returns the counts of the projects that a valid ProjectFilterSet chooses. ``ledger``: that of these projects, if
    there is one from which groups were read."""
    return remembered(("counts", question_of(filterset)), lambda: counts_of(filterset.projects(), ledger=ledger))


def _facets(filterset: Any, counts: Counts) -> dict[str, Facet]:
    found = {**counts}
    for name in FACETS:
        if filterset.chosen().get(name):
            found |= counts_of(filterset.projects(without=name), [name])
    return {name: _facet(name, found[name]) for name in FACETS}


def counts_of(projects: Any, names: Iterable[str] = FACETS, ledger: Ledger | None = None) -> dict[str, dict[Key, int]]:
    """Returns how many projects of a ProjectQuerySet have each value. The key "" counts those without a value."""
    ledger, names = ledger or ledger_of(projects), list(names)
    if len(names) > 1 and not ledger.is_kept:
        gather()
    ledger.count_ahead([DIMENSIONS[name] for name in names])
    return {name: ledger.projects_with(DIMENSIONS[name]) for name in names}


def _facet(name: str, counts: dict[Key, int]) -> Facet:
    shown = counts if name in CLOSED_LISTS else _most(counts)
    members = [(member, key) for key, member in DIMENSIONS[name].members(shown).items()]
    members.sort(key=lambda pair: pair[0].rank)
    labels = {} if name in CLOSED_LISTS else {member.value: member.label for member, _key in members}
    return Facet({member.value: counts[key] for member, key in members}, labels)


def _most(counts: dict[Key, int]) -> list[Key]:
    """Returns the keys of the most frequent values, and the key of "not stated"."""
    stated = sorted((key for key in counts if key), key=lambda key: (-counts[key], key))[:MOST_OPTIONS]
    return [*stated, *(key for key in counts if not key)]
