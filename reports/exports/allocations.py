"""The export of allocations: every grant with its project, its rate and its source."""

from django.utils.translation import gettext_lazy as _

from budgets.choices import Scope
from projects.models import Council, CouncilRole, Document
from reports.exports.base import Export, Field, Several, of_source
from reports.exports.values import both, choice, codes, codes_and_names, name, own, text

ALLOCATIONS = Export(
    name="allocations",
    title=_("Allocations"),
    fields=(
        Field("reference", _("Reference"), own("reference"), width=16),
        Field("project", _("Project"), own("project.reference")),
        Field("project_title", _("Title"), text("title", of="project"), width=48),
        Field("amount", _("Amount"), own("amount"), "money", 18),
        Field("currency", _("Currency"), own("currency"), width=10),
        Field("rate", _("Rate"), own("rate"), "number", 12),
        Field("rate_date", _("Date of the rate"), own("rate_date"), "date", 12),
        Field("rate_source", _("Source of the rate"), own("rate_source"), width=30),
        Field("amount_dkk", _("Amount (DKK)"), own("amount_dkk"), "money", 18),
        Field("council", _("Paid by"), own("council.code"), width=12),
        # Named is not paying: none of these is said to have paid
        Field("councils_named", _("Councils named"), codes("councils_named", "councils"), "list", 24),
        *both("fund", _("Fund"), own("fund.slug"), name("fund"), width=24),
        Field("year", _("Year"), lambda row, _chunk: row.year and str(row.year), width=8),
        Field("granted", _("Date of the grant"), own("granted"), "partial_date", 12),
        *both("scope", _("Scope"), own("scope"), choice("scope", Scope), width=28),
        *of_source(),
    ),
    prepared=lambda allocations: (
        allocations.prefetch_related(None).select_related(None).select_related("project", "council", "fund", "source")
    ),
    several={
        "councils_named": Several(CouncilRole.objects.all, "project__allocations", ("council_id",), ("council__code",)),
    },
    names={"councils": codes_and_names(Council, "code"), "documents": codes_and_names(Document)},
)
