"""What neither amount of a difference holds: projects without a stated budget, and grants without a rate."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.links import narrowed
from changes.as_of.point import Point
from reports import facts
from reports.difference.asked import Asked
from reports.difference.difference import Difference
from reports.difference.trees import in_state, tree_of_group
from reports.table import Fact


def left_out_of(answer: Difference) -> Iterator[Fact]:
    """Yields what is not counted in each state, with links to the lists of that state."""
    asked = answer.asked
    ends = ((_("Not counted before"), answer.before), (_("Not counted after"), answer.after))
    for (label, point), totals in zip(ends, answer.totals, strict=True):
        found = facts.not_counted(
            totals.total,
            totals.other_currency,
            of_entries=asked.of_entries,
            tree="" if asked.of_entries else tree_of_group(point, asked, {}),
            # The list of projects knows no day of the money
            projects="" if asked.on else _without_budget(point, asked),
        )
        yield from (Fact(label, fact.text, fact.parts) for fact in found)


def _without_budget(point: Point, asked: Asked) -> str:
    """Returns the address of the projects whose budget is not stated, in a state; empty if a filter leaves them out."""
    listed = narrowed(asked.filters, "budget_stated", "false")
    return in_state(point, listed) if listed else ""
