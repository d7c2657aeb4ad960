"""The amount of an entry in DKK before it is written."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from projects.choices import Currency

ORE = Decimal("0.01")


def in_dkk(entry: Any) -> Decimal | None:
    """Returns the amount in DKK, the same øre as the database's ``amount_dkk``; None without an amount or a rate."""
    if entry.amount is None:
        return None
    if entry.currency == Currency.DKK:
        return Decimal(entry.amount)
    return (Decimal(entry.amount) * Decimal(entry.rate)).quantize(ORE, ROUND_HALF_UP) if entry.rate else None
