"""Totals that are remembered until a record changes. The API, the pages and the reports share them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from budgets.entries.measured import measure_on
from budgets.grouping.measures import GRANTED
from budgets.totals import Figures, Mode, OtherCurrency, Totals, figures_of, other_currency, totals
from changes.as_of.point import todays_date
from projects.memory import question_of, remembered

MOST_GROUPS = 1000
"""The groups that a page or the API shows: nobody reads more. Partners alone can have a group for every project. The
figures of the smaller groups are in one row, and a file has every group.
"""


def totals_of(
    filterset: Any,
    group_by: Sequence[str] = (),
    mode: Mode = "exclusive",
    measure: str = GRANTED.name,
    on: date | None = None,
) -> Totals:
    """Returns the totals of the projects that a valid ProjectFilterSet chooses, with at most ``MOST_GROUPS`` groups.

    ``measure`` and ``on``: of another measure, and as of a day. Raises ValueError for an unknown measure.
    """
    # The stage of a grant is another one tomorrow, though no record changes
    today = todays_date() if "stage" in group_by else None
    key = ("totals", question_of(filterset), tuple(group_by), mode, measure, on, today)
    return remembered(key, lambda: totals(filterset.qs, group_by, mode, MOST_GROUPS, measure_on(measure, on), on))


def figures_in(filterset: Any) -> tuple[Figures, list[OtherCurrency]]:
    """Returns the figures of the allocations that a valid AllocationFilterSet chooses, and those not counted."""
    key = ("figures", question_of(filterset))
    return remembered(key, lambda: (figures_of(filterset.qs), other_currency(filterset.qs)))
