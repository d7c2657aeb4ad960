"""Which writes need two persons: the money of a portfolio with four eyes, and closing its projects and periods."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from budgets.models import Allocation
from changes.approving.gate import Wrote
from changes.models import Action
from changes.rights.limits import Names
from projects.choices import Status
from projects.editing.limits import names_of_project, names_of_projects
from projects.models import Portfolio, Project

MONEY = ("entry", "contract", "co-financing")
"""The kinds of records that belong to a project and say something about its money."""


def take_two(records: Sequence[Wrote]) -> Sequence[Names]:
    """Returns the portfolio and councils of each project whose money these records change, in portfolios with four
    eyes. A portfolio whose four eyes the same change switches off still has them, and this needs two persons itself.
    """
    switched_off = [frozenset[str]() for one in records if _switches_off(one)]
    return [*switched_off, *_of_money(records)]


def _switches_off(portfolio: Wrote) -> bool:
    """Whether a change takes the four eyes from a portfolio that stays."""
    before, after = portfolio.before, portfolio.after
    return bool(portfolio.kind == "portfolio" and before and after and before["four_eyes"] and not after["four_eyes"])


def _of_money(records: Sequence[Wrote]) -> list[Names]:
    concerned = [one for one in records if one.kind in ("project", "period", *MONEY) and one.before != one.after]
    slugs = _with_four_eyes(records) if concerned else set()
    if not slugs:
        return []
    found: list[Names] = []
    if any(one.kind == "period" and _closes(one) for one in concerned):
        found.append(frozenset())
    for one in concerned:
        if one.kind == "project" and _is_money(one, slugs):
            found += [names for said in (one.before, one.after) if said for names in names_of_project(said)]
    projects = [one for one in records if one.kind == "project"]
    return found + _of_rows([one for one in concerned if one.kind in MONEY], projects, slugs)


def _with_four_eyes(records: Iterable[Wrote]) -> set[str]:
    """Returns the slugs of these portfolios, of those that the change writes the ones of before and after."""
    slugs = set(Portfolio.objects.filter(four_eyes=True).order_by().values_list("slug", flat=True))
    written = [one for one in records if one.kind == "portfolio" and one.before and one.before.get("four_eyes")]
    return slugs | {said["slug"] for one in written for said in (one.before, one.after) if said}


def _closes(period: Wrote) -> bool:
    """Whether a period is closed or opened again, or is closed and differs."""
    return any(said and said.get("closed_at") for said in (period.before, period.after))


def _is_money(project: Wrote, slugs: set[str]) -> bool:
    before, after = project.before or {}, project.after or {}
    if not slugs & {before.get("portfolio"), after.get("portfolio")}:
        return False
    grants = [said.get("allocations") or [] for said in (before, after)]
    if grants[0] != grants[1]:
        return True
    if project.action != Action.UPDATE:
        return False
    moved = before.get("portfolio") != after.get("portfolio")
    return moved or Status.CLOSED in _ends(before.get("status"), after.get("status"))


def _ends(before: Any, after: Any) -> tuple[Any, ...]:
    return () if before == after else (before, after)


def _of_rows(rows: Sequence[Wrote], projects: Sequence[Wrote], slugs: set[str]) -> list[Names]:
    """Returns the names of the projects of these rows, in portfolios with four eyes. ``projects``: what the same change
    wrote to projects. A project that it renames, moves or deletes counts as it was before, and as it is afterwards.
    """
    said = [(one.kind, state) for one in rows for state in (one.before, one.after) if state]
    grants = {state["allocation"] for kind, state in said if kind == "entry"}
    references = {state["project"] for kind, state in said if kind != "entry"}
    names: set[Names] = set()
    for one in projects:
        states = [state for state in (one.before, one.after) if state]
        named = any(state["reference"] in references or _grants_of(state) & grants for state in states)
        if named and any(state.get("portfolio") in slugs for state in states):
            names.update(some for state in states for some in names_of_project(state))
    keys: set[int] = set()
    for column, values in (("allocations__reference", grants), ("reference", references)):
        for some in _parts(values):
            found = Project.objects.filter(Q(**{f"{column}__in": some}), portfolio__slug__in=slugs)
            keys.update(found.order_by().values_list("pk", flat=True))
    for some in _parts(keys):
        names.update(names_of_projects(Project.objects.filter(pk__in=some)))
    return sorted(names, key=sorted)


def _grants_of(project: Mapping[str, Any]) -> set[str]:
    return {grant["reference"] for grant in project.get("allocations") or ()}


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = sorted(values)
    yield from (listed[start : start + 500] for start in range(0, len(listed), 500))


def proposal_waits(kind: str, of: Any) -> bool:
    """Returns whether a proposal about the money of a project, or of a row of it, waits for approval. ``of`` None:
    whether any portfolio has four eyes.
    """
    if kind not in (*MONEY, "allocation"):
        return False
    if of is None:
        return Portfolio.objects.filter(four_eyes=True).exists()
    project = of if isinstance(of, Project) else getattr(of, "project", None) or of.allocation.project
    return bool(project.portfolio.four_eyes)


def has_four_eyes(grant: Allocation) -> bool:
    """Returns whether a second person approves what is written about a grant."""
    return bool(grant.project.portfolio.four_eyes)
