"""A portfolio with four eyes, its money, and the people of both sides."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.roles import Role
from budgets.models import Allocation, CoFinancing, Contract, Entry, Period
from changes.models import WaitingProposal
from projects.models import Portfolio, Project
from tests import builders
from tests.changes.api.program import Program
from tests.rights import people

MONEY = (Allocation, Entry, Contract, CoFinancing)


@dataclass
class Office:
    """The people: an adviser, two controllers, and a superuser."""

    adviser: Any
    controller: Any
    second: Any
    chief: Any

    def program(self, name: str) -> Program:
        return Program(getattr(self, name))

    def browser(self, name: str) -> Client:
        client = Client()
        client.force_login(getattr(self, name))
        return client


def office() -> Office:
    """Makes the accounts."""
    return Office(
        people.account(Role.ADVISER, "ada"),
        people.account(Role.CONTROLLER, "carl"),
        people.account(Role.CONTROLLER, "cleo"),
        people.account(people.CHIEF, "chief"),
    )


def register(four_eyes: bool = True) -> None:
    """Makes two ongoing projects, one of a portfolio with four eyes and one of another, each with its money."""
    for reference, slug in (("P-1", "ours"), ("Q-1", "theirs")):
        portfolio = builders.portfolio(slug, own=slug == "ours")
        project = builders.project(reference, status="ongoing", portfolio=portfolio)
        grant = builders.allocation(project, "1000.00", granted="2026-01-05")
        builders.contract(grant)
        builders.entry(grant, "contracted", "2026-01-10", "900.00")
        CoFinancing.objects.create(
            code=f"{reference}-F1", project=project, organisation=builders.organisation("body"), amount="5.00"
        )
    Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    Portfolio.objects.filter(slug="ours").update(four_eyes=four_eyes)


def money(reference: str = "P-1") -> list[Any]:
    """Returns everything that the register says about the money of a project, and the closed periods."""
    found: list[Any] = [list(Project.objects.filter(reference=reference).values_list("status", "portfolio__slug"))]
    found.append(list(Allocation.objects.filter(project__reference=reference).order_by("pk").values()))
    found.append(list(Entry.objects.filter(allocation__project__reference=reference).order_by("pk").values()))
    found.append(list(Contract.objects.filter(project__reference=reference).order_by("pk").values()))
    found.append(list(CoFinancing.objects.filter(project__reference=reference).order_by("pk").values()))
    return [*found, list(Period.objects.values_list("code", "closed_at"))]


def payment(reference: str = "P-1", number: int = 2, amount: str = "100.00", day: str = "2026-02-01") -> dict[str, Any]:
    """Returns an entry as a program sends it."""
    grant = f"{reference}-A1"
    said = {"reference": f"{grant}-E{number}", "allocation": grant, "kind": "contracted"}
    return {**said, "day": day, "amount": amount}


def decided(program: Program, proposal: WaitingProposal, action: str, **data: Any) -> Any:
    """Reads a proposal as a program, decides about it as it was read, and returns the answer."""
    tag = program.get(f"proposals/{proposal.pk}/").headers.get("ETag", "")
    return program.send("post", f"proposals/{proposal.pk}/{action}/", data, **{"If-Match": tag})
