"""The API viewsets of budget posts, rates, periods, contracts, co-financing and entries."""

from budgets import models
from budgets.entries import filtersets, serializers
from projects.viewsets import RegisterViewSet


class BudgetPostViewSet(RegisterViewSet):
    """The posts of the budgets, to which grants are charged."""

    queryset = models.BudgetPost.objects.select_related("council", "source__document").order_by("code")
    serializer_class = serializers.BudgetPostSerializer
    filterset_class = filtersets.PostFilterSet
    lookup_field = "code"


class BudgetRateViewSet(RegisterViewSet):
    """The rates of the currencies that the budget of a year uses."""

    queryset = models.BudgetRate.objects.select_related("source__document").order_by("code")
    serializer_class = serializers.BudgetRateSerializer
    filterset_class = filtersets.RateFilterSet
    lookup_field = "code"


class PeriodViewSet(RegisterViewSet):
    """The periods of the accounts. No entry of a closed period is added or taken away."""

    queryset = models.Period.objects.order_by("code")
    serializer_class = serializers.PeriodSerializer
    lookup_field = "code"


class CoFinancingViewSet(RegisterViewSet):
    """The parts of projects' budgets that others pay. The filters of projects choose the projects."""

    queryset = models.CoFinancing.objects.select_related("project", "organisation", "source__document").order_by("code")
    serializer_class = serializers.CoFinancingSerializer
    filterset_class = filtersets.OfProjectsFilterSet
    lookup_field = "code"


class ContractViewSet(RegisterViewSet):
    """Contracts about grants. The filters of projects choose the projects whose contracts are listed."""

    queryset = (
        models.Contract.objects.select_related("project", "administrative_body", "document", "source__document")
        .prefetch_related(
            "contract_allocations__allocation", "signatures__organisation", "instalments", "reports_due", "perspectives"
        )
        .order_by("code")
    )
    serializer_class = serializers.ContractSerializer
    filterset_class = filtersets.ContractFilterSet
    lookup_field = "code"


class EntryViewSet(RegisterViewSet):
    """The dated facts of grants. An entry is never changed or deleted; another entry corrects it."""

    queryset = models.Entry.objects.for_list()
    serializer_class = serializers.EntrySerializer
    filterset_class = filtersets.EntryFilterSet
    lookup_field = "reference"
