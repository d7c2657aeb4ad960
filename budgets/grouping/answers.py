"""Totals that are remembered until a record changes. The API, the pages and the reports share them."""

from collections.abc import Sequence
from typing import Any

from budgets.totals import Figures, Mode, OtherCurrency, Totals, figures_of, other_currency, totals
from projects.memory import question_of, remembered

MOST_GROUPS = 1000
"""The groups that a page or the API shows: nobody reads more. Partners alone can have a group for every project. The
figures of the smaller groups are in one row, and a file has every group.
"""


def totals_of(filterset: Any, group_by: Sequence[str] = (), mode: Mode = "exclusive") -> Totals:
    """Returns the totals of the projects that a valid ProjectFilterSet chooses, with at most ``MOST_GROUPS`` groups."""
    key = ("totals", question_of(filterset), tuple(group_by), mode)
    return remembered(key, lambda: totals(filterset.qs, group_by, mode, MOST_GROUPS))


def figures_in(filterset: Any) -> tuple[Figures, list[OtherCurrency]]:
    """Returns the figures of the allocations that a valid AllocationFilterSet chooses, and those not counted."""
    key = ("figures", question_of(filterset))
    return remembered(key, lambda: (figures_of(filterset.qs), other_currency(filterset.qs)))
