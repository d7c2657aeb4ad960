"""The order in which records are written: a record that others of the same table name comes before them."""

from collections.abc import Mapping, Sequence

from tables.reading.cells import Line

Group = tuple[str, list[Line]]


def in_order(groups: Sequence[Group], naming: Mapping[str, Sequence[str]]) -> list[Group]:
    """Returns the groups with named ones first. ``naming``: code → the codes it names.

    Records that name each other in a circle keep their order: the register refuses them.
    """
    referred = {key for keys in naming.values() for key in keys}
    if not referred:
        return list(groups)
    by_key = {key: group for group in groups if (key := group[0])}
    found: dict[str, Group] = {}
    for key in by_key:
        if key in referred:
            _add(key, by_key, naming, found)
    return [*found.values(), *(group for group in groups if group[0] not in found)]


def _add(key: str, by_key: Mapping[str, Group], naming: Mapping[str, Sequence[str]], found: dict[str, Group]) -> None:
    waiting, begun = [key], set[str]()
    while waiting:
        last = waiting[-1]
        named = [one for one in naming.get(last, ()) if one in by_key and one not in found and one not in begun]
        begun.add(last)
        if named:
            waiting += named
            continue
        waiting.pop()
        if last in by_key:
            found.setdefault(last, by_key[last])
