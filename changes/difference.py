"""What a proposal would change: field by field, before and after, and what it does to the totals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import get_language

from changes.models import RecordChange
from changes.shape import RecordShape


@dataclass(frozen=True)
class Difference:
    """A field, and what it says before and after."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Effect:
    """A total that moves, by how much."""

    total: str
    before: Decimal
    after: Decimal

    @property
    def moved(self) -> Decimal:
        return self.after - self.before

    def __str__(self) -> str:
        """ "MR-S +200,000 DKK"."""
        return f"{self.total} {self.moved:+,.0f} DKK"


Measure = Callable[[Sequence[tuple[str, int]]], Mapping[str, Decimal]]
_measures: list[Measure] = []


def measure(function: Measure) -> Measure:
    """Registers how the totals that some records take part in are worked out: kind and row of each → name → DKK.

    This room has no figures of its own; the money's room registers its totals.
    """
    if function not in _measures:
        _measures.append(function)
    return function


Moves = Callable[[Sequence[RecordChange]], Decimal | None]
_moves: list[Moves] = []


def moves(function: Moves) -> Moves:
    """Registers how much money the records of a change move, in DKK; None: none. The money's room registers it."""
    if function not in _moves:
        _moves.append(function)
    return function


def money_moved(records: Sequence[RecordChange]) -> Decimal | None:
    """Returns by how much these records of a change raised what is granted, in DKK; None: they touched no money."""
    found = [amount for function in _moves if (amount := function(records)) is not None]
    return sum(found, Decimal(0)) if found else None


Warns = Callable[[Sequence[tuple[str, int]]], Sequence[str]]
_warns: list[Warns] = []


def warn(function: Warns) -> Warns:
    """Registers sentences that a person should read about records that were just written (kind and row of each). They
    stop nothing.
    """
    if function not in _warns:
        _warns.append(function)
    return function


def warnings_of(records: Sequence[tuple[str, int]]) -> list[str]:
    """Returns the sentences about these records, each once."""
    return list(dict.fromkeys(sentence for function in _warns for sentence in function(records)))


def totals_of(records: Sequence[tuple[str, int]]) -> dict[str, Decimal]:
    """Every registered total of these records."""
    return {name: amount for function in _measures for name, amount in function(records).items()}


def effects(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> list[Effect]:
    """The totals that differ."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = [Effect(name, before.get(name, Decimal(0)), after.get(name, Decimal(0))) for name in names]
    return [pair for pair in pairs if pair.before != pair.after]


def differences(
    shape: RecordShape, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[Difference]:
    """The fields in which two states of a record differ, in their own order."""
    old, new, labels = before or {}, after or {}, _labels(shape, get_language())
    return [
        Difference(part.name, labels[part.name], old.get(part.name, part.empty), new.get(part.name, part.empty))
        for part in shape.parts
        if old.get(part.name, part.empty) != new.get(part.name, part.empty)
    ]


@cache
def _labels(shape: RecordShape, _language: str | None) -> dict[str, str]:
    """The label of each part in the language of the moment."""
    return {part.name: str(part.label) for part in shape.parts}
