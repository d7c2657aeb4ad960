"""The export of projects: one row each, with everything that a spreadsheet can hold of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.models import Allocation, Fund
from projects.choices import CouncilRoleKind, Kind, PartnerRole, Status
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
from reports.exports.base import Chunk, Export, Field, Several, of_source
from reports.exports.values import (
    both,
    choice,
    codes,
    codes_and_names,
    countries_of_places,
    each,
    in_roles,
    language,
    looked_up,
    names,
    own,
    text,
)


def countries(row: Any, chunk: Chunk) -> list[str]:
    """The countries of a project's places (ISO 3166 alpha-2)."""
    return sorted({code for (key,) in chunk.of(row, "places") for code in chunk.names["countries"][key]})


def _prepared(projects: Any) -> Any:
    rows = projects.prefetch_related(None).select_related(None).select_related("source")
    return rows.with_budget().with_counts().defer("search_text", *SORT_KEYS)


PROJECTS = Export(
    name="projects",
    title=_("Projects"),
    fields=(
        Field("reference", _("Reference"), own("reference")),
        Field("title", _("Title"), text("title"), width=48),
        Field("title_language", _("Language of the title"), language("title"), width=10),
        *both("kind", _("Kind"), own("kind"), choice("kind", Kind), width=14),
        *both("status", _("Status"), own("status"), choice("status", Status), width=12),
        Field("portfolio", _("Portfolio"), looked_up("portfolio_id", "portfolios"), width=18),
        Field("starts", _("Starts"), own("starts"), "partial_date", 12),
        Field("ends", _("Ends"), own("ends"), "partial_date", 12),
        Field("budget_dkk", _("Budget (DKK)"), own("budget_dkk"), "money", 18),
        Field("allocations", _("Allocations"), own("counted"), "count", 12),
        Field("allocations_not_counted", _("Not counted"), own("not_counted"), "count", 12),
        *both("funds", _("Funds"), codes("funds", "funds"), names("funds", "funds"), "list", 24),
        *both(
            "councils",
            _("Councils named"),
            codes("councils", "councils"),
            in_roles("councils", "councils", CouncilRoleKind),
            "list",
            36,
        ),
        *both(
            "core_areas",
            _("Core areas"),
            codes("core_areas", "core_areas"),
            names("core_areas", "core_areas"),
            "list",
            32,
        ),
        Field("countries", _("Countries"), countries, "list", 16),
        *both("places", _("Places"), codes("places", "places"), names("places", "places"), "list", 32),
        *both(
            "partners",
            _("Partners"),
            codes("partners", "partners"),
            in_roles("partners", "partners", PartnerRole),
            "list",
            60,
        ),
        Field("follows", _("Follows"), each("follows"), "list", 16),
        Field("documents", _("Documents"), each("documents"), "list", 24),
        Field("summary", _("Summary"), text("summary"), width=80),
        Field("summary_language", _("Language of the summary"), language("summary"), width=10),
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
