"""The export of organisations. Their contacts are personal data and never leave the register."""

from django.utils.translation import gettext_lazy as _

from projects.choices import OrganisationKind
from projects.models import Partnership
from reports.exports.base import Export, Field, Several
from reports.exports.values import both, choice, each, own

ORGANISATIONS = Export(
    name="organisations",
    title=_("Organisations"),
    fields=(
        Field("slug", _("Reference"), own("slug"), width=30),
        Field("name", _("Name"), lambda row, _chunk: str(row), width=48),
        Field("abbreviation", _("Abbreviation"), own("abbreviation")),
        *both("kind", _("Kind"), own("kind"), choice("kind", OrganisationKind), width=30),
        Field("country", _("Country"), own("country.code"), width=10),
        Field("part_of", _("Part of"), own("part_of.slug"), width=24),
        Field("website", _("Website"), own("website"), width=30),
        Field("projects", _("Projects"), each("projects"), "list", 30),
        # An organisation has no source of its own: it is known from its projects
        Field("sources", _("Sources"), each("projects", 1), "list", 24),
    ),
    prepared=lambda organisations: organisations.prefetch_related(None).select_related("country", "part_of"),
    several={
        "projects": Several(
            Partnership.objects.all,
            "organisation_id",
            ("project__reference", "project__source__document__slug"),
            ("project__reference",),
        ),
    },
)
