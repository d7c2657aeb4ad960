"""What two databases with the same content have alike, in lines that can be compared."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import QueryDict
from django.utils import translation

from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES, Totals, totals
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.models import Change, Latest
from portfolio import viewsets
from portfolio.backup.parts import parts
from portfolio.backup.taking import summary
from portfolio.exports import export_table
from projects.models import Project
from projects.remembering.snapshots import one_snapshot
from reports.files.downloads import pieces
from reports.formats import OF_A_LIST, renderer_for

LISTS: tuple[Any, ...] = (viewsets.ProjectViewSet, viewsets.AllocationExports)
SHOWN = 16
"""Characters of a checksum that a line has."""


def content() -> Iterator[tuple[str, str]]:
    """Yields what it is and what it says: the rows of each table, the totals by each dimension in both modes, the files
    of projects and allocations, and the register as of three earlier changes. All in one snapshot.
    """
    with translation.override("en"), one_snapshot(0):
        yield "version of the data", str(Latest.objects.filter(pk=1).first() or "")
        for part in parts():
            rows, sha256 = summary(part)
            yield f"rows of {part.table}", f"{rows} {sha256[:SHOWN]}"
        yield from _register("", list(DIMENSIONS))
        for number in _earlier():
            with reading_as_of(point_of(str(number))):
                yield from _register(f" after change {number}", ["council"])


def _earlier() -> list[int]:
    """Returns the numbers of three changes: after a quarter, half and three quarters of all."""
    last = Change.objects.count()
    return sorted({last * quarter // 4 for quarter in (1, 2, 3)} - {0})


def _register(when: str, dimensions: Iterable[str]) -> Iterator[tuple[str, str]]:
    projects = Project.objects.all()
    for dimension in dimensions:
        for mode in MODES:
            yield f"totals by {dimension}, {mode}{when}", _of_totals(totals(projects, [dimension], mode))
    for view in LISTS:
        yield f"{view.export}.csv{when}", _of_file(view)


def _of_totals(answer: Totals) -> str:
    """Returns the total, the number of groups, and the checksum of the groups' values and figures."""
    groups = sorted(f"{[member.value for member in row.members.values()]} {row.figures}" for row in answer.rows)
    digest = hashlib.sha256("\n".join(groups).encode()).hexdigest()
    return f"{answer.total.budget_dkk} DKK, {answer.total.projects} projects, {len(groups)} groups {digest[:SHOWN]}"


def _of_file(view_class: Any) -> str:
    view, digest, size = view_class(), hashlib.sha256(), 0
    filterset = view.filterset_class(QueryDict("portfolio=all"), view.get_queryset())
    for piece in pieces(export_table(view, filterset, people=False), renderer_for("csv", "", OF_A_LIST)):
        digest.update(piece)
        size += len(piece)
    return f"{size} bytes {digest.hexdigest()[:SHOWN]}"
