"""Tells the filters of projects that are slow for the totals from those that an index answers."""

import re
from collections.abc import Iterator

INDEXED = {"id", "document_order", "portfolio_id", "status", "kind", "starts", "ends", "source_id"}
"""The columns of projects, beside keys and sums, that totals find in an index (``budgets/grouping/kept.py``)."""
COLUMN = re.compile(r'"projects_project"\."(\w+)"')


def is_slow(projects: str) -> bool:
    """Returns whether the SQL that chooses projects has a subquery, or reads a column that is not in the index of the
    totals. Anything else is a scan of this index.
    """
    return projects.count("SELECT ") > 1 or not INDEXED.issuperset(_own_columns(projects))


def _own_columns(projects: str) -> Iterator[str]:
    for column in COLUMN.findall(projects):
        if not column.endswith("_key") and not column.startswith("granted_"):
            yield column
