"""Measures the totals of the whole portfolio by each dimension, in both modes, beside SQL written by hand."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import QueryDict

from bench.goals import at_most
from bench.results import Result
from bench.scenarios.totals_by_hand import FILTERS, answer
from bench.setting import Setting
from bench.timing import timed_against
from budgets.dimensions import DIMENSIONS
from budgets.grouping.answers import MOST_GROUPS, totals_of
from budgets.totals import MODES, totals
from projects.filtersets import ProjectFilterSet
from projects.models import Council, Project

COMPUTED, REMEMBERED = at_most(1.2), at_most(1 / 20)
BY_ENTRIES = "stage"
"""A dimension that the entries of a grant decide: the scenario ``debt`` measures it, because only its grants have
entries."""
LAYOUTS = [[], *([name] for name in DIMENSIONS if name != BY_ENTRIES), ["council", "status"]]


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of the totals over the Council's own projects, ungrouped, by each dimension, and by two:
    computed, with a filter, and remembered.
    """
    for chosen, where in FILTERS.items():
        for names in LAYOUTS:
            for mode in MODES:
                if mode == "exclusive" or any(DIMENSIONS[name].several for name in names):
                    yield from _layout(names, mode, chosen, where, setting)


def _layout(names: list[str], mode: Any, chosen: str, where: str, setting: Setting) -> Iterator[Result]:
    filterset = ProjectFilterSet(_filters() if chosen else QueryDict(), Project.objects.all())
    case = f"{' × '.join(names)}, {mode}" if names else "no groups"
    case += chosen and f" ({chosen})"
    reference = ("SQL by hand", partial(answer, names, mode, where))
    computed = partial(totals, filterset.qs, names, mode, MOST_GROUPS)
    yield from timed_against("totals", case, computed, reference, setting, COMPUTED)
    if not chosen:
        remembered = partial(totals_of, filterset, names, mode)
        yield from timed_against("totals", f"{case}, unchanged", remembered, reference, setting, REMEMBERED)


def _filters() -> QueryDict:
    """Returns the filters that choose the same projects as the reference."""
    return QueryDict(f"status=closed&council={Council.objects.order_by('pk')[0].code}")
