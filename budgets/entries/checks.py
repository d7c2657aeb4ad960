"""The checks of entries and contracts: each is a function that takes the state and names the rule that is broken.

Models call them in ``clean()``, so pages, the API and imports meet the same rules. Another room adds a check to the
lists ``ENTRY_CHECKS`` and ``CONTRACT_CHECKS``, and the sentence of its rule to ``SENTENCES``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.choices import MONEY_KINDS, EntryKind, RateKind, ReportKind
from budgets.entries.bounds import BOUNDS, sentence_beyond, sentence_of_future
from budgets.models import BudgetRate, Contract, Entry, Period
from budgets.models.posts import LEDGER
from changes.ahead import wait_for
from changes.parts.unreadable import if_known, needs_the_others
from changes.together.remembering import remembered
from projects.choices import Currency


@dataclass
class EntryState:
    """An entry that is to be written, and everything that its rules compare it with."""

    entry: Any
    grant: Any = field(init=False)
    """The facts of the grant (``budgets.rules.facts.GrantFacts``); None if the register does not hold it."""

    def __post_init__(self) -> None:
        from budgets.rules.ahead import grant_of

        # Two payments that are entered at the same moment must see each other, and a period that is being closed
        wait_for([LEDGER])
        self.grant = grant_of(self.entry)

    @property
    def allocation(self) -> Any:
        """The grant itself; None if the register does not hold it."""
        return self.grant and self.grant.allocation

    @cached_property
    def others(self) -> list[Any]:
        """The other entries of the grant, by day, whether they count or are corrected.

        An entry of the same change may still be without a key.
        """
        needs_the_others()
        own = self.entry.pk
        others = (one for one in self.grant.entries if one is not self.entry and (own is None or one.pk != own))
        return sorted(others, key=lambda one: (one.day, one.pk is None, one.pk))

    @cached_property
    def corrected(self) -> Any:
        """The entry that this one corrects; None if it corrects none."""
        key = self.entry.corrects_id
        if not key:
            return None
        return next((one for one in self.others if one.pk == key), None) or Entry._base_manager.filter(pk=key).first()

    @property
    def others_in_force(self) -> list[Any]:
        """The other entries of the grant that no entry corrects, this one included."""
        replaced = {other.corrects_id for other in [*self.others, self.entry]} - {None}
        return [other for other in self.others if other.pk not in replaced and other.kind != EntryKind.WITHDRAWN]


Code = str
"""The code of a broken rule; empty where the rule is kept."""


class Said(NamedTuple):
    """A broken rule whose sentence states amounts or days: the field at which a person mends it, and the sentence."""

    field: str
    sentence: str


def closed_period_of(day: date) -> str:
    """Returns the code of the closed accounting period of a day; empty if the day is in none."""
    return next((code for code, first, last in remembered([Period], _closed_periods) if first <= day <= last), "")


def _closed_periods() -> list[tuple[str, date, date]]:
    return list(Period.objects.exclude(closed_at=None).values_list("code", "first_day", "last_day"))


def not_in_a_closed_period(state: EntryState) -> Code | Said:
    """An entry is dated in an open period."""
    day = state.entry.day
    if not (period := closed_period_of(day)):
        return ""
    sentence = gettext(
        "The accounting period of this day is closed. %(day)s is in the period %(period)s. Date the entry in an open"
        " period."
    )
    return Said("day", sentence % {"day": date_format(day), "period": period})


def not_before_the_decision(state: EntryState) -> Code | Said:
    """An entry is not dated before the grant was decided, as far as the source dates the decision."""
    day, decided = state.entry.day, decided_on(state.allocation)
    if not decided or day >= decided:
        return ""
    sentence = gettext("%(day)s lies before the decision of the grant, which is dated %(decided)s at the earliest.")
    return Said("day", sentence % {"day": date_format(day), "decided": date_format(decided)})


def decided_on(allocation: Any) -> date | None:
    """Returns the first day on which the grant can have been decided; None if its source states no time."""
    if allocation.granted:
        first: date = allocation.granted.first
        return first
    return date(allocation.year, 1, 1) if allocation.year else None


def not_in_the_future(state: EntryState) -> Code | Said:
    """An entry states what has happened, so it is dated today at the latest."""
    day = state.entry.day
    return Said("day", sentence_of_future(day)) if day > timezone.localdate() else ""


def within_bounds(state: EntryState) -> Code | Said:
    """A grant keeps the bounds of ``budgets/entries/bounds.py`` on each day."""
    entry = state.entry
    corrected_twice = entry.corrects_id and any(other.corrects_id == entry.corrects_id for other in state.others)
    if corrected_twice or (entry.kind in MONEY_KINDS and not (entry.amount and entry.amount > 0)):
        # A constraint says what is wrong
        return ""
    sentences = (sentence_beyond(code, state.others, [*state.others, entry], entry) for code in BOUNDS)
    return next((Said("amount", sentence) for sentence in sentences if sentence), "")


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


def corrects_the_same_kind(state: EntryState) -> Code:
    """A correction is of the same kind as the entry that it corrects, or withdraws it. The correction of a withdrawal
    is of the kind of the withdrawn entry.
    """
    if state.corrected is None or state.entry.kind == EntryKind.WITHDRAWN:
        return ""
    by_key = {other.pk: other for other in state.others if other.pk}
    first = state.corrected
    while first.kind == EntryKind.WITHDRAWN and first.corrects_id in by_key:
        first = by_key[first.corrects_id]
    return "" if first.kind in (state.entry.kind, EntryKind.WITHDRAWN) else "corrects-another-kind"


def corrects_what_was_before(state: EntryState) -> Code:
    """A correction is not dated before the entry that it corrects."""
    return "corrects-before" if state.corrected and state.entry.day < state.corrected.day else ""


def approves_what_came(state: EntryState) -> Code | Said:
    """A report is approved only after a report of its kind has come, which stays as long as the approval counts.
    The rule *accounts signed* judges final accounts.
    """
    entry = state.entry
    if entry.kind != EntryKind.REPORT_APPROVED and not entry.corrects_id:
        return ""
    sentence = _unreceived(state.others, [*state.others, entry])
    field = "report" if entry.kind == EntryKind.REPORT_APPROVED else "corrects"
    return Said(field, sentence) if sentence else ""


def _unreceived(before: Iterable[Any], after: Iterable[Any]) -> str:
    """Returns the sentence about an approval that lacks its report after a change, and did not lack it before."""
    known = {one.reference for one in _without_their_report(before)}
    found = next((one for one in _without_their_report(after) if one.reference not in known), None)
    if found is None:
        return ""
    words = {"report": found.get_report_display(), "day": date_format(found.day)}
    return gettext("%(report)s: none was received by %(day)s, the day of its approval.") % words


def _without_their_report(entries: Iterable[Any]) -> list[Any]:
    listed = list(entries)
    corrected = {one.corrects_id for one in listed} - {None}
    in_force = [one for one in listed if one.pk not in corrected and one.kind != EntryKind.WITHDRAWN]
    came: dict[str, date] = {}
    for one in in_force:
        if one.kind == EntryKind.REPORT_RECEIVED:
            came[one.report] = min(one.day, came.get(one.report, one.day))
    approved = (one for one in in_force if one.kind == EntryKind.REPORT_APPROVED and one.report != ReportKind.ACCOUNTS)
    return [one for one in approved if one.report not in came or came[one.report] > one.day]


def contract_covers_the_grant(state: EntryState) -> Code:
    """The contract of an entry covers its grant."""
    key = state.entry.contract_id
    covers = any(one.contract.pk == key for one in state.grant.contracts)
    return "contract-of-another-grant" if key and not covers else ""


ENTRY_CHECKS: list[Callable[[EntryState], Code | Said]] = [
    not_in_a_closed_period,
    not_in_the_future,
    not_before_the_decision,
    within_bounds,
    one_final_payment,
    rate_of_its_kind,
    corrects_the_same_grant,
    corrects_the_same_kind,
    corrects_what_was_before,
    contract_covers_the_grant,
    approves_what_came,
]


def rate_stays_as_used(contract: Any) -> Code:
    """The rate of a contract stays as long as entries use it."""
    used = Entry.objects.filter(contract_id=contract.pk, rate_kind=RateKind.CONTRACT)
    return "rate-in-use" if contract.pk and used.exclude(rate=contract.rate or 0).exists() else ""


CONTRACT_CHECKS: list[Callable[[Any], Code]] = [rate_stays_as_used]
"""Each takes a contract. Its rows are not written yet when a new one is checked."""

SENTENCES: dict[Code, tuple[str, Any]] = {
    "two-final-payments": ("final", _("The grant has a final payment already.")),
    "rate-of-day": ("rate_source", _("A rate of the day needs its source.")),
    "rate-of-budget-year": ("rate", _("This is not the rate of the budget year for this currency.")),
    "rate-of-contract": ("rate", _("This is not the rate of the contract for this currency.")),
    "corrects-another-grant": ("corrects", _("An entry corrects only an entry of the same grant.")),
    "corrects-another-kind": ("kind", _("A correction is of the kind of the entry that it corrects, or withdraws it.")),
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
    needed = ("allocation_id", "day", "kind")
    if any(not if_known(partial(getattr, entry, name), True) for name in needed):
        return {}
    from budgets.rules.writing import stopped_by_rules

    state = EntryState(entry)
    if state.allocation is None:
        return {}
    found = _in_words(if_known(partial(check, state), "") for check in ENTRY_CHECKS)
    # An entry that is wrong by itself is mended before it is compared with the rules
    return found or if_known(lambda: stopped_by_rules(entry, state.grant), {})


def broken_by_contract(contract: Any) -> dict[str, list[str]]:
    """Returns field → sentences of the rules that a contract breaks; empty where it breaks none."""
    return _in_words(check(contract) for check in CONTRACT_CHECKS)


def _in_words(broken: Iterable[Code | Said]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in broken:
        if one:
            place, sentence = one if isinstance(one, Said) else SENTENCES[one]
            found.setdefault(place, []).append(str(sentence))
    return found


def hindering_deletion(entry: Any, undoing: bool) -> str:
    """Returns why an entry cannot be deleted; empty if undoing the change that added it may delete it."""
    if not undoing:
        return str(_("An entry is never deleted. Add another entry that corrects it."))
    state = EntryState(entry)
    if said := not_in_a_closed_period(state):
        return said.sentence if isinstance(said, Said) else said
    if unreceived := _unreceived([*state.others, entry], state.others):
        return unreceived
    sentences = (sentence_beyond(code, [*state.others, entry], state.others, entry) for code in BOUNDS)
    return next(filter(None, sentences), "")
