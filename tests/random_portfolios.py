"""Random portfolios and random filters for tests of general rules, and a reckoner that knows no SQL."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from budgets.models import Allocation, Fund
from projects.models import CouncilRole, Project
from tests import builders

COUNCILS = ["MR-A", "MR-B", "MR-C", "MR-D"]
DATES = [None, "2003", "2004-05", "2004-05-17", "2005", "2006-12-31"]


@dataclass(frozen=True)
class Grant:
    ore: int
    currency: str
    rate: Decimal | None
    council: str | None
    fund: str | None

    @property
    def dkk(self) -> Decimal | None:
        """What it counts in DKK, reckoned by hand."""
        amount = Decimal(self.ore) / 100
        if self.currency == "DKK":
            return amount
        return None if self.rate is None else (amount * self.rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Plan:
    """A project as a test draws it."""

    own: bool
    status: str
    kind: str
    dates: tuple[Any, Any]
    roles: frozenset[tuple[str, str]]
    grants: tuple[Grant, ...]

    @property
    def named(self) -> frozenset[str]:
        return frozenset(code for code, _role in self.roles)


def _grants(ore: int, currency: str, rate: int | None, council: str | None, fund: str | None) -> Grant:
    rated = None if currency == "DKK" or rate is None else Decimal(rate).scaleb(-8)
    return Grant(ore, currency, rated, council, fund)


GRANTS = st.builds(
    _grants,
    st.integers(1, 10**11),
    st.sampled_from(["DKK", "DKK", "DKK", "SEK", "EUR"]),
    st.none() | st.integers(1, 9_999_999_999),
    st.none() | st.sampled_from(COUNCILS),
    st.none() | st.sampled_from(["f1", "f2"]),
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
    grants=st.lists(GRANTS, max_size=3).map(tuple),
)
PORTFOLIOS = st.lists(PLANS, max_size=6)

FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.lists(st.sampled_from(["ongoing", "closed"]), min_size=1, max_size=2),
        "kind": st.lists(st.sampled_from(["project", "study", "campaign"]), min_size=1, max_size=2),
        "council": st.lists(st.sampled_from([*COUNCILS, "MR-A+MR-B", "not-stated"]), min_size=1, max_size=2),
        "allocation_council": st.sampled_from([*COUNCILS, "MR-A+MR-B", "with:MR-A", "not-stated"]).map(lambda v: [v]),
        "fund": st.lists(st.sampled_from(["f1", "f2", "not-stated"]), min_size=1, max_size=2),
        "year": st.lists(st.sampled_from(["2003", "2004", "2005", "2024"]), min_size=1, max_size=2),
        "starts_after": st.sampled_from(["2004", "2004-05", "2004-05-18"]).map(lambda v: [v]),
        "ends_before": st.sampled_from(["2004", "2004-05", "2006"]).map(lambda v: [v]),
        "budget_min": st.sampled_from(["0.01", "1000", "5000000"]).map(lambda v: [v]),
        "budget_max": st.sampled_from(["10000", "900000000"]).map(lambda v: [v]),
        "budget_stated": st.sampled_from(["true", "false"]).map(lambda v: [v]),
        "portfolio": st.sampled_from(["all", "ours", "theirs"]).map(lambda v: [v]),
        "search": st.sampled_from(["P-1", "p"]).map(lambda v: [v]),
    },
)


def build(plans: list[Plan]) -> None:
    """Puts the plans into the register, as P-1, P-2 …"""
    councils = {code: builders.council(code) for code in COUNCILS}
    funds = {slug: Fund.objects.get_or_create(slug=slug, defaults={"name_en": slug})[0] for slug in ("f1", "f2")}
    ours, theirs, source = builders.portfolio(), builders.portfolio("theirs", own=False), builders.source()
    for number, plan in enumerate(plans, 1):
        project = Project(
            reference=f"P-{number}", title_en="P", portfolio=ours if plan.own else theirs, source=source,
            status=plan.status, kind=plan.kind, starts=plan.dates[0], ends=plan.dates[1],
        )  # fmt: skip
        project.save()
        CouncilRole.objects.bulk_create(
            CouncilRole(project=project, council=councils[code], role=role) for code, role in plan.roles
        )
        Allocation.objects.bulk_create(
            _allocation(grant, project, count, source, councils, funds) for count, grant in enumerate(plan.grants, 1)
        )


def _allocation(grant: Grant, project: Project, count: int, source: Any, councils: Any, funds: Any) -> Allocation:
    rated = {"rate": grant.rate, "rate_date": "2009-03-04", "rate_source": "A central bank"} if grant.rate else {}
    return Allocation(
        reference=f"{project.reference}-A{count}",
        project=project,
        source=source,
        amount=Decimal(grant.ore) / 100,
        currency=grant.currency,
        council=councils.get(grant.council),
        fund=funds.get(grant.fund),
        **rated,
    )


def clear() -> None:
    """Takes all projects and their money out again."""
    Allocation.objects.all().delete()
    Project.objects.all().delete()


def by_council(plans: list[Plan], mode: str) -> dict[str, list[Decimal]]:
    """The countable amounts of the Council's own projects by council, by rule 2, without any SQL."""
    groups: dict[str, list[Decimal]] = defaultdict(list)
    for plan in plans:
        for grant in plan.grants:
            if not plan.own or grant.dkk is None:
                continue
            councils = [grant.council] if grant.council else sorted(plan.named)
            if mode == "exclusive":
                groups["+".join(councils) or "not-stated"].append(grant.dkk)
            else:
                for council in councils or ["not-stated"]:
                    groups[council].append(grant.dkk)
    return groups
