"""What the rows of the site give to its addresses."""

from collections.abc import Iterable
from typing import Any

Values = list[Any]
"""The parameters of an address, in their order: ``["DOK8-C07", "texts"]``."""
Rows = dict[str, list[Values]]
"""Name of an address → the parameters with which it is asked."""


def together(parts: Iterable[Rows]) -> Rows:
    """Returns the rows of several parts, in their order."""
    found: Rows = {}
    for part in parts:
        for name, values in part.items():
            found.setdefault(name, []).extend(values)
    return found


def for_each(names: Iterable[str], *values: Any) -> Rows:
    """Returns the rows of addresses that take the same parameters."""
    return {name: [list(values)] for name in names}
