"""The rules of a contract's own rows: its signatures against its start, and its instalments against its amount.

They are judged when the contract is written with its rows. Only a change of these rows is judged, so a contract that
broke a rule before can be changed otherwise.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgets.choices import Check, EntryKind, Severity, SignatoryRole
from budgets.models import Allocation, Entry, Signature
from budgets.rules.checks import ADDS, rule_concerns, rule_holds
from budgets.rules.facts import ContractFacts
from budgets.rules.words import rules_of, sentence_of
from projects.language.amounts import format_amount

State = Mapping[str, Any]
"""A contract in the shape of the API."""
Said = Iterator[tuple[str, str]]
"""Fields and sentences."""
PERCENT = Decimal(100)


def broken_by_rows(before: State, after: State) -> Said:
    """Yields the field and the sentence of each rule that the new signatures, first day or instalments break."""
    if _differ("signatures", before, after):
        yield from _signatures(after)
    if _differ("signatures", before, after) or _differ("starts", before, after):
        yield from _start(before, after)
    if any(_differ(name, before, after) for name in ("signatures", "instalments")):
        yield from _days_of_instalments(after)
    if any(_differ(name, before, after) for name in ("instalments", "allocations", "currency")):
        yield from _sum_of_instalments(after)


def _differ(name: str, before: State, after: State) -> bool:
    return before.get(name) != after.get(name)


def _signatures(contract: State) -> Said:
    last = max((_day(row["day"]) for row in contract["signatures"]), default=None)
    if last and last > timezone.localdate():
        yield "signatures", _("%(day)s lies ahead. State a signature once it is given.") % {"day": date_format(last)}
    grantor: set[str] = set()
    others: set[str] = set()
    for row in contract["signatures"]:
        (grantor if row["role"] == SignatoryRole.GRANTOR else others).add(row["organisation"])
    for organisation in sorted(grantor & others):
        sentence = _("%(organisation)s signs for the grantor and for another party. The parties differ.")
        yield "signatures", sentence % {"organisation": organisation}


def _start(before: State, after: State) -> Said:
    """A contract starts when both parties have signed it, where a rule that stops says so."""
    if not _starts_too_early(after) or (before and _starts_too_early(before)):
        return
    grants = list(Allocation.objects.filter(reference__in=after["allocations"]).select_related("project"))
    rules = [rule for rule in rules_of(Severity.STOPS) if rule.check_name == Check.CONTRACT_SIGNED]
    for rule in rules:
        if rule_holds(rule, _day(after["starts"])) and any(rule_concerns(rule, grant) for grant in grants):
            yield "starts", sentence_of(rule)


def _starts_too_early(contract: State) -> bool:
    signatures = [Signature(role=row["role"], day=_day(row["day"])) for row in contract["signatures"]]
    signed = ContractFacts(None, signatures).signed_on()  # type: ignore[arg-type]
    return bool(contract["starts"] and signed and _day(contract["starts"]) < signed)


def _days_of_instalments(contract: State) -> Said:
    """No instalment is due in a year before that of the first signature."""
    first = min((_day(row["day"]) for row in contract["signatures"]), default=None)
    days = [_day(row["day"]) for row in contract["instalments"] if row["day"]]
    if first and days and min(days).year < first.year:
        words = {"day": date_format(min(days)), "signed": date_format(first)}
        yield "instalments", _("The instalment of %(day)s is due before the contract is signed, %(signed)s.") % words


def _sum_of_instalments(contract: State) -> Said:
    """The instalments together are no more than the amount of the contract."""
    rows = contract["instalments"]
    share = sum((Decimal(str(row["share"])) for row in rows if row["share"] is not None), Decimal(0))
    amounts = sum((Decimal(str(row["amount"])) for row in rows if row["amount"] is not None), Decimal(0))
    if share > PERCENT:
        yield "instalments", _("The shares of the instalments add up to more than 100 percent.")
        return
    known = _amount_of(contract) if amounts else None
    if known is not None and amounts + known * share / PERCENT > known:
        words = {"sum": amounts + known * share / PERCENT, "amount": known}
        sentence = _(
            "The instalments add up to %(sum)s %(currency)s, and the contract is about %(amount)s %(currency)s."
        )
        shown = {name: format_amount(amount) for name, amount in words.items()}
        yield "instalments", sentence % {**shown, "currency": contract["currency"]}


def _amount_of(contract: State) -> Decimal | None:
    """Returns the amount of a contract in its currency: what its entries say is contracted, or else what its grants
    say; None if neither is known in this currency.
    """
    entries = Entry.objects.in_force().filter(contract__code=contract["code"])
    contracted = entries.filter(kind=EntryKind.CONTRACTED).exists()
    of_entries = entries.filter(kind__in=ADDS, amount__isnull=False)
    grants = Allocation.objects.filter(reference__in=contract["allocations"])
    listed = list((of_entries if contracted else grants).order_by().values_list("amount", "currency"))
    if not listed or any(currency != contract["currency"] for _amount, currency in listed):
        return None
    return sum((amount for amount, _currency in listed), Decimal(0))


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)
