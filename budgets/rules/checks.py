"""The checks of the rules: each compares the facts of a grant with a rule, and yields its breaches.

Some rules have their checks elsewhere: open periods in ``budgets/entries/checks.py``, which refuses every breach;
reports and instalments that are overdue in ``budgets/entries/due.py``; budget posts in ``budgets/rules/posts.py``.

Pages, the API, imports and the list of findings use the same checks. A breach has the same ``key`` as long as its
cause is the same, so a new breach can be told from an old one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from budgets.choices import Check, ContractKind, EntryKind, ReportKind
from budgets.entries.amounts import in_dkk
from budgets.models import Entry, Rule
from budgets.rules.facts import GrantFacts, total

Key = tuple[Any, ...]
ADDS = (EntryKind.CONTRACTED, EntryKind.CHANGED)
LAST_REPORTS = (ReportKind.FINAL, ReportKind.ACCOUNTS)
"""The reports that are approved before the last money is paid."""


@dataclass(frozen=True)
class Breach:
    """A place where a rule is broken."""

    key: Key
    since: date | None
    """The day from which the rule is broken; None: not known."""
    field: str = "non_field_errors"
    """The field of an entry at which a person can mend it."""
    entry: Entry | None = None
    contract: Any = None
    due: date | None = None
    """The day on which something was due; None if the rule has no deadline."""


Breaches = Iterator[Breach]
CheckFunction = Callable[[GrantFacts, Rule, date], Breaches]
CHECKS: dict[str, CheckFunction] = {}


def check_of(name: Check) -> Callable[[CheckFunction], CheckFunction]:
    """Registers the function of a check. It takes a grant, the rule, and the day up to which deadlines have passed."""

    def register(function: CheckFunction) -> CheckFunction:
        CHECKS[name.value] = function
        return function

    return register


@check_of(Check.CONTRACT_SIGNED)
def contract_signed(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """No start and no payment before the contract is signed by both parties."""
    for entry in grant.in_force():
        if entry.kind == EntryKind.PAID:
            signed = _signed_for(grant, entry)
            if signed is None or entry.day < signed:
                yield Breach(("paid", entry.reference), entry.day, "day", entry)
    for one in grant.contracts:
        begins, complete = one.contract.starts, one.signed_on()
        if begins and begins <= on and (complete is None or begins < complete):
            yield Breach(("start", one.contract.code), begins, contract=one.contract)


def _signed_for(grant: GrantFacts, payment: Entry) -> date | None:
    """Returns the day on which the contract of a payment was complete. A payment that names no contract is covered by
    any contract of its grant.
    """
    named = [one for one in grant.contracts if one.contract.pk == payment.contract_id]
    days = [day for one in named or grant.contracts if (day := one.signed_on())]
    return min(days, default=None)


@check_of(Check.FINAL_REPORT_FIRST)
def final_report_first(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """No final payment before the final report and the final accounts are approved."""
    for entry in _final_payments(grant):
        if not all(grant.reports(EntryKind.REPORT_APPROVED, kind, entry.day) for kind in LAST_REPORTS):
            yield Breach(("final", entry.reference), entry.day, _field_of_final(entry), entry)


@check_of(Check.REPORT_WITH_REQUEST)
def report_with_request(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """With each request for payment comes a report, received since the request before it."""
    before: date | None = None
    for entry in grant.in_force():
        if entry.kind != EntryKind.REQUESTED:
            continue
        received = (
            other
            for other in grant.in_force()
            if other.kind == EntryKind.REPORT_RECEIVED and other.day <= entry.day and (not before or other.day > before)
        )
        if not any(received):
            yield Breach(("request", entry.reference), entry.day, "day", entry)
        before = entry.day


@check_of(Check.ANNUAL_REPORT)
def annual_report(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """A framework contract gives its annual report by a day of the next year, for each year in which it runs."""
    for one in grant.contracts:
        if one.contract.kind != ContractKind.FRAMEWORK or not one.contract.starts:
            continue
        last = min(one.contract.ends or on, on)
        for year in range(one.contract.starts.year, last.year + 1):
            due = date(year + 1, rule.month or 1, rule.day_of_month or 1)
            if due < on and not _received(grant, ReportKind.ANNUAL, date(year, 12, 1), due, on):
                yield Breach(("annual", one.contract.code, year), due, contract=one.contract, due=due)


def _received(grant: GrantFacts, report: ReportKind, first: date, due: date, on: date) -> bool:
    """Whether the report of a year came in: between the end of the year and the end of the next one."""
    last = min(on, date(due.year, 11, 30))
    return any(entry.day >= first for entry in grant.reports(EntryKind.REPORT_RECEIVED, report, last, on))


@check_of(Check.AUDITOR)
def auditor(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """From an amount, the auditor's statement comes before the final payment. State bodies that a Nordic national audit
    office audits need none.
    """
    for entry in _final_payments(grant):
        if lacks_statement(grant, rule, entry.day):
            yield Breach(("auditor", entry.reference), entry.day, _field_of_final(entry), entry)


def lacks_statement(grant: GrantFacts, rule: Rule, on: date) -> bool:
    """Whether the auditor's statement that a rule asks for has not come by a day."""
    if any(one.contract.state_audited for one in grant.contracts):
        return False
    contracted = total((entry for entry in grant.in_force() if entry.day <= on), *ADDS)
    return contracted >= (rule.amount or 0) and not grant.reports(EntryKind.REPORT_RECEIVED, ReportKind.AUDITOR, on)


