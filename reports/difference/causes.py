"""Why an amount differs between two states, and how the difference of one row of money is split.

The steps have one order (docs/data.md): first whether the row counts at all, then its date, then its other groups, then
the rate, then the amount. Each step starts from the result of the step before, so that the parts add up exactly.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.grouping.members import Key
from projects.fields import RateField

SCALE: int = 10**RateField.decimals


class Cause(models.TextChoices):
    """The causes, in the order in which they are shown."""

    NEW = "new", _("New")
    DELETED = "deleted", _("Deleted or withdrawn")
    SELECTION = "selection", _("Moved in or out of the selection")
    RE_DATED = "re-dated", _("Date changed")
    RE_CLASSIFIED = "re-classified", _("Moved to another group")
    RATE = "rate", _("Rate changed")
    CORRECTED = "corrected", _("Amount corrected")


class Held(NamedTuple):
    """What a row of money says in one of the two states, and how it counts there."""

    keys: tuple[Key, ...]
    """The keys of its groups."""
    ore: int
    """What it adds to them, in øre of DKK."""
    amount: Decimal | None
    """Its amount in its own currency, with the sign of the measure."""
    currency: str
    rate: Decimal | None


class Part(NamedTuple):
    """One cause of the difference of a row: what the row adds to the group of the keys."""

    cause: Cause
    left: tuple[Key, ...] | None
    """The group that loses the amount; None: no group does."""
    joined: tuple[Key, ...] | None
    """The group that gets the amount; None: no group does."""
    ore: int


def split(before: Held | None, after: Held | None, whole: Cause, dated: tuple[bool, ...]) -> Iterator[Part]:
    """Yields the parts of the difference of a row, none of them empty.

    ``before``, ``after``: None where the row does not count; ``whole`` is then the cause of its whole amount.
    ``dated``: for each dimension, whether its groups are dates.
    """
    if before is None or after is None:
        if before is not None and before.ore:
            yield Part(whole, before.keys, None, before.ore)
        if after is not None and after.ore:
            yield Part(whole, None, after.keys, after.ore)
    else:
        yield from _moves(before, after, dated)
        yield from _amounts(before, after)


def _moves(before: Held, after: Held, dated: tuple[bool, ...]) -> Iterator[Part]:
    """Yields what moves from one group to another: the earlier amount."""
    if not before.ore:
        return
    places = zip(dated, before.keys, after.keys, strict=True)
    redated = tuple(new if is_date else old for is_date, old, new in places)
    for cause, left, joined in (
        (Cause.RE_DATED, before.keys, redated),
        (Cause.RE_CLASSIFIED, redated, after.keys),
    ):
        if left != joined:
            yield Part(cause, left, joined, before.ore)


def _amounts(before: Held, after: Held) -> Iterator[Part]:
    """Yields what the later rate and the later amount add to the later group."""
    at_rate = _at_new_rate(before, after)
    for cause, ore in ((Cause.RATE, at_rate - before.ore), (Cause.CORRECTED, after.ore - at_rate)):
        if ore:
            yield Part(cause, None, after.keys, ore)


def _at_new_rate(before: Held, after: Held) -> int:
    """Returns the øre of the earlier amount at the later rate."""
    if before.currency != after.currency or before.rate == after.rate:
        return before.ore
    if before.amount == after.amount:
        return after.ore
    return converted(before.amount, after.rate)


def converted(amount: Decimal | None, rate: Decimal | None) -> int:
    """Returns an amount in øre of DKK, half an øre rounded away from zero as in ``budgets/models/allocations.py``; 0
    where a row does not count because it has no rate.
    """
    if amount is None or rate is None:
        return 0
    foreign, scaled = int(abs(amount) * 100), int(rate * SCALE)
    ore = (foreign * scaled + SCALE // 2) // SCALE
    return -ore if amount < 0 else ore
