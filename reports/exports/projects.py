"""The export of projects: one row per project, with everything that fits into a spreadsheet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.models import Allocation, Fund
from budgets.totals import BUDGET, COUNTED, NOT_COUNTED
from projects.choices import CouncilRoleKind, PartnerRole
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
from reports.exports.asked import Relation
from reports.exports.base import Export, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import codes, countries, each, in_roles, listed, looked_up, of_figure, words

COUNCIL_ROLES = Relation(CouncilRole, "project")
CORE_AREAS = Relation(ProjectCoreArea, "project")
PLACES = Relation(ProjectPlace, "project")
PARTNERSHIPS = Relation(Partnership, "project")
DOCUMENTS = Relation(ProjectDocument, "project")
EARLIER = Relation(Lineage, "project")
MONEY = Relation(Allocation, "project")


def _in_words(relation: Relation, key: str, model: Any, code: str = "slug", roles: Any = None) -> InWords:
    names = words(model)
    in_words = in_roles(relation, key, names, roles) if roles else listed(relation, key, names)
    return InWords(listed(relation, key, codes(model, code)), in_words)


PROJECTS = Export(
    name="projects",
    title=_("Projects"),
    fields=(
        *columns_of(
            PROJECT,
            {
                "portfolio": InWords(
                    looked_up("portfolio_id", codes(Portfolio)), looked_up("portfolio_id", words(Portfolio))
                ),
                "budget_dkk": of_figure(MONEY, BUDGET),
                "allocations": of_figure(MONEY, COUNTED, missing=0),
                "allocations_not_counted": of_figure(MONEY, NOT_COUNTED, missing=0),
                "funds": _in_words(MONEY, "fund_id", Fund),
                "councils": _in_words(COUNCIL_ROLES, "council_id", Council, "code", CouncilRoleKind),
                "core_areas": _in_words(CORE_AREAS, "core_area_id", CoreArea),
                "countries": countries(PLACES, "place_id"),
                "places": _in_words(PLACES, "place_id", Place),
                "partners": _in_words(PARTNERSHIPS, "organisation_id", Organisation, roles=PartnerRole),
                "follows": each(EARLIER, "earlier__reference"),
                "documents": listed(DOCUMENTS, "document_id", codes(Document)),
            },
        ),
        *of_source(),
    ),
)
