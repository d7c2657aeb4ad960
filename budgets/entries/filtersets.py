"""Filters of budget posts, rates, contracts, co-financing and entries."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from budgets.choices import ContractKind, EntryKind
from budgets.filtersets import AllocationFilterSet
from budgets.models import Allocation
from projects.choices import Currency
from projects.filtering.filters import ChoicesFilter
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.strict import StrictFilterSet


class PostFilterSet(StrictFilterSet):
    year = django_filters.NumberFilter("year", label=_("Budget year"))
    council = django_filters.CharFilter("council__code", label=_("Council of ministers"))


class RateFilterSet(StrictFilterSet):
    year = django_filters.NumberFilter("year", label=_("Budget year"))
    currency = ChoicesFilter("currency", Currency, label=_("Currency"))


class OfProjectsFilterSet(ProjectFilterSet):
    """Lists rows of the projects that the filters of projects choose."""

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the rows of the chosen projects. ``queryset`` is a queryset of rows that have a project."""
        projects = super().filter_queryset(Project.objects.all())
        return queryset.filter(project__in=projects.order_by().values("pk"))


class ContractFilterSet(OfProjectsFilterSet):
    contract_kind = ChoicesFilter("contract_kind", ContractKind, method="keep", label=_("Kind of contract"))

    def keep(self, projects: Any, _name: str, _value: Any) -> Any:
        return projects

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the contracts of the chosen projects, of the chosen kinds."""
        contracts = super().filter_queryset(queryset)
        kinds = self.form.cleaned_data["contract_kind"]
        return contracts.filter(kind__in=kinds) if kinds else contracts


class EntryFilterSet(AllocationFilterSet):
    """Filters for a list of entries: the filters of allocations choose grants, and thereby their entries.

    ``on`` leaves the entries that count on that day, so that a figure of a day equals the list behind it.
    """

    entry_kind = ChoicesFilter("entry_kind", EntryKind, method="keep", label=_("Kind of entry"))
    allocation = django_filters.CharFilter(method="keep", label=_("Grant"))
    contract = django_filters.CharFilter(method="keep", label=_("Contract"))
    post = django_filters.CharFilter(method="keep", label=_("Budget post"))
    since = django_filters.DateFilter(method="keep", label=_("From"))
    until = django_filters.DateFilter(method="keep", label=_("To"))
    on = django_filters.DateFilter(method="keep", label=_("As of"))

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the entries of the chosen grants. ``queryset`` is a queryset of entries."""
        grants = super().filter_queryset(Allocation.objects.order_by())
        entries = queryset.filter(allocation__in=grants.values("pk"))
        asked = self.form.cleaned_data
        if asked["on"]:
            entries = entries.in_force(asked["on"])
        lookups = {
            "kind__in": asked["entry_kind"],
            "allocation__reference": asked["allocation"],
            "contract__code": asked["contract"],
            "post__code": asked["post"],
            "day__gte": asked["since"],
            "day__lte": asked["until"],
        }
        return entries.filter(**{lookup: value for lookup, value in lookups.items() if value})
