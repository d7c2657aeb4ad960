"""From a figure to the list behind it: the filters in force, and the value that picks the row."""

from collections.abc import Callable
from urllib.parse import urlencode

from budgets.dimensions import Dimension
from budgets.totals import Row, Totals
from projects.choices import NOT_STATED
from projects.council_groups import WITH

Filters = dict[str, list[str]]


def address(path: str, filters: Filters) -> str:
    """A path with the filters as its query string."""
    return f"{path}?{urlencode(filters, doseq=True)}" if filters else path


def links_to(
    totals: Totals, chosen: Filters, projects: str, allocations: str, absolute: Callable[[str], str]
) -> Callable[[Row], tuple[str, str]]:
    """A function that gives the addresses of the projects and of the allocations behind a row."""
    filters = {name: values for name, values in chosen.items() if name != "ordering"}

    def links(row: Row) -> tuple[str, str]:
        of_projects, of_allocations = dict(filters), dict(filters)
        for dimension in totals.dimensions:
            value = _value(dimension, row, totals)
            of_projects[dimension.parameter] = _also(filters, dimension, value)
            of_allocations[dimension.own_parameter or dimension.parameter] = [value]
        return absolute(address(projects, of_projects)), absolute(address(allocations, of_allocations))

    return links


def _value(dimension: Dimension, row: Row, totals: Totals) -> str:
    """What the filter takes for the row: in mode ``mentioned``, whatever the value is part of."""
    value = row.members[dimension.name].value
    touching = totals.mode == "mentioned" and dimension.several and value != NOT_STATED
    return f"{WITH}{value}" if touching else value


def _also(filters: Filters, dimension: Dimension, value: str) -> list[str]:
    """The row's value beside those that the reader chose: where a project can have both, it must have both."""
    before = filters.get(dimension.parameter, []) if dimension.own_parameter else []
    return [f"{one},{value}" for one in before] or [value]
