"""The trees behind the amounts of a difference: what an amount adds up is another tree in each of the two states."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from django.urls import get_script_prefix

from budgets.grouping.members import Member
from budgets.links import links_to, why_of, why_rest
from budgets.totals import Figures, Totals, TotalsRow
from changes.as_of.asked import spelled
from changes.as_of.point import Point
from reports.difference.asked import Asked


def tree_of_group(point: Point, asked: Asked, members: Mapping[str, Member]) -> str:
    """Returns the address of the tree of a group, or without members of the total, in a state."""
    layout = Totals(asked.dimensions, asked.mode, Figures(), [], [], {}, measure=asked.measure, on=asked.on)
    row = TotalsRow(dict(members), Figures())
    return in_state(point, links_to(layout, asked.filters, "", "", str)(row).why)


def tree_of_rest(point: Point, asked: Asked, named: Iterable[Mapping[str, Member]]) -> str:
    """Returns the address of the tree of all groups but these, in a state; empty if no question picks them."""
    layout = Totals(asked.dimensions, asked.mode, Figures(), [], [], {}, measure=asked.measure, on=asked.on)
    layout.rows, layout.rest = [TotalsRow(dict(members), Figures()) for members in named], Figures(allocations=1)
    tree = why_rest(layout, asked.filters)
    return in_state(point, tree) if tree else ""


def tree_of_row(point: Point, asked: Asked, reference: str) -> str:
    """Returns the address of the tree of a grant or an entry in a state."""
    record = {"entry" if asked.of_entries else "allocation": reference}
    return in_state(point, why_of(asked.measure, asked.on, **record))


def in_state(point: Point, path: str) -> str:
    """Returns the address of a page in a state: "/projects/" becomes "/as-of/8/projects/"."""
    prefix = get_script_prefix()
    return f"{prefix}as-of/{quote(spelled(point.asked), safe=':+')}/{path.removeprefix(prefix)}"
