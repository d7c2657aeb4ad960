"""The export of organisations. Their contacts are personal data and are never exported."""

from django.utils.translation import gettext_lazy as _

from projects.models import Partnership
from projects.records import ORGANISATION
from reports.exports.asked import Relation
from reports.exports.base import Export
from reports.exports.columns import columns_of
from reports.exports.values import Read, Taken, each, joined, name, own, rows_of

PARTNERSHIPS = Relation(Partnership, "organisation")


def _sources() -> Taken:
    """Returns the documents of its projects in the order of the projects, each once."""

    def read() -> Read:
        return lambda text: list(dict.fromkeys(document for _project, document in sorted(rows_of(text))))

    return Taken((joined(PARTNERSHIPS, "project__reference", "project__source__document__slug"),), read)


ORGANISATIONS = Export(
    name="organisations",
    title=_("Organisations"),
    fields=columns_of(
        ORGANISATION,
        {
            "name": name(),
            "country": own("country.code"),
            "part_of": own("part_of.slug"),
            "projects": each(PARTNERSHIPS, "project__reference"),
            # An organisation has no source of its own: it is known from its projects
            "sources": _sources(),
        },
    ),
)
