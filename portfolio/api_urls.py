"""The addresses of the API, version 1: everything under /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from budgets.rules.viewsets import FindingsView
from budgets.why.api_views import WhyView
from changes.api.proposals import DecideView, ProposalsView, ProposalView
from changes.api.undoing import UndoView
from events.clash.api_views import ClashesView, FreeDatesView
from events.deadlines.api_views import DeadlinesView
from pages.owing.api_views import OwedReportFileView, OwedReportsView, OwedReportView, ProposalFileView
from portfolio.api_views import ApiDocs, Changes, Description, Root, SignIn
from portfolio.viewsets import (
    AllocationExports,
    BudgetPostWrites,
    BudgetRateWrites,
    CoFinancingWrites,
    ContractWrites,
    DocumentFileExports,
    DocumentWrites,
    EntryExports,
    EventExports,
    FundWrites,
    OrganisationExports,
    PeriodWrites,
    PlaceWrites,
    ProjectViewSet,
    RuleWrites,
    SourceWrites,
)
from projects import viewsets
from projects.files.api_views import DocumentFilesView, DocumentFileView
from reports.api_views import AnnexView, TotalsFiles
from reports.books.api_views import BooksView
from reports.difference.api_views import DifferencesView
from seals.api_views import SealedFileView, SealsView, SealView

router = SimpleRouter()
router.register("projects", ProjectViewSet, "project")
router.register("allocations", AllocationExports, "allocation")
router.register("councils", viewsets.CouncilViewSet, "council")
router.register("organisations", OrganisationExports, "organisation")
router.register("places", PlaceWrites, "place")
router.register("core-areas", viewsets.CoreAreaViewSet, "core-area")
router.register("funds", FundWrites, "fund")
router.register("portfolios", viewsets.PortfolioViewSet, "portfolio")
router.register("documents", DocumentWrites, "document")
router.register("document-files", DocumentFileExports, "listed-file")
router.register("sources", SourceWrites, "source")
router.register("events", EventExports, "event")
router.register("entries", EntryExports, "entry")
router.register("contracts", ContractWrites, "contract")
router.register("co-financing", CoFinancingWrites, "co-financing")
router.register("budget-posts", BudgetPostWrites, "budget-post")
router.register("budget-rates", BudgetRateWrites, "budget-rate")
router.register("periods", PeriodWrites, "period")
router.register("rules", RuleWrites, "rule")

app_name = "api"
urlpatterns = [
    path("", Root.as_view(lists=tuple(prefix for prefix, _viewset, _name in router.registry)), name="root"),
    # Before the events, whose addresses accept any slug
    path("events/clashes/", ClashesView.as_view(), name="event-clashes"),
    path("events/free-dates/", FreeDatesView.as_view(), name="event-free-dates"),
    *router.urls,
    path("documents/<slug:slug>/files/", DocumentFilesView.as_view(), name="document-files"),
    path("documents/<slug:slug>/files/<int:version>/", DocumentFileView.as_view(), name="document-file"),
    path("deadlines/", DeadlinesView.as_view(), name="deadlines"),
    path("owed-reports/", OwedReportsView.as_view(), name="owed-reports"),
    path("owed-reports/<str:key>/", OwedReportView.as_view(), name="owed-report"),
    path("owed-reports/<str:key>/file/", OwedReportFileView.as_view(), name="owed-report-file"),
    path("books/", BooksView.as_view(), name="books"),
    path("findings/", FindingsView.as_view(), name="findings"),
    path("totals/", TotalsFiles.as_view(), name="totals"),
    path("differences/", DifferencesView.as_view(), name="differences"),
    path("why/", WhyView.as_view(), name="why"),
    path("annex/", AnnexView.as_view(), name="annex"),
    path("changes/", Changes.as_view(), name="changes"),
    path("changes/<int:number>/undo/", UndoView.as_view(), name="undo-change"),
    path("proposals/", ProposalsView.as_view(), name="proposals"),
    path("proposals/<int:pk>/", ProposalView.as_view(), name="proposal"),
    path("proposals/<int:pk>/file/", ProposalFileView.as_view(), name="proposal-file"),
    path("proposals/<int:pk>/approve/", DecideView.as_view(), {"action": "approve"}, name="approve-proposal"),
    path("proposals/<int:pk>/send-back/", DecideView.as_view(), {"action": "send-back"}, name="send-back-proposal"),
    path("proposals/<int:pk>/withdraw/", DecideView.as_view(), {"action": "withdraw"}, name="withdraw-proposal"),
    path("proposals/<int:pk>/renew/", DecideView.as_view(), {"action": "renew"}, name="renew-proposal"),
    path("seals/", SealsView.as_view(), name="seals"),
    path("seals/<int:number>/", SealView.as_view(), name="seal"),
    path("seals/<int:number>/files/<slug:kind>/", SealedFileView.as_view(), name="sealed-file"),
    path("token/", SignIn.as_view(), name="token"),
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", ApiDocs.as_view(), name="docs"),
]
