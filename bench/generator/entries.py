"""The contracts and entries of generated grants: about six entries a project, the same for the same seed.

They are drawn apart from the projects, so a portfolio with entries has the same projects and grants as one without.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from bench.generator.dice import Dice
from bench.generator.register import Register
from budgets.choices import EntryKind, ReportKind, SignatoryRole
from budgets.models import Allocation, Contract, ContractAllocation, Entry, Instalment, Signature
from projects.choices import Currency
from projects.models import Project

ORE = Decimal("0.01")


ROWS = (Contract, ContractAllocation, Signature, Instalment, Entry)
"""The models of these rows, in the order in which they are written."""


def life_of(
    project: Project, grants: Sequence[Allocation], starts: date, as_of: date, seed: int, register: Register
) -> Iterator[models.Model]:
    """Yields the contract of a project with its rows, and the entries of its grants in DKK up to a day. Grants in other
    currencies have neither.
    """
    followed = [grant for grant in grants if grant.currency == Currency.DKK]
    if not followed or starts > as_of:
        return
    dice = Dice(seed, "contract", project.reference)
    contract = Contract(code=f"{project.reference}-K1", project=project, starts=starts)
    yield contract
    for grant in followed:
        yield ContractAllocation(contract=contract, allocation=grant)
    for role in (SignatoryRole.GRANTOR, SignatoryRole.RECIPIENT):
        body = dice.weighted(register.organisations)
        yield Signature(contract=contract, role=role, organisation_id=body, day=starts)
    for number in (1, 2):
        day = starts + timedelta(number * dice.between(60, 300))
        yield Instalment(contract=contract, number=number, day=day, share=Decimal(50))
    for grant in followed:
        post = dice.one_of(register.posts[starts.year]) if starts.year in register.posts else None
        for entry in entries_of(grant, starts, as_of, seed):
            entry.contract, entry.post_id = contract, post
            yield entry


def entries_of(allocation: Allocation, starts: date, as_of: date, seed: int) -> Iterator[Entry]:
    """Yields the entries of a grant up to a day: contracted, paid in two parts around a report, and for many of them
    the approvals of the final report and accounts, and the release of what was not used.
    """
    dice = Dice(seed, "entries", allocation.reference)
    for number, (kind, day, facts) in enumerate(_life(dice, Decimal(allocation.amount), starts), 1):
        if day <= as_of:
            reference = f"{allocation.reference}-E{number}"
            voucher = f"V-{reference}" if kind == EntryKind.PAID else ""
            yield Entry(reference=reference, allocation=allocation, kind=kind, day=day, voucher=voucher, **facts)


def _life(dice: Dice, granted: Decimal, starts: date) -> Iterator[tuple[EntryKind, date, dict[str, Any]]]:
    signed = starts + timedelta(dice.between(0, 60))
    first = (granted * dice.between(30, 60) / 100).quantize(ORE)
    second = ((granted - first) * dice.between(50, 100) / 100).quantize(ORE)
    yield EntryKind.CONTRACTED, signed, {"amount": granted}
    yield EntryKind.PAID, signed + timedelta(dice.between(1, 60)), {"amount": first}
    reported = signed + timedelta(dice.between(200, 400))
    yield EntryKind.REPORT_RECEIVED, reported, {"report": ReportKind.STATUS}
    yield EntryKind.PAID, reported + timedelta(dice.between(1, 60)), {"amount": second}
    if not dice.chance(0.45):
        return
    ended = reported + timedelta(dice.between(100, 300))
    for report in (ReportKind.FINAL, ReportKind.ACCOUNTS):
        yield EntryKind.REPORT_APPROVED, ended, {"report": report}
    left = granted - first - second
    if left:
        yield EntryKind.RELEASED, ended + timedelta(dice.between(1, 30)), {"amount": left}
