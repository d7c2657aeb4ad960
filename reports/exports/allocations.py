"""The export of allocations: every allocation with its project, its rate and its source."""

from django.utils.translation import gettext_lazy as _

from budgets.records import ALLOCATION
from projects.models import CouncilRole, Document
from reports.exports.base import Export, Several, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import codes, codes_and_names, councils, looked_up_words, name, own, text
from reports.exports.values import names as words_of

ALLOCATIONS = Export(
    name="allocations",
    title=_("Allocations"),
    fields=(
        *columns_of(
            ALLOCATION,
            {
                "project": own("project.reference"),
                "project_title": text("title", of="project"),
                "currency": own("currency"),
                "council": InWords(own("council.code"), looked_up_words("council_id", "councils")),
                # The source names these councils, but does not say that they pay
                "councils_named": InWords(codes("councils_named", "councils"), words_of("councils_named", "councils")),
                "fund": InWords(own("fund.slug"), name("fund")),
                "year": lambda row, _chunk: row.year and str(row.year),
            },
        ),
        *of_source(),
    ),
    prepared=lambda allocations: (
        allocations.prefetch_related(None).select_related(None).select_related("project", "council", "fund", "source")
    ),
    several={
        "councils_named": Several(CouncilRole.objects.all, "project__allocations", ("council_id",), ("council__code",)),
    },
    names={"councils": councils, "documents": codes_and_names(Document)},
)
