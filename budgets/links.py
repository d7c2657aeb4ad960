"""Builds the address of the list behind a figure: the filters in force, and the value that picks the row."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.entries.measured import KINDS
from budgets.entries.measures import KINDS as MEASURES
from budgets.grouping.groups import CELL, written
from budgets.grouping.measures import GRANTED
from budgets.grouping.members import Member
from budgets.totals import MODES, Totals, TotalsRow
from projects.choices import NOT_STATED
from projects.filtersets import EVERY_PORTFOLIO

Filters = dict[str, list[str]]
LONGEST = 6000
"""Characters of an address that names records or groups. With the host and a day before it, every server must take
it."""


class Behind(NamedTuple):
    """The addresses behind a figure."""

    projects: str
    """Its projects; empty where no filter of projects picks them."""
    money: str
    """The list of its allocations, or of its entries where the measure adds up entries."""
    why: str
    """The tree of the rows that it adds up, down to their sources."""


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
    why: str = "",
) -> Callable[[TotalsRow], Behind]:
    """Returns a function that gives the addresses behind a row of totals.

    ``entries``: the page of entries, for links between pages. Pages of projects then show the same measure of the same
    day. Without it, the links lead to the API. ``why``: the path of the trees, by default that of their page.
    """
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    of_the_measure: Filters = {"on": [totals.on.isoformat()]} if totals.on else {}
    named: Filters = {"measure": [totals.measure]} if totals.of_entries else {}
    kept: Filters = {**named, **of_the_measure} if entries else {}
    asked, trees = {**named, **of_the_measure}, why or reverse("why")
    if totals.of_entries:
        allocations = entries or reverse("api:entry-list")
        in_force: Filters = {} if totals.on else {"in_force": ["true"]}
        of_the_measure |= {"entry_kind": KINDS[totals.measure], **in_force}

    def links(row: TotalsRow) -> Behind:
        own, group = _picking(row, totals)
        of_projects, of_allocations = {**filters, **kept, **own}, {**filters, **own}
        if group:
            of_projects["group"] = [f"{other_group},{group}" for other_group in filters.get("group", [])] or [group]
            of_allocations["belongs_to"] = [group]
        behind = absolute(address(allocations, {**of_allocations, **of_the_measure}))
        listed = not of_the_measure or not any(DIMENSIONS[name].own_key for name in row.members)
        groups = _groups_of(totals) if not row.members else {}
        tree = absolute(address(trees, {**of_allocations, **asked, **groups}))
        return Behind(absolute(address(projects, of_projects)) if listed else "", behind, tree)

    return links


def why_rest(totals: Totals, chosen: Filters, why: str = "") -> str:
    """Returns the address of the tree of the smaller groups together: of the rows in none of the groups that are shown.
    Empty if there are no smaller groups, or if too many are shown to be named.
    """
    if totals.rest is None or not totals.rest.allocations or len(totals.dimensions) != 1:
        return ""
    (dimension,) = totals.dimensions
    shown = [written(dimension, row.members[dimension.name].value) for row in totals.rows]
    tree = why_in({**chosen, "beside": [*chosen.get("beside", []), *shown]}, totals.measure, totals.on, why)
    return tree if len(tree) <= LONGEST else ""


def _picking(row: TotalsRow, totals: Totals) -> tuple[Filters, str]:
    """Returns the filters of projects that pick the row, and its group in the dimensions without such a filter."""
    own: Filters = {}
    parts = []
    for name, member in row.members.items():
        dimension = DIMENSIONS[name]
        if dimension.parameter:
            own[dimension.parameter] = [member.value]
        else:
            parts.append(written(dimension, member.value, among_others=_touching(dimension, member, totals)))
    return own, CELL.join(parts)


def why_in(chosen: Filters, measure: str = "", on: date | None = None, why: str = "") -> str:
    """Returns the address of the tree of the rows that the filters of a page choose. ``why``: the path of the trees, by
    default that of their page.
    """
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    measured: Filters = {"measure": [measure]} if measure and measure != GRANTED.name else {}
    day: Filters = {"on": [on.isoformat()]} if on else {}
    return address(why or reverse("why"), {**filters, **measured, **day})


def of_payer(tree: str, payer: str) -> str:
    """Returns the address of the part of a tree that this council pays; of NOT_STATED: whose source names no payer."""
    return f"{tree}{'&' if '?' in tree else '?'}{urlencode({'paid_by': payer})}"


def of_left_out(tree: str, currency: str) -> str:
    """Returns the address of the grants of a tree that its sum leaves out: those in a currency without a rate."""
    path, _sign, query = tree.partition("?")
    # The tree of a total shows its groups first, and a list of some grants has none
    kept = [(name, value) for name, value in parse_qsl(query) if name not in ("group_by", "mode")]
    return f"{path}?{urlencode([*kept, ('currency', currency), ('rate_stated', 'false')])}"


def why_of(measure: str = "", on: date | None = None, **record: str) -> str:
    """Returns the address of the tree of one record in any portfolio: ``project="DOK8-C06"``."""
    chosen = {name: [str(reference)] for name, reference in record.items()}
    return why_in({"portfolio": [EVERY_PORTFOLIO], **chosen}, measure, on)


def why_of_entry(entry: Any) -> str:
    """Returns the address of the tree of an entry on its own day, on which a later correction does not count yet; empty
    if entries of its kind are in no measure.
    """
    measure = MEASURES.get(entry.kind)
    if measure is None or entry.amount_dkk is None:
        return ""
    return why_of(measure.value, entry.day, entry=entry.reference)


def _groups_of(totals: Totals) -> Filters:
    """Returns the grouping as parameters: the tree of the total shows the groups first."""
    if not totals.dimensions:
        return {}
    mode: Filters = {"mode": [totals.mode]} if totals.mode != MODES[0] else {}
    return {"group_by": [dimension.name for dimension in totals.dimensions], **mode}


def _touching(dimension: Dimension, member: Member, totals: Totals) -> bool:
    """Whether the row holds every group that contains its value: in mode ``mentioned``."""
    return totals.mode == "mentioned" and dimension.several and member.value != NOT_STATED
