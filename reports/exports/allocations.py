"""The export of allocations: every allocation with its project, its rate and its source."""

from django.utils.translation import gettext_lazy as _

from budgets.models import Fund
from budgets.records import ALLOCATION
from projects.models import Council, CouncilRole
from reports.exports.asked import Relation
from reports.exports.base import Export, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import codes, councils, listed, looked_up, own, text, worded, words

NAMED = Relation(CouncilRole, "project", own="project")

ALLOCATIONS = Export(
    name="allocations",
    title=_("Allocations"),
    fields=(
        *columns_of(
            ALLOCATION,
            {
                "project": own("project.reference"),
                "project_title": text("title", along="project__"),
                "currency": own("currency"),
                "council": InWords(looked_up("council_id", codes(Council, "code")), looked_up("council_id", councils)),
                # The source names these councils, but does not say that they pay
                "councils_named": InWords(
                    listed(NAMED, "council_id", codes(Council, "code")), listed(NAMED, "council_id", councils)
                ),
                "fund": InWords(looked_up("fund_id", codes(Fund)), looked_up("fund_id", words(Fund))),
                "year": worded("year", str),
            },
        ),
        *of_source(),
    ),
)
