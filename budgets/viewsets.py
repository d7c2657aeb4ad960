"""The API viewsets of funds and allocations."""

from budgets.filtersets import AllocationFilterSet
from budgets.models import Allocation, Fund
from budgets.serializers import AllocationSerializer, FundSerializer
from projects.viewsets import RegisterViewSet


class FundViewSet(RegisterViewSet):
    """The sources of money that allocations are paid from."""

    queryset = Fund.objects.order_by("slug")
    serializer_class = FundSerializer


class AllocationViewSet(RegisterViewSet):
    """Money granted to projects. The filters of projects choose the projects whose allocations are listed."""

    queryset = Allocation.objects.for_list()
    serializer_class = AllocationSerializer
    filterset_class = AllocationFilterSet
    lookup_field = "reference"
