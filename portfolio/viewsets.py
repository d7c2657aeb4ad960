"""The API's projects, combined from the register and the money; its lists as files; and the kinds it writes."""

from functools import cache
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from budgets.entries import viewsets as entries
from budgets.entries.closing import Closable
from budgets.rules.viewsets import RuleViewSet
from budgets.viewsets import AllocationViewSet, FundViewSet
from changes.api.writing import Writable
from events.models import Event
from events.viewsets import EventViewSet
from pages.columns import ALWAYS, COLUMNS, ColumnsForm
from portfolio.exports import Exported
from portfolio.serializers import WholeProjectSerializer
from projects.files.api_views import ListedFileViewSet
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.remembering.lists import RememberedList
from projects.viewsets import DocumentViewSet, OrganisationViewSet, PlaceViewSet, RegisterViewSet, SourceViewSet
from reports.files.downloads import COLUMNS_CHOSEN

CHOICE_OF_COLUMNS = OpenApiParameter(
    COLUMNS_CHOSEN,
    many=True,
    enum=[name for name, _label, _key in COLUMNS if name not in ALWAYS],
    description="Of the files for Excel: the columns beside reference and title. Left out: all.",
)


@extend_schema_view(list=extend_schema(parameters=[CHOICE_OF_COLUMNS]))
class ProjectViewSet(Writable, Exported, RememberedList, RegisterViewSet):
    """Projects; without `portfolio`, those of the Council's own. One of each by its reference."""

    kind = "project"
    queryset = Project.objects.all()
    serializer_class = WholeProjectSerializer
    filterset_class = ProjectFilterSet
    lookup_field = "reference"
    export = "projects"
    columns_form = ColumnsForm
    other_parameters = (*Exported.other_parameters, COLUMNS_CHOSEN)

    def get_queryset(self) -> Any:
        return _whole().all()

    def filter_queryset(self, queryset: Any) -> Any:
        projects: Any = super().filter_queryset(queryset)
        return projects.keys_alone() if self.action == "list" else projects


@cache
def _whole() -> Any:
    """Returns all projects with everything that the API shows. Composed once: a list of keys needs little of it."""
    projects: Any = Project.objects.for_list()
    # Reads the events in one more query, for any number of projects
    return projects.prefetch_related(Prefetch("events", Event.objects.by_time()))


class AllocationExports(Writable, Exported, AllocationViewSet):
    __doc__ = AllocationViewSet.__doc__
    kind = "allocation"
    export = "allocations"


class OrganisationExports(Writable, Exported, OrganisationViewSet):
    __doc__ = OrganisationViewSet.__doc__
    kind = "organisation"
    export = "organisations"


class EventExports(Writable, Exported, EventViewSet):
    __doc__ = EventViewSet.__doc__
    kind = "event"
    export = "events"


class DocumentWrites(Writable, DocumentViewSet):
    __doc__ = DocumentViewSet.__doc__
    kind = "document"


class DocumentFileExports(Exported, ListedFileViewSet):
    __doc__ = ListedFileViewSet.__doc__
    export = "document-files"


class PlaceWrites(Writable, PlaceViewSet):
    __doc__ = PlaceViewSet.__doc__
    kind = "place"


class FundWrites(Writable, FundViewSet):
    __doc__ = FundViewSet.__doc__
    kind = "fund"


class SourceWrites(Writable, SourceViewSet):
    __doc__ = SourceViewSet.__doc__
    kind = "source"


class BudgetPostWrites(Writable, entries.BudgetPostViewSet):
    __doc__ = entries.BudgetPostViewSet.__doc__
    kind = "budget-post"


class BudgetRateWrites(Writable, entries.BudgetRateViewSet):
    __doc__ = entries.BudgetRateViewSet.__doc__
    kind = "budget-rate"


class PeriodWrites(Closable, Writable, entries.PeriodViewSet):
    __doc__ = entries.PeriodViewSet.__doc__
    kind = "period"


class CoFinancingWrites(Writable, entries.CoFinancingViewSet):
    __doc__ = entries.CoFinancingViewSet.__doc__
    kind = "co-financing"


class ContractWrites(Writable, entries.ContractViewSet):
    __doc__ = entries.ContractViewSet.__doc__
    kind = "contract"


class EntryExports(Writable, Exported, entries.EntryViewSet):
    __doc__ = entries.EntryViewSet.__doc__
    kind = "entry"
    export = "entries"


class RuleWrites(Writable, RuleViewSet):
    __doc__ = RuleViewSet.__doc__
    kind = "rule"
