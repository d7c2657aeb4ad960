"""Builds the address of the list behind a figure: the filters in force, and the value that picks the row."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.entries.measured import KINDS
from budgets.grouping.groups import CELL, written
from budgets.grouping.members import Member
from budgets.totals import Totals, TotalsRow
from projects.choices import NOT_STATED

Filters = dict[str, list[str]]


def address(path: str, filters: Filters) -> str:
    """Returns the path with the filters as its query string."""
    return f"{path}?{urlencode(filters, doseq=True)}" if filters else path


def narrowed(filters: Filters, name: str, value: str) -> str:
    """Returns the address of the projects that match the filters and this value too; empty if a filter excludes
    the value.
    """
    ruled_out = value not in filters.get(name, [value])
    return "" if ruled_out else address(reverse("projects"), {**filters, name: [value]})


def links_to(
    totals: Totals,
    chosen: Filters,
    projects: str,
    allocations: str,
    absolute: Callable[[str], str],
    entries: str = "",
) -> Callable[[TotalsRow], tuple[str, str]]:
    """Returns a function that gives the addresses of the projects and of the money behind a row: its allocations, or
    its entries where the measure adds up entries. The first is empty where no filter of projects picks the row's.

    ``entries``: the page of entries, for links between pages. Pages of projects then show the same measure of the same
    day. Without it, the links lead to the API.
    """
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    of_the_measure: Filters = {"on": [totals.on.isoformat()]} if totals.on else {}
    named: Filters = {"measure": [totals.measure]} if totals.of_entries else {}
    kept: Filters = {**named, **of_the_measure} if entries else {}
    if totals.of_entries:
        allocations = entries or reverse("api:entry-list")
        in_force: Filters = {} if totals.on else {"in_force": ["true"]}
        of_the_measure |= {"entry_kind": KINDS[totals.measure], **in_force}

    def links(row: TotalsRow) -> tuple[str, str]:
        of_projects, of_allocations = {**filters, **kept}, dict(filters)
        parts = []
        for name, member in row.members.items():
            dimension = DIMENSIONS[name]
            if dimension.parameter:
                of_projects[dimension.parameter] = of_allocations[dimension.parameter] = [member.value]
            else:
                parts.append(written(dimension, member.value, among_others=_touching(dimension, member, totals)))
        if parts:
            group = CELL.join(parts)
            of_projects["group"] = [f"{other_group},{group}" for other_group in filters.get("group", [])] or [group]
            of_allocations["belongs_to"] = [group]
        behind = absolute(address(allocations, {**of_allocations, **of_the_measure}))
        listed = not of_the_measure or not any(DIMENSIONS[name].own_key for name in row.members)
        return absolute(address(projects, of_projects)) if listed else "", behind

    return links


def _touching(dimension: Dimension, member: Member, totals: Totals) -> bool:
    """Whether the row holds every group that contains its value: in mode ``mentioned``."""
    return totals.mode == "mentioned" and dimension.several and member.value != NOT_STATED
