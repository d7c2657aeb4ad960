"""Random portfolios and random filters for tests of general rules, and their totals computed without SQL."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from hypothesis import strategies as st

from budgets.dimensions import DIMENSIONS
from budgets.models import Allocation, Fund
from projects.models import (
    CoreArea,
    CouncilRole,
    Organisation,
    Partnership,
    Place,
    Project,
    ProjectCoreArea,
    ProjectPlace,
)
from tests import builders

COUNCILS = ["MR-A", "MR-B", "MR-C", "MR-D"]
CORE_AREAS = ["prevention", "capacity-building", "cross-sector"]
PARTNERS = ["p1", "p2", "p3"]
ROLES = ["implementing", "co-operating", "hosting"]
COUNTRIES_OF = {
    "denmark": {"DK"},
    "sweden": {"SE"},
    "copenhagen": {"DK"},
    "both": {"DK", "SE"},  # a region that spans two countries
    "the-north": set(),  # a region in no country that the register names
}
DATES = [None, "2003", "2004-05", "2004-05-17", "2005", "2006-12-31"]
NOT_STATED = "not-stated"


@dataclass(frozen=True)
class Grant:
    ore: int
    currency: str
    rate: Decimal | None
    council: str | None
    fund: str | None
    year: int | None
    scope: str

    @property
    def dkk(self) -> Decimal | None:
        """Returns its amount in DKK, computed without the database."""
        amount = Decimal(self.ore) / 100
        if self.currency == "DKK":
            return amount
        return None if self.rate is None else (amount * self.rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Plan:
    """The random values of a project in a test."""

    own: bool
    status: str
    kind: str
    dates: tuple[Any, Any]
    roles: frozenset[tuple[str, str]]
    core_areas: frozenset[str]
    places: frozenset[str]
    partners: frozenset[tuple[str, str]]
    grants: tuple[Grant, ...]

    def values(self, dimension: str, grant: Grant | None) -> frozenset[str]:
        """Returns the values of the project (or its grant) in a dimension, by rule 2; empty for "not stated"."""
        of_the_grant = {
            "council": {grant.council} if grant and grant.council else {code for code, _role in self.roles},
            "fund": {grant.fund} if grant and grant.fund else set(),
            "year": {str(grant.year)} if grant and grant.year else {self.dates[0][:4]} if self.dates[0] else set(),
            "scope": {grant.scope} if grant else set(),
            "post": set(),
            "recipient": set(),
            "stage": {"decided"} if grant else set(),
        }
        of_the_project = {
            "status": {self.status},
            "kind": {self.kind},
            "portfolio": {"ours" if self.own else "theirs"},
            "core_area": self.core_areas,
            "place": self.places,
            "country": set().union(*(COUNTRIES_OF[place] for place in self.places)),
            "partner": {slug for slug, _role in self.partners},
            "role": {role for _slug, role in self.partners},
        }
        return frozenset({**of_the_grant, **of_the_project}[dimension])


def _grant(ore: int, currency: str, rate: int | None, *rest: Any) -> Grant:
    return Grant(ore, currency, None if currency == "DKK" or rate is None else Decimal(rate).scaleb(-8), *rest)


GRANTS = st.builds(
    _grant,
    st.integers(1, 10**11),
    st.sampled_from(["DKK", "DKK", "DKK", "SEK", "EUR"]),
    st.none() | st.integers(1, 9_999_999_999),
    st.none() | st.sampled_from(COUNCILS),
    st.none() | st.sampled_from(["f1", "f2"]),
    st.none() | st.integers(2003, 2005),
    st.sampled_from(["whole", "share"]),
)
PLANS = st.builds(
    Plan,
    own=st.booleans(),
    status=st.sampled_from(["ongoing", "closed"]),
    kind=st.sampled_from(["project", "study", "seminar"]),
    dates=st.sampled_from([(a, b) for a in DATES for b in DATES if a is None or b is None or b >= a[: len(b)]]),
    roles=st.frozensets(
        st.tuples(st.sampled_from(COUNCILS), st.sampled_from(["funding", "initiating", "audience"])), max_size=4
    ),
    core_areas=st.frozensets(st.sampled_from(CORE_AREAS), max_size=2),
    places=st.frozensets(st.sampled_from(list(COUNTRIES_OF)), max_size=3),
    partners=st.frozensets(st.tuples(st.sampled_from(PARTNERS), st.sampled_from(ROLES)), max_size=3),
    grants=st.lists(GRANTS, max_size=3).map(tuple),
)
PORTFOLIOS = st.lists(PLANS, max_size=6)

GROUPS = [
    *(f"council:{value}" for value in (*COUNCILS, "MR-A+MR-B", "with:MR-A", NOT_STATED)),
    *("year:2004/fund:not-stated", "partner:with:p1,partner:with:p2", "country:DK+SE", "role:hosting"),
]


def _some(*values: str, most: int = 2) -> Any:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most)


_CHOICES = {
    "status": _some("ongoing", "closed"),
    "kind": _some("project", "study", "campaign"),
    "council": _some(*COUNCILS, "MR-A+MR-B", "MR-A,MR-B", NOT_STATED),
    "core_area": _some(*CORE_AREAS, NOT_STATED),
    "country": _some("DK", "SE", NOT_STATED),
    "place": _some(*COUNTRIES_OF, NOT_STATED),
    "partner": _some(*PARTNERS, NOT_STATED),
    "role": _some(*ROLES),
    "group": _some(*GROUPS),
    "fund": _some("f1", "f2", NOT_STATED),
    "year": _some("2003", "2004", "2005", "2024"),
    "starts_after": _some("2004", "2004-05", "2004-05-18", most=1),
    "ends_before": _some("2004", "2004-05", "2006", most=1),
    "budget_min": _some("0.01", "1000", "5000000", most=1),
    "budget_max": _some("10000", "900000000", most=1),
    "budget_stated": _some("true", "false", most=1),
    "joint": _some("true", "false", most=1),
    "gap": _some("budget", "rate", "council", "core-area", "start", "end", "place", "partner", "source"),
    "portfolio": _some("all", "ours", "theirs", most=1),
    "search": _some("P-1", "p", most=1),
}
# Only a few filters at a time: with many, no project would match
FILTERS = st.lists(
    st.sampled_from(list(_CHOICES)).flatmap(lambda name: st.tuples(st.just(name), _CHOICES[name])),
    max_size=3,
    unique_by=lambda chosen: chosen[0],
).map(dict)
LAYOUTS = st.lists(st.sampled_from(list(DIMENSIONS)), min_size=1, max_size=2, unique=True)
MODES = st.sampled_from(["exclusive", "mentioned"])


@dataclass
class _Register:
    """The rows that plans refer to."""

    councils: dict[str, Any]
    funds: dict[str, Any]
    core_areas: dict[str, Any]
    places: dict[str, Any]
    partners: dict[str, Any]
    source: Any


def build(plans: list[Plan]) -> None:
    """Writes the plans into the register as P-1, P-2 …

    Also writes a project P-0 in another portfolio: filters accept only partners of some project in the register.
    """
    register = _register()
    ours, theirs = builders.portfolio(), builders.portfolio("theirs", own=False)
    others = builders.project("P-0", portfolio=theirs)
    for partner in register.partners.values():
        Partnership.objects.create(project=others, organisation=partner, role="hosting")
    for number, plan in enumerate(plans, 1):
        project = Project(
            reference=f"P-{number}", title_en="P", portfolio=ours if plan.own else theirs, source=register.source,
            status=plan.status, kind=plan.kind, starts=plan.dates[0], ends=plan.dates[1],
        )  # fmt: skip
        project.save()
        _add_facts(project, plan, register)


def _register() -> _Register:
    denmark, sweden = (_place(slug, code=code) for slug, code in (("denmark", "DK"), ("sweden", "SE")))
    both = _place("both", kind="region")
    both.spans.set([denmark, sweden])
    return _Register(
        councils={code: builders.council(code) for code in COUNCILS},
        funds={slug: Fund.objects.get_or_create(slug=slug, defaults={"name_en": slug})[0] for slug in ("f1", "f2")},
        core_areas={
            slug: CoreArea.objects.get_or_create(slug=slug, defaults={"name_en": slug, "number": number})[0]
            for number, slug in enumerate(CORE_AREAS, 1)
        },
        places={
            "denmark": denmark,
            "sweden": sweden,
            "both": both,
            "copenhagen": _place("copenhagen", kind="city", country=denmark),
            "the-north": _place("the-north", kind="region"),
        },
        partners={
            slug: Organisation.objects.get_or_create(slug=slug, defaults={"name_en": slug})[0] for slug in PARTNERS
        },
        source=builders.source(),
    )


def _place(slug: str, kind: str = "country", **values: Any) -> Place:
    return Place.objects.get_or_create(slug=slug, defaults={"name_en": slug, "kind": kind, **values})[0]


def _add_facts(project: Project, plan: Plan, register: _Register) -> None:
    CouncilRole.objects.bulk_create(
        CouncilRole(project=project, council=register.councils[code], role=role) for code, role in plan.roles
    )
    ProjectCoreArea.objects.bulk_create(
        ProjectCoreArea(project=project, core_area=register.core_areas[slug]) for slug in plan.core_areas
    )
    ProjectPlace.objects.bulk_create(ProjectPlace(project=project, place=register.places[slug]) for slug in plan.places)
    Partnership.objects.bulk_create(
        Partnership(project=project, organisation=register.partners[slug], role=role) for slug, role in plan.partners
    )
    Allocation.objects.bulk_create(
        _allocation(grant, project, count, register) for count, grant in enumerate(plan.grants, 1)
    )


def _allocation(grant: Grant, project: Project, count: int, register: _Register) -> Allocation:
    rated = {"rate": grant.rate, "rate_date": "2009-03-04", "rate_source": "A central bank"} if grant.rate else {}
    return Allocation(
        reference=f"{project.reference}-A{count}",
        project=project,
        source=register.source,
        amount=Decimal(grant.ore) / 100,
        currency=grant.currency,
        council=register.councils.get(grant.council or ""),
        fund=register.funds.get(grant.fund or ""),
        year=grant.year,
        scope=grant.scope,
        **rated,
    )


def clear() -> None:
    """Deletes all projects and their money."""
    Allocation.objects.all().delete()
    Project.objects.all().delete()


@dataclass
class Reckoned:
    """The totals of one group."""

    projects: set[int] = field(default_factory=set)
    without_budget: set[int] = field(default_factory=set)
    amounts: list[Decimal] = field(default_factory=list)
    not_counted: int = 0

    def figures(self) -> tuple[int, int, int, int, Decimal]:
        """Returns the numbers of projects, projects without a budget, allocations, and allocations not counted;
        and the DKK.
        """
        counts = (len(self.projects), len(self.without_budget), len(self.amounts), self.not_counted)
        return (*counts, sum(self.amounts, Decimal(0)))


def reckon(plans: list[Plan], dimensions: list[str], mode: str) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Returns the groups of the Council's own projects, by rule 2 and without SQL: values → figures."""
    groups: dict[tuple[str, ...], Reckoned] = defaultdict(Reckoned)
    for number, plan in enumerate(plans):
        for grant in (plan.grants or (None,)) if plan.own else ():
            for values in product(*(_values(plan.values(name, grant), mode) for name in dimensions)):
                group = groups[values]
                group.projects.add(number)
                if grant is None:
                    group.without_budget.add(number)
                elif grant.dkk is None:
                    group.not_counted += 1
                else:
                    group.amounts.append(grant.dkk)
    return {values: group.figures() for values, group in groups.items()}


def _values(values: frozenset[str], mode: str) -> list[str]:
    if not values:
        return [NOT_STATED]
    return sorted(values) if mode == "mentioned" else ["+".join(sorted(values))]
