"""The records to which the most others refer: their pages show the most."""

from typing import Any

from django.db.models import Count

from bench.visits.planted.rows import Rows
from budgets.models import Allocation
from changes.models import RecordChange
from projects.models import CouncilRole, Partnership, Project, ProjectPlace

MOST: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "council": (CouncilRole, "council__code", ()),
    "project": (Partnership, "project__reference", ("duplicate-project",)),
    "organisation": (Partnership, "organisation__slug", ("merge-organisation", "delete-organisation")),
    "place": (ProjectPlace, "place__slug", ("delete-place",)),
    "document": (Project, "source__document__slug", ("delete-document",)),
    "fund": (Allocation, "fund__slug", ("delete-fund",)),
}
"""Page of a record → the rows that refer to it, their reference to its code, and other pages that show them."""
OF_A_CHANGE = ("change", "undo-change")


def largest() -> Rows:
    """Returns the parameters of the pages of these records, as the database counts them."""
    found: Rows = {}
    for name, (model, code, others) in MOST.items():
        for value in _most(model.objects, code):
            found |= {one: [[value]] for one in (name, *others, f"api:{name}-detail")}
    for number in _most(RecordChange.objects, "change__number"):
        found |= {one: [[number]] for one in OF_A_CHANGE}
    return found


def _most(rows: Any, code: str) -> list[Any]:
    counted = rows.exclude(**{code: None}).order_by().values(code).annotate(rows=Count("pk")).order_by("-rows")
    return [row[code] for row in counted[:1]]
