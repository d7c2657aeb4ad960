"""Who pays which part of a project's whole budget: the grants, and co-financing by others in money or in kind.

The whole budget is what the project's contracts state, together. Where none states it, it is the sum of the parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.entries.amounts import in_dkk
from budgets.models import Allocation, CoFinancing, Contract
from budgets.models.posts import LEDGER
from changes.ahead import wait_for
from changes.parts.unreadable import needs_the_others
from projects.choices import Currency
from projects.language.amounts import format_amount

Sentences = dict[str, list[str]]
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """A part of a project's whole budget."""

    row: Any
    """The co-financing; None: the grants."""
    amount_dkk: Decimal | None
    """None: not stated, or without a rate."""
    whole: Decimal

    @property
    def share(self) -> Decimal | None:
        """The part of the whole budget in percent, with two decimals; None if either is not stated."""
        if self.amount_dkk is None or not self.whole:
            return None
        return (self.amount_dkk * 100 / self.whole).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Parts:
    """The parts of a project's whole budget, in DKK."""

    parts: list[Part]
    whole: Decimal
    stated: bool
    """Whether a contract states the whole budget."""

    @property
    def sum(self) -> Decimal:
        """What the parts with an amount add up to."""
        return _sum(part.amount_dkk for part in self.parts)

    @property
    def uncovered(self) -> Decimal:
        """What of the stated budget no part covers; negative if the parts exceed it."""
        return self.whole - self.sum

    @property
    def sum_share(self) -> Decimal | None:
        """The sum of the parts in percent of the whole budget."""
        return Part(None, self.sum, self.whole).share


def parts_of(project: Any) -> Parts:
    """Returns who pays what of a project. Runs three queries."""
    grants = [grant.amount_dkk for grant in Allocation.objects.filter(project=project)]
    rows = list(CoFinancing.objects.filter(project=project).select_related("organisation", "source__document"))
    granted = _sum(grants) if any(amount is not None for amount in grants) else None
    stated = _whole_of(Contract.objects.filter(project=project))
    whole = stated or _sum([granted, *(row.amount_dkk for row in rows)])
    parts = [Part(None, granted, whole), *(Part(row, row.amount_dkk, whole) for row in rows)]
    return Parts(parts, whole, stated is not None)


def _whole_of(contracts: Any) -> Decimal | None:
    stated = list(contracts.exclude(whole_budget=None).values_list("whole_budget", flat=True))
    return _sum(stated) if stated else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def broken_by_part(part: Any) -> Sentences:
    """Returns field → sentences of the rules that co-financing breaks: its rate, and the whole budget."""
    if part.amount is not None and part.currency != Currency.DKK and part.rate is None:
        return {"rate": [_("An amount in another currency needs its rate and the source of the rate.")]}
    if not part.project_id or part.amount is None:
        return {}
    stored = CoFinancing._base_manager.filter(pk=part.pk).first() if part.pk else None
    now = stored.amount_dkk if stored and stored.project_id == part.project_id else None
    return _above(part.project, (in_dkk(part) or Decimal(0)) - (now or Decimal(0)), "amount")


def broken_by_whole_budget(contract: Any) -> Sentences:
    """Returns field → sentences if a contract states a whole budget below what the parts add up to.

    A contract that states more, or as much as before, breaks nothing.
    """
    if contract.whole_budget is None or not contract.project_id:
        return {}
    stored = Contract._base_manager.filter(pk=contract.pk).first() if contract.pk else None
    if stored and stored.whole_budget is not None and contract.whole_budget >= stored.whole_budget:
        return {}
    wait_for([LEDGER])
    others = _whole_of(Contract._base_manager.filter(project=contract.project_id).exclude(pk=contract.pk))
    whole, parts = contract.whole_budget + (others or Decimal(0)), parts_of(contract.project).sum
    return {"whole_budget": [_sentence(whole, parts)]} if parts > whole else {}


def broken_by_more(grant: Any) -> Sentences:
    """Returns field → sentences if a grant would raise the parts of its project above the whole budget."""
    if not grant.project_id:
        return {}
    stored = Allocation._base_manager.filter(pk=grant.pk).first() if grant.pk else None
    now = stored.amount_dkk if stored and stored.project_id == grant.project_id else None
    return _above(grant.project, (in_dkk(grant) or Decimal(0)) - (now or Decimal(0)), "amount")


def _above(project: Any, more: Decimal, field: str) -> Sentences:
    if more <= 0 or not Contract._base_manager.filter(project=project.pk).exclude(whole_budget=None).exists():
        return {}
    needs_the_others()
    # Two parts that are entered at the same moment must see each other
    wait_for([LEDGER])
    found = parts_of(project)
    return {field: [_sentence(found.whole, found.sum + more)]} if found.sum + more > found.whole else {}


def _sentence(whole: Decimal, parts: Decimal) -> str:
    words = {"whole": whole, "parts": parts, "above": parts - whole}
    sentence = _(
        "The parts of the budget would exceed the whole budget. Whole budget %(whole)s DKK, parts %(parts)s DKK, too"
        " much %(above)s DKK."
    )
    return sentence % {name: format_amount(amount) for name, amount in words.items()}
