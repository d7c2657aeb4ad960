"""Services that write allocations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction

from budgets.entries.grants import closed_days
from budgets.models import Allocation
from budgets.models.posts import LEDGER
from budgets.rates import SOURCE, ReferenceRates
from budgets.rules.two_persons import has_four_eyes
from budgets.totals import Figures, totals
from changes.ahead import wait_for
from changes.difference import Effect
from changes.models import RecordChange, Way
from changes.opened import because, changing
from projects.choices import Currency
from projects.fields import HIGHEST_RATE
from projects.history.differences import RATED
from projects.models import Portfolio, Project
from projects.partial_date import PartialDate

ORE = Decimal("0.01")
State = Mapping[str, Any] | None


class NoRate(StrEnum):
    """Why an allocation in another currency keeps no rate."""

    NO_EXACT_DATE = "no exact date of the grant"
    NO_SUCH_CURRENCY = "the currency is not in the file"
    NOT_PUBLISHED = "no rate on that date"
    CLOSED_PERIOD = "the accounting period of its date is closed"
    FOUR_EYES = "a second person approves the money of its portfolio"
    OUT_OF_BOUNDS = f"the rate is not above 0 and at most {HIGHEST_RATE}"


@dataclass(frozen=True)
class RateOutcome:
    """An allocation that had no rate: its present state, and the reason if it still has no rate."""

    allocation: Allocation
    why_not: NoRate | None


def freeze_rates(*, rates: ReferenceRates, dry_run: bool = False) -> list[RateOutcome]:
    """Gives each allocation in another currency without a rate the rate of the exact day of its grant.

    Never changes an existing rate, a grant of a closed accounting period, or money that a second person approves. All
    or nothing; ``dry_run`` does the same and rolls it back. Returns the outcome of each allocation, ordered by
    reference, with ``amount_dkk`` as the database computes it (rule 4 of docs/data.md).
    """
    unrated = Allocation.objects.exclude(currency=Currency.DKK).filter(rate=None)
    with changing(way=Way.PROGRAM, reason=SOURCE), transaction.atomic():
        # A period must not close between the check of a grant and its writing
        wait_for([LEDGER])
        # Locked, so that a rate entered at the same time is neither missed nor overwritten
        outcomes = [_freeze(allocation, rates) for allocation in unrated.select_for_update().order_by("reference")]
        if dry_run:
            transaction.set_rollback(True)
    return outcomes


def _freeze(allocation: Any, rates: ReferenceRates) -> RateOutcome:
    granted: PartialDate | None = allocation.granted
    if granted is None or granted.precision != "day":
        return RateOutcome(allocation, NoRate.NO_EXACT_DATE)
    if allocation.currency not in rates.currencies:
        return RateOutcome(allocation, NoRate.NO_SUCH_CURRENCY)
    rate = rates.in_dkk(allocation.currency, granted.first)
    if rate is None:
        return RateOutcome(allocation, NoRate.NOT_PUBLISHED)
    if not 0 < rate <= HIGHEST_RATE:
        return RateOutcome(allocation, NoRate.OUT_OF_BOUNDS)
    if closed_days([granted.first]):
        return RateOutcome(allocation, NoRate.CLOSED_PERIOD)
    if has_four_eyes(allocation):
        return RateOutcome(allocation, NoRate.FOUR_EYES)
    allocation.rate, allocation.rate_date, allocation.rate_source = rate, granted.first, SOURCE
    with because(RATED % {"what": granted}):
        allocation.save(update_fields=["rate", "rate_date", "rate_source"])
    allocation.refresh_from_db(fields=["amount_dkk"])
    return RateOutcome(allocation, None)


def totals_of_records(records: Sequence[tuple[str, int]]) -> dict[str, Decimal]:
    """What is granted to the projects among these records (kind, key of the row), by council, in DKK.

    For the difference that a proposal shows before it is saved: "MR-S +200,000 DKK".
    """
    projects = Project.objects.filter(pk__in=[key for kind, key in records if kind == "project"])
    rows = totals(projects, ["council"]).rows if any(kind == "project" for kind, _key in records) else []
    return {row.members["council"].label: row.figures.budget_dkk or Decimal(0) for row in rows}


def money_moved(records: Iterable[RecordChange]) -> Decimal | None:
    """Returns by how much these records of a change raised the granted total, in DKK; negative if it fell.

    None: no grant that counts differs. A grant in another currency counts with its rate, and not at all without one
    (rule 4 of docs/data.md). Money that moves from one project to another is 0.
    """
    moves = [_granted(record.after) - _granted(record.before) for record in records if _differs(record)]
    return sum(moves, Decimal(0)) if any(moves) else None


def _differs(record: RecordChange) -> bool:
    said = [(state or {}).get("allocations") for state in (record.before, record.after)]
    return record.kind == "project" and said[0] != said[1]


def _granted(state: State) -> Decimal:
    return sum((_in_dkk(grant) for grant in (state or {}).get("allocations") or ()), Decimal(0))


def _in_dkk(grant: Mapping[str, Any]) -> Decimal:
    """The same øre as ``amount_in_dkk`` of the allocation's model."""
    if grant["currency"] == Currency.DKK:
        return Decimal(grant["amount"])
    rate = grant.get("rate")
    return (Decimal(grant["amount"]) * Decimal(rate)).quantize(ORE, ROUND_HALF_UP) if rate else Decimal(0)


def effects_of_a_move(projects: Sequence[int], portfolio: Portfolio) -> list[Effect]:
    """Returns the totals of the portfolios (DKK) that differ when these projects (keys) move to this portfolio."""
    moving = totals(Project.objects.filter(pk__in=projects).exclude(portfolio=portfolio), ["portfolio"])
    left = {row.members["portfolio"].value: row for row in moving.rows}
    there = Project.objects.filter(portfolio__slug__in=[*left, portfolio.slug])
    before = {row.members["portfolio"].value: row.figures for row in totals(there, ["portfolio"]).rows}
    came = moving.total.budget_dkk or Decimal(0)
    stood = _amount(before.get(portfolio.slug))
    found = [Effect(portfolio.name, stood, stood + came)]
    for slug, row in left.items():
        amount = _amount(before.get(slug))
        found.append(Effect(row.members["portfolio"].label, amount, amount - _amount(row.figures)))
    return [effect for effect in found if effect.moved]


def _amount(figures: Figures | None) -> Decimal:
    return (figures.budget_dkk if figures else None) or Decimal(0)
