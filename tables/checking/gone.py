"""Names the records that the register has and a table lacks. They are never deleted."""

from collections.abc import Iterable
from typing import Any

from budgets.models import Allocation, Entry
from changes.reading import AT_ONCE
from events.models import Event
from projects.models import Organisation, Project
from tables.checking.results import Result

MOST_GONE = 100
"""Codes that are named; the result gives the number of all."""


def note_gone(result: Result, kind: str) -> None:
    """Adds to the result which records of the register the table lacks.

    A table of projects is compared with the portfolios that it names, one of allocations with its projects, one of
    entries with its grants.
    """
    keys = {row.key for row in result.rows}
    if not keys:
        return
    gone = sorted(set(_known(kind, keys)) - keys)
    result.gone, result.gone_count = gone[:MOST_GONE], len(gone)


def _known(kind: str, keys: set[str]) -> Iterable[str]:
    if kind == "organisations":
        return Organisation._base_manager.values_list("slug", flat=True)
    if kind == "events":
        return Event._base_manager.values_list("slug", flat=True)
    model, key, within = {
        "projects": (Project, "reference", "portfolio"),
        "allocations": (Allocation, "reference", "project"),
        "entries": (Entry, "reference", "allocation"),
    }[kind]
    owners = _values(model, key, within, keys)
    return _values(model, within, key, owners)


def _values(model: Any, of: str, wanted: str, values: set[Any]) -> set[Any]:
    """Returns the values of one column in the rows that have these values in another."""
    found: set[Any] = set()
    listed = sorted(values)
    for start in range(0, len(listed), AT_ONCE):
        rows = model._base_manager.filter(**{f"{of}__in": listed[start : start + AT_ONCE]}).order_by()
        found.update(rows.values_list(wanted, flat=True).distinct())
    return found
