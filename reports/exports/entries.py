"""The export of entries: every dated fact of the grants, with its rate, its post and its source."""

from django.utils.translation import gettext_lazy as _

from budgets.entries.records import ENTRY
from reports.exports.base import Export, of_source
from reports.exports.columns import columns_of
from reports.exports.values import own

ENTRIES = Export(
    name="entries",
    title=_("Entries"),
    fields=(
        *columns_of(
            ENTRY,
            {
                "allocation": own("allocation.reference"),
                "project": own("allocation.project.reference"),
                "contract": own("contract.code"),
                "currency": own("currency"),
                "post": own("post.code"),
                "counterpart": own("counterpart.slug"),
                "corrects": own("corrects.reference"),
            },
        ),
        *of_source(),
    ),
)
