"""The lines behind one amount of a difference: the grants and entries that add up to it.

``lines`` in the address of the page names a group, or ``all`` for the total, and ``cause`` one cause of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from budgets.grouping.groups import CELL, written
from budgets.links import Filters, address
from changes.as_of.point import Point
from reports.difference.asked import FROM, TO, Asked
from reports.difference.causes import Cause
from reports.difference.difference import Compared, Difference

LINES, CAUSE = "lines", "cause"
ALL = "all"


@dataclass(frozen=True)
class Behind:
    """The amount whose lines are shown."""

    lines: str
    """The group as addresses write it, or ``ALL``."""
    cause: str = ""
    """One of its causes; empty: its whole difference."""

    def groups(self, answer: Difference) -> list[Compared]:
        """Returns the groups whose lines are shown."""
        return [group for group in answer.groups if self.lines in (ALL, text_of(answer.asked, group))]

    def rows(self, answer: Difference) -> Iterator[tuple[Compared, int]]:
        """Yields the place of each line in its group."""
        for group in self.groups(answer):
            places = group.places_of(Cause(self.cause)) if self.cause else range(len(group.lines))
            yield from ((group, place) for place in places)

    def blocks(self, answer: Difference, name: Any) -> Iterator[tuple[Compared, Any]]:
        """Yields the amount, and below it its lines. ``name``: returns the heading of a group."""
        groups = self.groups(answer)
        whole = answer.total if self.lines == ALL else groups[0] if groups else None
        if whole is None or (self.cause and Cause(self.cause) not in whole.causes):
            return
        yield whole, Cause(self.cause) if self.cause else name(whole)
        yield from self.rows(answer)


def text_of(asked: Asked, group: Compared) -> str:
    """Returns a group as addresses write it; ``ALL`` for the total."""
    members = [written(one, group.members[one.name].value) for one in asked.dimensions if one.name in group.members]
    return CELL.join(members) or ALL


def address_of(before: Point, after: Point, asked: Asked, behind: Behind | None = None) -> str:
    """Returns the address of the page of a difference; with ``behind``, of the lines behind one of its amounts."""
    question: Filters = {FROM: [before.asked], TO: [after.asked], **asked.filters}
    layout: Filters = {
        "group_by": list(asked.group_by),
        "mode": [asked.mode] if asked.spread else [],
        "measure": [asked.measure] if asked.of_entries else [],
        "on": [asked.on.isoformat()] if asked.on else [],
        LINES: [behind.lines] if behind else [],
        CAUSE: [behind.cause] if behind and behind.cause else [],
    }
    return address(reverse("difference"), {**question, **{name: values for name, values in layout.items() if values}})
