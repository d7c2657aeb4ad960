"""The checks of entries and contracts: each is a function that takes the state and names the rule that is broken.

Models call them in ``clean()``, so pages, the API and imports meet the same rules. Another room adds a check to the
lists ``ENTRY_CHECKS`` and ``CONTRACT_CHECKS``, and the sentence of its rule to ``SENTENCES``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.choices import MONEY_KINDS, EntryKind, RateKind
from budgets.entries.amounts import in_dkk
from budgets.models import Allocation, BudgetRate, Contract, ContractAllocation, Entry, Period
from budgets.models.posts import LEDGER
from changes.ahead import wait_for
from projects.choices import Currency

ADDS = (EntryKind.CONTRACTED, EntryKind.CHANGED)
"""Entries that add to what is contracted."""
USES = (EntryKind.PAID, EntryKind.RELEASED)
"""Entries that use what is contracted."""


@dataclass
class EntryState:
    """An entry that is to be written, and everything that its rules compare it with."""

    entry: Any
    allocation: Any = field(init=False)

    def __post_init__(self) -> None:
        # Two payments that are entered at the same moment must see each other, and a period that is being closed
        wait_for([LEDGER])
        self.allocation = Allocation._base_manager.filter(pk=self.entry.allocation_id).first()

    @cached_property
    def others(self) -> list[Any]:
        """The other entries of the grant, by day, whether they count or are corrected."""
        rows = Entry._base_manager.filter(allocation_id=self.entry.allocation_id).exclude(pk=self.entry.pk)
        return list(rows.order_by("day", "pk"))

    @cached_property
    def corrected(self) -> Any:
        """The entry that this one corrects; None if it corrects none."""
        return Entry._base_manager.filter(pk=self.entry.corrects_id).first() if self.entry.corrects_id else None

    @property
    def others_in_force(self) -> list[Any]:
        """The other entries of the grant that no entry corrects, this one included."""
        replaced = {other.corrects_id for other in [*self.others, self.entry]}
        return [other for other in self.others if other.pk not in replaced and other.kind != EntryKind.WITHDRAWN]


Code = str
"""The code of a broken rule; empty where the rule is kept."""


def not_in_a_closed_period(state: EntryState) -> Code:
    """An entry is dated in an open period."""
    day = state.entry.day
    closed = Period.objects.filter(first_day__lte=day, last_day__gte=day).exclude(closed_at=None)
    return "closed-period" if closed.exists() else ""


def not_before_the_decision(state: EntryState) -> Code:
    """An entry is not dated before the grant was decided, as far as the source dates the decision."""
    decided = decided_on(state.allocation)
    return "before-decision" if decided and state.entry.day < decided else ""


def decided_on(allocation: Any) -> date | None:
    """Returns the first day on which the grant can have been decided; None if its source states no time."""
    if allocation.granted:
        first: date = allocation.granted.first
        return first
    return date(allocation.year, 1, 1) if allocation.year else None


def not_above_the_contract(state: EntryState) -> Code:
    """On no day is more paid and released than is contracted."""
    entry = state.entry
    corrected_twice = entry.corrects_id and any(other.corrects_id == entry.corrects_id for other in state.others)
    if corrected_twice or (entry.kind in MONEY_KINDS and not (entry.amount and entry.amount > 0)):
        # A constraint says what is wrong
        return ""
    after, before = _room([*state.others, entry], entry.day), _room(state.others, entry.day)
    # An entry that leaves the room as it was, or adds to it, breaks nothing
    return "above-contract" if after < 0 and after < before else ""


def _room(entries: Iterable[Any], since: date) -> Decimal:
    """Returns the least that is left of the contract on any day from this one, in DKK."""
    listed = list(entries)
    by_key = {entry.pk: entry for entry in listed if entry.pk}
    moves: dict[date, Decimal] = {since: Decimal(0)}
    for entry in listed:
        moves[entry.day] = moves.get(entry.day, Decimal(0)) + _effect(entry)
        corrected = by_key.get(entry.corrects_id)
        if corrected is not None:
            moves[entry.day] -= _effect(corrected)
    room, least = Decimal(0), None
    for day in sorted(moves):
        room += moves[day]
        if day >= since:
            least = room if least is None else min(least, room)
    return least or Decimal(0)


def _effect(entry: Any) -> Decimal:
    amount = in_dkk(entry) or Decimal(0)
    if entry.kind in ADDS:
        return amount
    return -amount if entry.kind in USES else Decimal(0)


def one_final_payment(state: EntryState) -> Code:
    """A grant has one final payment."""
    return "two-final-payments" if state.entry.final and any(one.final for one in state.others_in_force) else ""


def rate_of_its_kind(state: EntryState) -> Code:
    """A rate of the budget year is that of the register, a rate of the contract that of the contract, and a rate of
    the day names its source.
    """
    entry = state.entry
    if entry.currency == Currency.DKK or entry.rate is None or not entry.rate_kind:
        return ""
    if entry.rate_kind == RateKind.DAY:
        return "" if entry.rate_source else "rate-of-day"
    if entry.rate_kind == RateKind.BUDGET_YEAR:
        year = entry.post.year if entry.post_id else entry.day.year
        known = BudgetRate.objects.filter(year=year, currency=entry.currency, rate=entry.rate)
        return "" if known.exists() else "rate-of-budget-year"
    known = Contract.objects.filter(pk=entry.contract_id, currency=entry.currency, rate=entry.rate)
    return "" if known.exists() else "rate-of-contract"


def corrects_the_same_grant(state: EntryState) -> Code:
    """A correction is about the same grant as the entry that it corrects."""
    corrected = state.corrected
    return "corrects-another-grant" if corrected and corrected.allocation_id != state.entry.allocation_id else ""


def corrects_what_was_before(state: EntryState) -> Code:
    """A correction is not dated before the entry that it corrects."""
    return "corrects-before" if state.corrected and state.entry.day < state.corrected.day else ""


def contract_covers_the_grant(state: EntryState) -> Code:
    """The contract of an entry covers its grant."""
    entry = state.entry
    covers = ContractAllocation.objects.filter(contract_id=entry.contract_id, allocation_id=entry.allocation_id)
    return "contract-of-another-grant" if entry.contract_id and not covers.exists() else ""


ENTRY_CHECKS: list[Callable[[EntryState], Code]] = [
    not_in_a_closed_period,
    not_before_the_decision,
    not_above_the_contract,
    one_final_payment,
    rate_of_its_kind,
    corrects_the_same_grant,
    corrects_what_was_before,
    contract_covers_the_grant,
]


def rate_stays_as_used(contract: Any) -> Code:
    """The rate of a contract stays as long as entries use it."""
    used = Entry.objects.filter(contract_id=contract.pk, rate_kind=RateKind.CONTRACT)
    return "rate-in-use" if contract.pk and used.exclude(rate=contract.rate or 0).exists() else ""


CONTRACT_CHECKS: list[Callable[[Any], Code]] = [rate_stays_as_used]
"""Each takes a contract. Its rows are not written yet when a new one is checked."""

SENTENCES: dict[Code, tuple[str, Any]] = {
    "closed-period": ("day", _("The accounting period of this day is closed. Date the entry in an open period.")),
    "before-decision": ("day", _("The day lies before the decision of the grant.")),
    "above-contract": ("amount", _("More would be paid and released than is contracted.")),
    "two-final-payments": ("final", _("The grant has a final payment already.")),
    "rate-of-day": ("rate_source", _("A rate of the day needs its source.")),
    "rate-of-budget-year": ("rate", _("This is not the rate of the budget year for this currency.")),
    "rate-of-contract": ("rate", _("This is not the rate of the contract for this currency.")),
    "corrects-another-grant": ("corrects", _("An entry corrects only an entry of the same grant.")),
    "corrects-before": ("day", _("A correction cannot be dated before the entry that it corrects.")),
    "contract-of-another-grant": ("contract", _("The contract does not cover this grant.")),
    "rate-in-use": ("rate", _("Entries use the rate of this contract, so it stays as it is.")),
    "contract-in-use": ("allocations", _("Entries of a grant name this contract, so it must cover the grant.")),
}
"""The field at which a person mends the broken rule, and the sentence."""


def broken_by(entry: Any) -> dict[str, list[str]]:
    """Returns field → sentences of the rules that a new entry would break; empty where it breaks none.

    Judges nothing while the grant or the day is missing: their own fields say so.
    """
    if not entry.allocation_id or not entry.day or not entry.kind:
        return {}
    from budgets.rules.writing import stopped_by_rules

    state = EntryState(entry)
    if state.allocation is None:
        return {}
    found = _in_words(check(state) for check in ENTRY_CHECKS)
    # An entry that is wrong by itself is mended before it is compared with the rules
    return found or stopped_by_rules(entry)


def broken_by_contract(contract: Any) -> dict[str, list[str]]:
    """Returns field → sentences of the rules that a contract breaks; empty where it breaks none."""
    return _in_words(check(contract) for check in CONTRACT_CHECKS)


def _in_words(codes: Iterable[Code]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        if code:
            place, sentence = SENTENCES[code]
            found.setdefault(place, []).append(str(sentence))
    return found


def hindering_deletion(entry: Any, undoing: bool) -> str:
    """Returns why an entry cannot be deleted; empty if undoing the change that added it may delete it."""
    if not undoing:
        return str(_("An entry is never deleted. Add another entry that corrects it."))
    state = EntryState(entry)
    if not_in_a_closed_period(state):
        return str(SENTENCES["closed-period"][1])
    left = _room(state.others, entry.day)
    return str(SENTENCES["above-contract"][1]) if left < 0 and left < _room([*state.others, entry], entry.day) else ""
