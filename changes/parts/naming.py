"""The records that proposals name by their codes, looked up together: one by one, each costs a query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeGuard

from changes.models import Action
from changes.parts.references import references_to
from changes.parts.rows import Rows
from changes.parts.values import Reference
from changes.proposal import Proposal
from changes.reading import AT_ONCE
from changes.shape import shape_of

FEW = 3
"""So many codes of one kind are looked up when they are met."""


def look_up(proposals: Iterable[Proposal]) -> None:
    """Remembers the records that these proposals name. A code that nobody has, or only as an alias, is looked up when
    the proposal is checked.
    """
    named: dict[Any, tuple[Reference, dict[str, None]]] = {}
    for proposal in proposals:
        if proposal.action == Action.DELETE:
            continue
        for reference, code in _named_by(proposal):
            if isinstance(code, str) and code and "\0" not in code:
                key = (reference.column.related_model, reference.by_code)
                named.setdefault(key, (reference, {}))[1][code] = None
    for reference, codes in named.values():
        known = references_to(reference.column.related_model)
        new = [code for code in codes if reference.name_of(code) not in known]
        if len(new) > FEW:
            _read(reference, new)


def _read(reference: Reference, codes: list[str]) -> None:
    model, name = reference.column.related_model, reference.code_column
    known = references_to(model)
    for start in range(0, len(codes), AT_ONCE):
        rows = model._default_manager.filter(**{f"{name}__in": codes[start : start + AT_ONCE]})
        found = defaultdict(list)
        for row in rows:
            found[getattr(row, name)].append(row)
        for code, alike in found.items():
            if len(alike) == 1:
                known[reference.name_of(code)] = alike[0]


def _named_by(proposal: Proposal) -> Iterator[tuple[Reference, Any]]:
    for name, part in _naming(proposal.kind):
        value = proposal.data.get(name)
        if value is None:
            continue
        if isinstance(part, Reference):
            yield part, value
        elif isinstance(value, list):
            for item in value:
                yield from _named_by_row(part, item)


def _named_by_row(part: Rows, item: Any) -> Iterator[tuple[Reference, Any]]:
    if not isinstance(item, Mapping) and not (part.codes and isinstance(item, str)):
        return
    row = part.whole(item)
    for inner in part.parts:
        if _by_one_code(inner):
            yield inner, row.get(inner.name)
    if part.party and isinstance(kind := row.get("kind"), str) and kind in part.party.references:
        yield part.party.references[kind], row.get("code")


def _by_one_code(part: Any) -> TypeGuard[Reference]:
    """Whether a part names a record by a code of its own."""
    return isinstance(part, Reference) and not part.parts and "__" not in part.code_column


@cache
def _naming(kind: str) -> tuple[tuple[str, Any], ...]:
    """The parts of a kind of record that may name others."""
    parts = shape_of(kind).parts
    return tuple((part.name, part) for part in parts if isinstance(part, Rows) or _by_one_code(part))
