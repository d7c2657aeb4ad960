"""How the lists of two people become one: row by row, and within a row value by value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from changes.parts.rows import REMARK, OneRow, Rows

TOGETHER = ({"amount", "currency", "rate", "rate_date", "rate_source"}, {"council", "fund"}, set(REMARK))
"""Values of a row that say one thing together. If two people changed two of them, the row would say what neither meant:
an amount of one person in the currency of the other."""


@dataclass(frozen=True)
class Met:
    """What two people both changed in a list."""

    about: str
    """The council, organisation, place … that the rows are about, by its code; of an allocation its reference."""
    values: tuple[str, ...] = ()
    """The values of the row that both changed; empty: the row as a whole."""


def merged(part: Rows, seen: Iterable[Any], now: Iterable[Any], wanted: Iterable[Any]) -> tuple[list[Any], list[Met]]:
    """Returns the rows with what both sides changed, and where both changed the same. There the wanted values are kept.

    Rows about the same council or organisation are judged together, because its role is part of what tells two rows
    apart: a role that both changed would become two rows.
    """
    before, theirs, ours = (_by_subject(part, items) for items in (seen, now, wanted))
    found: list[Any] = []
    met: list[Met] = []
    for about in {**before, **theirs, **ours}:
        sides = [side.get(about, {}) for side in (before, theirs, ours)]
        rows, here = _merged_subject(part, about, *sides)
        found += rows
        met += here
    return part.in_order(found), met


def changed_in(part: Rows, row: OneRow, seen: Iterable[Any], now: Iterable[Any]) -> tuple[str, ...]:
    """Returns the values that a proposal for one row names and that changed since it was seen, with those that say one
    thing together with them. A whole row and a deletion name every value."""
    if not row.key:
        return ()
    before, after = (
        _values(part, next((item for item in items if about(part, item) == row.key), {})) for items in (seen, now)
    )
    every = row.whole or row.data is None
    found: list[str] = []
    for names in _cells(before):
        named = every or any(name in (row.data or {}) for name in names)
        if named and any(before[name] != after[name] for name in names):
            found += names
    return tuple(found)


def about(part: Rows, item: Any) -> str:
    """Returns what a row is about: the code of its council, organisation, place …"""
    return part.identity(item)[0]


def rows_met(part: Any, items: Any, met: Iterable[Met]) -> Any:
    """Returns the rows in which two people met; the whole value where no rows are named."""
    names = {one.about for one in met}
    return [item for item in items or () if about(part, item) in names] if names else items


def _by_subject(part: Rows, items: Iterable[Any]) -> dict[str, dict[Any, Any]]:
    found: dict[str, dict[Any, Any]] = {}
    for item in items:
        found.setdefault(about(part, item), {})[part.identity(item)] = item
    return found


def _merged_subject(
    part: Rows, name: str, before: dict[Any, Any], theirs: dict[Any, Any], ours: dict[Any, Any]
) -> tuple[list[Any], list[Met]]:
    if theirs in (before, ours):
        return list(ours.values()), []
    if ours == before:
        return list(theirs.values()), []
    if not before.keys() == theirs.keys() == ours.keys():
        return list(ours.values()), [Met(name)]
    rows = [_merged_row(part, before[key], theirs[key], ours[key]) for key in ours]
    both = {value: None for _row, values in rows for value in values}
    return [row for row, _values in rows], [Met(name, tuple(both))] if both else []


def _merged_row(part: Rows, before: Any, theirs: Any, ours: Any) -> tuple[Any, list[str]]:
    """Returns the row, and the values that both changed."""
    old, now, wanted = (_values(part, item) for item in (before, theirs, ours))
    found, both = dict(now), []
    for names in _cells(wanted):
        said, stands, want = ([side[name] for name in names] for side in (old, now, wanted))
        if want == said:
            continue
        found |= dict(zip(names, want, strict=True))
        if stands not in (said, want):
            both += [name for name in names if not old[name] == now[name] == wanted[name]]
    return part.plain(found), both


def _values(part: Rows, item: Any) -> Mapping[str, Any]:
    said = part.whole(item)
    return {inner.name: said.get(inner.name, inner.empty) for inner in part.parts}


def _cells(names: Iterable[str]) -> list[list[str]]:
    """Returns the names, those in one list that say one thing together."""
    found: dict[Any, list[str]] = {}
    for name in names:
        place = next((place for place, together in enumerate(TOGETHER) if name in together), name)
        found.setdefault(place, []).append(name)
    return list(found.values())
