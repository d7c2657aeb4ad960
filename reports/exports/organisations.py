"""The export of organisations. Their contacts are personal data and are never exported."""

from django.utils.translation import gettext_lazy as _

from projects.models import Partnership
from projects.records import ORGANISATION
from reports.exports.base import Export, Several
from reports.exports.columns import columns_of
from reports.exports.values import each, own

ORGANISATIONS = Export(
    name="organisations",
    title=_("Organisations"),
    fields=columns_of(
        ORGANISATION,
        {
            "name": lambda row, _chunk: str(row),
            "country": own("country.code"),
            "part_of": own("part_of.slug"),
            "projects": each("projects"),
            # An organisation has no source of its own: it is known from its projects
            "sources": each("projects", 1),
        },
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
