"""The bounds of a ledger: on no day more is used than there is. Each sentence states the amounts.

Compares in DKK. A change that breaks a bound no further than before breaks nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import EntryKind
from budgets.entries.amounts import in_dkk
from projects.language.amounts import format_amount

ADDS = (EntryKind.CONTRACTED, EntryKind.CHANGED)
"""Entries that add to what is contracted."""


@dataclass(frozen=True)
class Bound:
    """The kinds of entries that give, and the kinds that use what is given."""

    gives: tuple[EntryKind, ...]
    uses: tuple[EntryKind, ...]
    sentence: Any
    can_shrink: bool = False
    """Whether a change may give less than is used."""


BOUNDS = {
    "above-contract": Bound(
        ADDS,
        (EntryKind.PAID, EntryKind.RELEASED),
        gettext_lazy(
            "More would be paid and released than is contracted. On %(day)s: contracted %(given)s DKK, paid and"
            " released %(used)s DKK. Left until now: %(left)s DKK."
        ),
    ),
    # The grantor may agree to less than was requested
    "requested-above-contract": Bound(
        ADDS,
        (EntryKind.REQUESTED,),
        gettext_lazy(
            "More would be requested than is contracted. On %(day)s: contracted %(given)s DKK, requested %(used)s DKK."
            " Left until now: %(left)s DKK."
        ),
        can_shrink=True,
    ),
    "repaid-above-paid": Bound(
        (EntryKind.PAID,),
        (EntryKind.REPAID,),
        gettext_lazy(
            "More would be repaid than is paid. On %(day)s: paid %(given)s DKK, repaid %(used)s DKK. Left until now:"
            " %(left)s DKK."
        ),
    ),
}
"""The code of each bound, by which the checks of entries name it."""


@dataclass(frozen=True)
class Room:
    """The day on which the least is left, and the amounts on that day, in DKK."""

    day: date
    given: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        """What is left; negative if more is used than given."""
        return self.given - self.used


def sentence_beyond(code: str, before: Iterable[Any], after: Iterable[Any], entry: Any) -> str:
    """Returns the sentence of a bound that this entry breaks; empty if it keeps the bound, or breaks it no further.

    ``before`` and ``after``: the entries of the grant without and with the change. Only days from that of the entry
    count.
    """
    bound = BOUNDS[code]
    if bound.can_shrink and entry.kind == EntryKind.CHANGED and (entry.amount or 0) < 0:
        return ""
    then = _room(bound, after, entry.day)
    if then.left >= 0:
        return ""
    now = _room(bound, before, entry.day)
    if then.left >= now.left:
        return ""
    words = {"given": then.given, "used": then.used, "left": max(now.left, Decimal(0))}
    amounts = {name: format_amount(amount) for name, amount in words.items()}
    return str(bound.sentence) % {"day": date_format(then.day), **amounts}


def _room(bound: Bound, entries: Iterable[Any], since: date) -> Room:
    """Returns the day from this one on which the least is left."""
    listed = list(entries)
    by_key = {entry.pk: entry for entry in listed if entry.pk}
    moves: dict[date, list[tuple[Any, int]]] = {since: []}
    for entry in listed:
        moves.setdefault(entry.day, []).append((entry, 1))
        corrected = by_key.get(entry.corrects_id)
        if corrected is not None:
            moves[entry.day].append((corrected, -1))
    given = used = Decimal(0)
    found: Room | None = None
    for day in sorted(moves):
        given += _sum(moves[day], bound.gives)
        used += _sum(moves[day], bound.uses)
        if day >= since and (found is None or given - used < found.left):
            found = Room(day, given, used)
    return found or Room(since, given, used)


def _sum(moves: Iterable[tuple[Any, int]], kinds: tuple[EntryKind, ...]) -> Decimal:
    amounts = (sign * (in_dkk(entry) or Decimal(0)) for entry, sign in moves if entry.kind in kinds)
    return sum(amounts, Decimal(0))


def sentence_of_future(day: date) -> str:
    """Returns why nothing that has happened is dated on this day, which lies ahead."""
    return _("%(day)s lies ahead. An entry states what has happened; plan it as an instalment or a report due.") % {
        "day": date_format(day)
    }
