"""Random ledgers of grants, and a reckoner of their measures that uses no SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from budgets.models import Allocation, BudgetPost, Contract, ContractAllocation, Entry, Signature
from projects.models import Project
from tests import builders

FIRST = date(2025, 1, 1)
DAYS = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
MONEY = ("contracted", "requested", "paid", "released", "repaid")
REPORTS = ("report-received", "report-approved")


@dataclass(frozen=True)
class Fact:
    """A planned entry. ``corrects`` is the place of another one in the ledger, or None."""

    kind: str
    day: date
    ore: int | None
    rate: int | None = None
    """In millionths; None: DKK."""
    report: str = ""
    ends: date | None = None
    post: int | None = None
    counterpart: str | None = None
    corrects: int | None = None

    def dkk(self) -> int:
        """The amount in øre of DKK, half an øre rounded away from zero."""
        if self.ore is None:
            return 0
        exact = abs(self.ore) * Fraction(self.rate or 1_000_000, 1_000_000)
        return (1 if self.ore > 0 else -1) * floor(exact + Fraction(1, 2))


@dataclass(frozen=True)
class Grant:
    """A planned grant of one of two projects, with its contract and its ledger."""

    project: int
    ore: int
    granted: str | None
    post: int | None
    starts: date | None
    ends: date | None
    council: str | None
    recipient: str | None
    ledger: list[Fact]


@st.composite
def facts(draw: Any, place: int) -> Fact:
    kind = draw(st.sampled_from([*MONEY, *MONEY, "changed", *REPORTS, "withdrawn" if place else "paid"]))
    amount = st.integers(1, 10**9)
    ore = draw(amount) if kind in MONEY else None
    if kind == "changed":
        ore = draw(st.one_of(st.none(), amount, amount.map(lambda number: -number)))
    corrects = draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
    if kind == "withdrawn" and corrects is None:
        corrects = 0
    return Fact(
        kind,
        draw(DAYS),
        ore,
        draw(st.one_of(st.none(), st.integers(1, 20_000_000))) if ore is not None else None,
        draw(st.sampled_from(["annual", "final", "accounts"])) if kind in REPORTS else "",
        draw(DAYS) if kind == "changed" and (ore is None or draw(st.booleans())) else None,
        draw(st.sampled_from([None, 0, 1])),
        draw(st.sampled_from([None, "o1", "o2"])),
        corrects,
    )


@st.composite
def ledgers(draw: Any) -> list[Fact]:
    """A ledger in which each entry is corrected at most once, on its own day or later."""
    found: list[Fact] = []
    for _number in range(draw(st.integers(0, 6))):
        fact = draw(facts(len(found)))
        taken = {other.corrects for other in found}
        if fact.corrects is not None and (fact.corrects in taken or fact.day < found[fact.corrects].day):
            if fact.kind == "withdrawn":
                continue
            fact = replace(fact, corrects=None)
        found.append(fact)
    return found


@st.composite
def grants(draw: Any) -> Grant:
    starts, ends = draw(st.one_of(st.none(), DAYS)), draw(st.one_of(st.none(), DAYS))
    if starts and ends and ends < starts:
        starts, ends = ends, starts
    return Grant(
        draw(st.sampled_from([0, 1])),
        draw(st.integers(1, 10**9)),
        draw(st.sampled_from([None, "2025", "2025-01", "2025-02", "2025-01-15", "2026"])),
        draw(st.sampled_from([None, 0, 1])),
        starts,
        ends,
        draw(st.sampled_from([None, "MR-A", "MR-B"])),
        draw(st.sampled_from([None, "o2", "o3"])),
        draw(ledgers()),
    )


PLANS = st.lists(grants(), min_size=1, max_size=3)


def build(plans: Sequence[Grant], order: Any = None) -> list[Allocation]:
    """Writes the planned grants; ``order`` sorts the places of a ledger in which its entries are written."""
    clear()
    projects = [builders.project("P-1", councils=["MR-B"], status="ongoing"), builders.project("P-2")]
    posts = [builders.post(f"2025-{number}", "1000000.00") for number in (1, 2)]
    return [_grant(number, plan, projects, posts, order) for number, plan in enumerate(plans, 1)]


def clear() -> None:
    # A withdrawal is about another entry, so it becomes something else first
    Entry.objects.filter(kind="withdrawn").update(corrects=None, kind="changed", ends=FIRST)
    Entry.objects.update(corrects=None)
    for model in (Entry, Contract, Allocation, BudgetPost, Project):
        model._base_manager.all().delete()


def _grant(number: int, plan: Grant, projects: Any, posts: Any, order: Any) -> Allocation:
    grant = Allocation(
        reference=f"G{number}",
        project=projects[plan.project],
        amount=_kroner(plan.ore),
        granted=plan.granted,
        post=None if plan.post is None else posts[plan.post],
        council=builders.council(plan.council) if plan.council else None,
        source=builders.source(),
    )
    grant.save()
    contract = Contract.objects.create(code=f"K{number}", project=grant.project, starts=plan.starts, ends=plan.ends)
    ContractAllocation.objects.create(contract=contract, allocation=grant)
    if plan.recipient:
        signed = {"role": "recipient", "organisation": builders.organisation(plan.recipient)}
        Signature.objects.create(contract=contract, day=FIRST, **signed)
    rows: dict[int, Entry] = {}
    places = range(len(plan.ledger))
    for place in sorted(places, key=order) if order else places:
        rows[place] = _entry(place, plan.ledger[place], grant, posts)
    for place, fact in enumerate(plan.ledger):
        if fact.corrects is not None:
            Entry.objects.filter(pk=rows[place].pk).update(corrects=rows[fact.corrects], kind=fact.kind, ends=fact.ends)
    return grant


def _entry(place: int, fact: Fact, grant: Allocation, posts: Any) -> Entry:
    rate = {}
    if fact.rate:
        rate = {"currency": "SEK", "rate": f"{fact.rate / 1_000_000:.6f}", "rate_kind": "day", "rate_source": "A bank"}
    row = Entry(
        reference=f"{grant.reference}-E{place}",
        allocation=grant,
        # A correction gets its reference to the other entry when both are written
        kind="changed" if fact.kind == "withdrawn" else fact.kind,
        day=fact.day,
        amount=None if fact.ore is None else _kroner(fact.ore),
        report=fact.report,
        ends=fact.ends or (fact.day if fact.kind == "withdrawn" else None),
        post=None if fact.post is None else posts[fact.post],
        counterpart=builders.organisation(fact.counterpart) if fact.counterpart else None,
        **rate,
    )
    row.save()
    return row


def _kroner(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def in_force(ledger: Sequence[Fact], on: date | None) -> list[Fact]:
    """The entries that count on a day: those of that day or before which no entry of that day or before corrects."""
    known = {place: fact for place, fact in enumerate(ledger) if on is None or fact.day <= on}
    replaced = {fact.corrects for fact in known.values()}
    return [fact for place, fact in known.items() if place not in replaced and fact.kind != "withdrawn"]


def is_decided(plan: Grant, on: date | None) -> bool:
    """Whether the first day that the date of the decision can mean has come."""
    if on is None or plan.granted is None:
        return True
    return f"{plan.granted}-01-01"[:10] <= on.isoformat()


def measured(plans: Iterable[Grant], on: date | None) -> dict[str, int]:
    """The measures of these grants on a day, in øre."""
    found = dict.fromkeys(("granted", "contracted", "paid", "released", "repaid"), 0)
    for plan in plans:
        found["granted"] += plan.ore if is_decided(plan, on) else 0
        for fact in in_force(plan.ledger, on):
            name = "contracted" if fact.kind == "changed" else fact.kind
            if name in found:
                found[name] += fact.dkk()
    return {**found, "debt": found["contracted"] - found["paid"] - found["released"]}


def stage(plan: Grant, on: date) -> str:
    """The stage of a grant on a day."""
    facts = in_force(plan.ledger, on)
    kinds = {fact.kind for fact in facts}
    reports = {fact.kind for fact in facts if fact.report in ("final", "accounts")}
    approved = {fact.report for fact in facts if fact.kind == "report-approved"}
    changes = [(fact.day, place, fact.ends) for place, fact in enumerate(facts) if fact.kind == "changed" and fact.ends]
    ends = max(changes)[2] if changes else plan.ends
    if "contracted" not in kinds:
        return "decided"
    if measured([plan], on)["debt"] == 0 and (approved >= {"final", "accounts"} or "paid" not in kinds):
        return "settled"
    if reports or (ends and ends < on):
        return "reporting"
    if "paid" in kinds or (plan.starts and plan.starts <= on):
        return "running"
    return "contracted"


SIGNS = {
    "contracted": {"contracted": 1, "changed": 1},
    "paid": {"paid": 1},
    "released": {"released": 1},
    "repaid": {"repaid": 1},
    "debt": {"contracted": 1, "changed": 1, "paid": -1, "released": -1},
}
POSTS = ("2025-1", "2025-2")
COUNCILS_OF = (("MR-B",), ())
STATUS_OF = ("ongoing", "closed")
NOT_STATED = "not-stated"
Booking = tuple[int, int, dict[str, str]]
"""A row of money: its project, its amount in øre, and its value in each dimension."""


def bookings(plans: Sequence[Grant], measure: str, on: date | None) -> list[Booking]:
    """The rows of money that a measure adds up on a day."""
    found: list[Booking] = []
    for plan in plans:
        if measure == "granted":
            if is_decided(plan, on):
                found.append((plan.project, plan.ore, values(plans, plan, None, on)))
            continue
        for fact in in_force(plan.ledger, on):
            if fact.ore is not None and fact.kind in SIGNS[measure]:
                amount = fact.dkk() * SIGNS[measure][fact.kind]
                found.append((plan.project, amount, values(plans, plan, fact, on)))
    return found


def values(plans: Sequence[Grant], plan: Grant, fact: Fact | None, on: date | None) -> dict[str, str]:
    """The values of a row of money: its own, or else those of its grant, or else those of its project."""
    of_project = values_of_project(plans, plan.project)
    post = plan.post if fact is None or fact.post is None else fact.post
    own = {
        "council": plan.council,
        "year": plan.granted and plan.granted[:4],
        "post": None if post is None else POSTS[post],
        "recipient": (fact and fact.counterpart) or plan.recipient,
        "stage": stage(plan, on or timezone.localdate()),
    }
    return {name: value or of_project[name] for name, value in {**of_project, **own}.items()}


def values_of_project(plans: Sequence[Grant], project: int) -> dict[str, str]:
    """The values of a project without a row of money."""
    recipients = {plan.recipient for plan in plans if plan.project == project and plan.recipient}
    found = {
        "status": STATUS_OF[project],
        "council": "+".join(COUNCILS_OF[project]),
        "recipient": "+".join(sorted(recipients)),
    }
    return {"year": NOT_STATED, "post": NOT_STATED, "stage": NOT_STATED} | {
        name: value or NOT_STATED for name, value in found.items()
    }


DIMENSIONS = ("status", "council", "year", "post", "recipient", "stage")


def reckon(
    plans: Sequence[Grant], measure: str, on: date | None, names: Sequence[str], mode: str
) -> dict[tuple[str, ...], tuple[int, int, int | None]]:
    """Values → how many projects, how many rows of money, and the amount in øre; None without any row."""
    rows = bookings(plans, measure, on)
    groups: dict[tuple[str, ...], list[tuple[int, int | None]]] = {}
    bare = {0, 1} - {project for project, _amount, _values in rows}
    listed = [(project, amount, found) for project, amount, found in rows]
    for project, amount, found in [*listed, *((one, None, values_of_project(plans, one)) for one in bare)]:
        parts = [found[name].split("+") if mode == "mentioned" else [found[name]] for name in names]
        for key in product(*parts):
            groups.setdefault(key, []).append((project, amount))
    return {key: _figures(found) for key, found in groups.items()}


def _figures(rows: Sequence[tuple[int, int | None]]) -> tuple[int, int, int | None]:
    amounts = [amount for _project, amount in rows if amount is not None]
    return len({project for project, _amount in rows}), len(amounts), sum(amounts) if amounts else None
