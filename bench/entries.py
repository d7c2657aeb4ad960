"""The entries of generated grants: about six a project, the same for the same seed.

They are drawn apart from the projects, so a portfolio with entries has the same projects and grants as one without.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bench.dice import Dice
from budgets.choices import EntryKind, ReportKind
from budgets.models import Allocation, Entry
from projects.choices import Currency

ORE = Decimal("0.01")


def entries_of(allocation: Allocation, starts: date, as_of: date, seed: int) -> Iterator[Entry]:
    """Yields the entries of a grant in DKK up to a day: contracted, paid in two parts around a report, and for most
    of them the final report, its approval, and the release of what was not used. Other grants have none.
    """
    if allocation.currency != Currency.DKK:
        return
    dice = Dice(seed, "entries", allocation.reference)
    for number, (kind, day, facts) in enumerate(_life(dice, Decimal(allocation.amount), starts), 1):
        if day <= as_of:
            reference = f"{allocation.reference}-E{number}"
            yield Entry(reference=reference, allocation=allocation, kind=kind, day=day, **facts)


def _life(dice: Dice, granted: Decimal, starts: date) -> Iterator[tuple[EntryKind, date, dict[str, Any]]]:
    signed = starts + timedelta(dice.between(0, 60))
    first = (granted * dice.between(30, 60) / 100).quantize(ORE)
    second = ((granted - first) * dice.between(50, 100) / 100).quantize(ORE)
    yield EntryKind.CONTRACTED, signed, {"amount": granted}
    yield EntryKind.PAID, signed + timedelta(dice.between(1, 60)), {"amount": first}
    reported = signed + timedelta(dice.between(200, 400))
    yield EntryKind.REPORT_RECEIVED, reported, {"report": ReportKind.STATUS}
    yield EntryKind.PAID, reported + timedelta(dice.between(1, 60)), {"amount": second}
    if not dice.chance(0.6):
        return
    ended = reported + timedelta(dice.between(100, 300))
    yield EntryKind.REPORT_APPROVED, ended, {"report": ReportKind.FINAL}
    left = granted - first - second
    if left:
        yield EntryKind.RELEASED, ended + timedelta(dice.between(1, 30)), {"amount": left}