@check_of(Check.ACCOUNTS_SIGNED)
def accounts_signed(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """Final accounts are approved only when the project manager and the finance manager have signed them."""
    for entry in grant.in_force():
        if entry.kind == EntryKind.REPORT_APPROVED and entry.report == ReportKind.ACCOUNTS:
            received = grant.reports(EntryKind.REPORT_RECEIVED, ReportKind.ACCOUNTS, entry.day)
            if not any(one.signed_by_project_manager and one.signed_by_finance_manager for one in received):
                yield Breach(("accounts", entry.reference), entry.day, "report", entry)


@check_of(Check.CHANGE_IN_TIME)
def change_in_time(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """A change of the period is approved before the period that it changes has ended."""
    ends = max((one.contract.ends for one in grant.contracts if one.contract.ends), default=None)
    for entry in grant.in_force():
        if entry.kind != EntryKind.CHANGED:
            continue
        if (entry.ends or entry.starts) and ends and entry.day > ends:
            yield Breach(("change", entry.reference), entry.day, "day", entry)
        ends = entry.ends or ends


@check_of(Check.WITHIN_THE_GRANT)
def within_the_grant(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """The grant does not grow without a new decision: no more is contracted than was decided.

    Compares the grant's own currency where all contracts are in it, and DKK otherwise.
    """
    adding = [entry for entry in grant.in_force() if entry.kind in ADDS]
    own = all(entry.currency == grant.allocation.currency for entry in adding)
    limit = grant.allocation.amount if own else grant.allocation.amount_dkk
    contracted = Decimal(0)
    for entry in adding:
        amount = (entry.amount if own else in_dkk(entry)) or Decimal(0)
        contracted += amount
        if limit is not None and amount > 0 and contracted > limit:
            yield Breach(("above", entry.reference), entry.day, "amount", entry)


@check_of(Check.SETTLED)
def settled(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """A project is closed only when nothing is owed, and the last reports on what was paid are approved."""
    entries = grant.in_force(on)
    debt = total(entries, *ADDS) - total(entries, EntryKind.PAID, EntryKind.RELEASED)
    if grant.closed and (debt or unapproved_reports(grant, on)):
        since = entries[-1].day if entries else None
        yield Breach(("settled", grant.allocation.reference), since)


@check_of(Check.PERSPECTIVE)
def perspective(grant: GrantFacts, rule: Rule, on: date) -> Breaches:
    """Each project answers for the perspective that was asked for when its contract began."""
    for one in grant.contracts:
        begins = one.contract.starts or one.signed_on() or grant.decided
        if begins and rule_holds(rule, begins) and rule.perspective not in one.perspectives:
            yield Breach(("perspective", one.contract.code), begins, contract=one.contract)


def unapproved_reports(grant: GrantFacts, on: date) -> list[ReportKind]:
    """Returns the last reports that are not approved by a day. A grant of which nothing was paid needs none."""
    if not any(entry.kind == EntryKind.PAID for entry in grant.in_force(on)):
        return []
    return [kind for kind in LAST_REPORTS if not grant.reports(EntryKind.REPORT_APPROVED, kind, on, on)]


def _final_payments(grant: GrantFacts) -> Iterator[Entry]:
    """Yields the payments after which nothing is owed, and those that a person marked as final."""
    contracted = used = Decimal(0)
    for _day, entries in groupby(grant.in_force(), key=lambda entry: entry.day):
        # What is contracted on a day covers the payments of the same day
        of_day = list(entries)
        contracted += total(of_day, *ADDS)
        for entry in of_day:
            used += total([entry], EntryKind.PAID, EntryKind.RELEASED)
            if entry.kind == EntryKind.PAID and (entry.final or (contracted and used >= contracted)):
                yield entry


def _field_of_final(payment: Entry) -> str:
    """Returns the field at which a person mends a final payment: the mark, or the amount that leaves nothing owed."""
    return "final" if payment.final else "amount"


def rule_holds(rule: Rule, day: date | None) -> bool:
    """Whether a rule is valid on a day; an unknown day is within every period."""
    if day is None:
        return True
    return not (rule.valid_from and day < rule.valid_from) and not (rule.valid_to and day > rule.valid_to)


def rule_concerns(rule: Rule, allocation: Any) -> bool:
    """Whether a rule is for this grant, by its fund and the portfolio of its project."""
    fund = rule.fund_id in (None, allocation.fund_id)
    return fund and rule.portfolio_id in (None, allocation.project.portfolio_id)


def breaches_of(grant: GrantFacts, rule: Rule, on: date) -> list[Breach]:
    """Returns where a grant breaks a rule that is valid on the day of the breach and concerns the grant."""
    check = CHECKS.get(rule.check_name)
    if check is None or not rule_concerns(rule, grant.allocation):
        return []
    found = check(grant, rule, on)
    if rule.check_name == Check.PERSPECTIVE:
        return list(found)
    return [breach for breach in found if rule_holds(rule, breach.since)]


def of_entries(rules: Iterable[Rule]) -> list[Rule]:
    """Returns the rules that a single entry can break. ``budgets/rules/closing.py`` judges the debt of closed projects
    when all of a change is written, so that entries which settle each other can be entered together.
    """
    return [rule for rule in rules if rule.check_name in CHECKS and rule.check_name != Check.SETTLED]
