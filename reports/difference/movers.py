"""Which change moved a row of money to its group, or into or out of the selection.

The row itself seldom says it: the council of its project moves it, or the country of a place. So the states just before
and just after the changes that may have done it are read, the last change first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from changes.as_of.point import Point
from changes.models import RecordChange
from reports.difference.causes import Cause
from reports.difference.difference import DATES, Difference, Line
from reports.difference.sides import Said, Side, both_sides
from reports.difference.touched import OF_THEIR_PROJECT, WITHOUT_MONEY

MOST_STATES = 50
"""The states that are read for the lines of a page. A line that needs more has no change."""
MOST_OF_OTHERS = 20
"""The changes of other records, such as places, of which the states are read."""
PROJECT = "project"

Sides = tuple[dict[int, Said], dict[int, Said]]


def movers(answer: Difference, lines: Sequence[Line], said: Sides, own: Callable[[int], set[int]]) -> dict[Line, int]:
    """Returns the number of the last change that moved each line to its end; a line without such a change is left out.

    ``said``: what the rows say in both states; ``own``: the changes between both states that wrote a row.
    """
    moved = [line for line in lines if line.is_moved]
    if not moved or answer.has_many_moves:
        return {}
    states = _States(answer)
    lines_by_change = _lines_by_change(answer, moved, said, own)
    found: dict[Line, int] = {}
    waiting = set(moved)
    for number in sorted(lines_by_change, reverse=True):
        here = [line for line in lines_by_change[number] if line in waiting]
        if here and states.read < MOST_STATES:
            done = states.at_end(number - 1, here)
            begun = [line for line in here if line not in done]
            # Where the line is elsewhere after this change too, a change that is not looked at moved it
            found |= dict.fromkeys(states.at_end(number, begun), number)
            waiting -= set(begun)
    return found


def _lines_by_change(
    answer: Difference, lines: Iterable[Line], said: Sides, own: Callable[[int], set[int]]
) -> dict[int, list[Line]]:
    """Returns the changes that may have moved a line, each with the lines."""
    projects = {line: _projects(line, said) for line in lines}
    of_projects = _changes_of_projects(answer, {one for ones in projects.values() for one in ones})
    others = _changes_of_others(answer)
    found: dict[int, list[Line]] = defaultdict(list)
    for line, ones in projects.items():
        for number in others.union(own(line.before), own(line.after), *(of_projects[one] for one in ones)):
            found[number].append(line)
    return found


def _projects(line: Line, said: Sides) -> set[int]:
    return {says[row].project for says in said for row in (line.before, line.after) if row in says}


def _between(answer: Difference) -> Any:
    return RecordChange.objects.filter(change_id__gt=answer.before.number, change_id__lte=answer.after.number)


def _changes_of_projects(answer: Difference, projects: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    records = _between(answer).filter(kind=PROJECT, row__in=projects).order_by()
    for project, number in records.values_list("row", "change_id"):
        found[project].add(number)
    return found


def _changes_of_others(answer: Difference) -> set[int]:
    """Returns the changes of records that may move the money of any project; none where they are many."""
    records = _between(answer).exclude(kind__in=OF_THEIR_PROJECT | WITHOUT_MONEY).order_by()
    found = set(records.values_list("change_id", flat=True).distinct()[: MOST_OF_OTHERS + 1])
    return found if len(found) <= MOST_OF_OTHERS else set()


class _States:
    """Reads where lines are in states between the two that are compared."""

    def __init__(self, answer: Difference) -> None:
        self.answer = answer
        self.later = both_sides(answer.before, answer.after, answer.asked)[1]
        self.places = [name in DATES for name in answer.asked.group_by]
        self.read = 0

    def at_end(self, number: int, lines: Sequence[Line]) -> list[Line]:
        """Returns the lines that are at their end after a change."""
        if not lines:
            return []
        self.read += 1
        after = self.answer.after
        # The day is that of the end: a line that only the day moved has no change
        side = Side(Point(number, after.moment, str(number), after.day, after.version), self.answer.asked)
        rows = sorted({row for line in lines for row in (line.before, line.after) if row})
        with side.reading():
            if not side.is_valid and self.later.is_valid:
                side.filterset = self.later.filterset
            said, counted = side.said(rows), side.counted(Q(pk__in=rows))
        return [line for line in lines if self._is_at_end(line, said, counted)]

    def _is_at_end(self, line: Line, said: dict[int, Said], counted: dict[int, Any]) -> bool:
        rows = (line.after, line.before)
        if line.left is None or line.joined is None:
            name = "is_chosen" if line.cause == Cause.SELECTION else "is_dated"
            return any(row in said and getattr(said[row], name) for row in rows) == (line.joined is not None)
        keys = next((counted[row].keys for row in rows if row in counted), None)
        dates = line.cause == Cause.RE_DATED
        return keys is not None and all(
            key == end for key, end, is_date in zip(keys, line.joined, self.places, strict=True) if is_date == dates
        )
