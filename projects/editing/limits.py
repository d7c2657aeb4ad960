"""To which portfolio and which councils a record belongs. A role can be limited to some of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from changes.rights.limits import Names, belongs, open_to_add
from projects.choices import CouncilRoleKind
from projects.models import CouncilRole, Project

open_to_add("organisation", "place", "document", "source", "contact")


def of_portfolio(slug: str) -> str:
    """Returns the name of a portfolio among the limits."""
    return f"portfolio:{slug}"


def of_council(code: str) -> str:
    """Returns the name of a council among the limits."""
    return f"council:{code}"


@belongs("project")
def names_of_project(said: Mapping[str, Any]) -> Sequence[Names]:
    """Returns the portfolio of a project, and its councils. A council that is only the audience does not count."""
    councils = {of_council(row["code"]) for row in said["councils"] if row["role"] != CouncilRoleKind.AUDIENCE}
    return [frozenset({of_portfolio(said["portfolio"]), *councils})]


def names_of_projects(projects: Any) -> Sequence[Names]:
    """Returns the same for each of these projects, read from the database in two queries."""
    found = {key: {of_portfolio(slug)} for key, slug in projects.order_by().values_list("pk", "portfolio__slug")}
    roles = CouncilRole.objects.filter(project__in=list(found)).exclude(role=CouncilRoleKind.AUDIENCE).order_by()
    for key, code in roles.values_list("project", "council__code"):
        found[key].add(of_council(code))
    return [frozenset(names) for names in found.values()]


def names_of_references(references: Sequence[str]) -> Sequence[Names]:
    """Returns the same for the projects of these references."""
    return names_of_projects(Project.objects.filter(reference__in=references)) if references else ()
