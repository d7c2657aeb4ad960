"""The export of projects: one row per project, with everything that fits into a spreadsheet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.models import Allocation, Fund
from projects.choices import CouncilRoleKind, PartnerRole
from projects.language.sorting import SORT_KEYS
from projects.models import (
    CoreArea,
    Council,
    CouncilRole,
    Document,
    Lineage,
    Organisation,
    Partnership,
    Place,
    Portfolio,
    ProjectCoreArea,
    ProjectDocument,
    ProjectPlace,
)
from projects.records import PROJECT
from reports.exports.base import Chunk, Export, Several, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import (
    codes,
    codes_and_names,
    countries_of_places,
    each,
    in_roles,
    looked_up,
    looked_up_words,
    names,
    own,
)


def countries(row: Any, chunk: Chunk) -> list[str]:
    """Returns the countries of a project's places (ISO 3166 alpha-2)."""
    return sorted({code for (key,) in chunk.of(row, "places") for code in chunk.names["countries"][key]})


def _prepared(projects: Any) -> Any:
    rows = projects.prefetch_related(None).select_related(None).select_related("source")
    return rows.with_budget().with_counts().defer("search_text", *SORT_KEYS)


def _in_words(name: str, roles: Any = None) -> InWords:
    return InWords(codes(name, name), in_roles(name, name, roles) if roles else names(name, name))


PROJECTS = Export(
    name="projects",
    title=_("Projects"),
    fields=(
        *columns_of(
            PROJECT,
            {
                "portfolio": InWords(
                    looked_up("portfolio_id", "portfolios"), looked_up_words("portfolio_id", "portfolios")
                ),
                "allocations": own("counted"),
                "allocations_not_counted": own("not_counted"),
                "funds": _in_words("funds"),
                "councils": _in_words("councils", CouncilRoleKind),
                "core_areas": _in_words("core_areas"),
                "countries": countries,
                "places": _in_words("places"),
                "partners": _in_words("partners", PartnerRole),
                "follows": each("follows"),
                "documents": each("documents"),
            },
        ),
        *of_source(),
    ),
    prepared=_prepared,
    several={
        "councils": Several(CouncilRole.objects.all, "project_id", ("council_id", "role"), ("council", "role")),
        "core_areas": Several(ProjectCoreArea.objects.all, "project_id", ("core_area_id",), ("core_area__number",)),
        "places": Several(ProjectPlace.objects.all, "project_id", ("place_id",), ("place",)),
        "partners": Several(
            Partnership.objects.all, "project_id", ("organisation_id", "role"), ("organisation", "role")
        ),
        "funds": Several(Allocation.objects.exclude(fund=None).all, "project_id", ("fund_id",), ("fund",)),
        "documents": Several(ProjectDocument.objects.all, "project_id", ("document__slug",), ("document",)),
        "follows": Several(Lineage.objects.all, "project_id", ("earlier__reference",), ("earlier__reference",)),
    },
    names={
        "councils": codes_and_names(Council, "code"),
        "core_areas": codes_and_names(CoreArea),
        "places": codes_and_names(Place),
        "partners": codes_and_names(Organisation),
        "countries": countries_of_places,
        "funds": codes_and_names(Fund),
        "portfolios": codes_and_names(Portfolio),
        "documents": codes_and_names(Document),
    },
)
