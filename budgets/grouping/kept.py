"""The kept columns by which totals are grouped and summed: keys of combinations, and the sums of each project.

The database keeps them (``projects/kept/``), so a total reads one table where it otherwise joins several.
"""

from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce

from budgets.dimensions import DIMENSIONS
from budgets.totals import BUDGET, COUNTED, NOT_COUNTED, PAID, PAID_FOR, PAYING
from changes.as_of.gathering import gather_whole
from projects.kept.declared import Kept, Source, keep_column
from projects.kept.steps import steps_of
from projects.money import allocations

ALLOCATIONS = Source(
    "budgets.Allocation",
    ("project_id", "amount", "currency", "rate", "council_id"),
    "SELECT {row}.project_id",
)

TABLE, INDEX = "projects_project", "project_totals"

SUMS = {
    "granted_counted": COUNTED,
    "granted_not_counted": NOT_COUNTED,
    "granted_ore": BUDGET,
    "granted_paying": PAYING,
    "granted_paid_ore": PAID,
    "granted_paid_for": PAID_FOR,
}
"""Column of a project → the sum of its allocations; amounts in whole øre."""


READ = ("document_order", "portfolio_id", "status", "kind", "starts", "ends", "source_id")
"""The other columns that totals and counts of gaps read (``INDEXED`` of ``slow.py``); the first one chooses the
Council's own projects."""


def index(*, using: str, **options: Any) -> None:
    """A receiver of ``post_migrate``: makes the index that holds everything totals read, on SQLite.

    A row of SQLite is read from its start, over several pages: the texts of a project come before its kept columns,
    and reading them took ten times as long as the sum. PostgreSQL does not need the index, and limits the length of
    its entries. Django drops the index when it rebuilds the table for a migration.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    columns = [*READ, *(dimension.kept.field for dimension in DIMENSIONS.values() if dimension.kept), *SUMS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [TABLE])
        existing = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [INDEX])
        if [name for (name,) in cursor.fetchall()] == columns or not existing.issuperset(columns):
            return
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")  # noqa: S608
        with steps_of(**options).step("Making the index of the totals", cursor.fetchone()[0]):
            cursor.execute(f"CREATE INDEX {INDEX} ON {TABLE} ({', '.join(columns)})")


def declare() -> None:
    """Declares the kept columns of the money, and of the dimensions of which a project can have several values; and
    that allocations are copied for a page as of a day."""
    for dimension in DIMENSIONS.values():
        if dimension.kept:
            keep_column(dimension.kept)
    gather_whole("budgets.Allocation", by="project_id")
    for field, total in SUMS.items():
        keep_column(Kept("projects.Project", field, _sum(total), sources=(ALLOCATIONS,)))


def _sum(total: Any) -> Any:
    def value() -> Coalesce:
        granted: Any = allocations().filter(project=OuterRef("pk"))
        found = Cast(Subquery(granted.per_project(total)), BigIntegerField())
        return Coalesce(found, 0, output_field=BigIntegerField())

    return value
