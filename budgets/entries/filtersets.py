"""Filters of budget posts, rates, contracts, co-financing and entries."""

from typing import Any

import django_filters
from django import forms
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from budgets.choices import ContractKind, EntryKind
from budgets.entries.measured import KEYS_IN_LISTS
from budgets.filtersets import AllocationFilterSet, of_council
from budgets.grouping.groups import Group
from budgets.models import Allocation
from projects.choices import Currency
from projects.fields import ISO_DAY
from projects.filtering.filters import ChoicesFilter, CodesFilter, EachFilter, any_of, year_field
from projects.filtersets import CouncilsFilter, ProjectFilterSet
from projects.models import Project
from projects.strict import StrictFilterSet


def _of_year(rows: Any, year: int) -> Any:
    return rows.filter(year=year)


class PostFilterSet(StrictFilterSet):
    year = EachFilter(year_field(), _of_year, label=_("Budget year"))
    council = CouncilsFilter(method="of_councils", label=_("Council of ministers"))

    def of_councils(self, posts: Any, _name: str, councils: Any) -> Any:
        """Returns the posts of any of the councils."""
        return any_of(posts, of_council, councils)


class RateFilterSet(StrictFilterSet):
    year = EachFilter(year_field(), _of_year, label=_("Budget year"))
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

    ``on`` leaves the entries that count on that day, and ``in_force`` those that no other entry corrects, so that a
    figure equals the list behind it.
    """

    of_records = (*AllocationFilterSet.of_records, "contract")

    entry_kind = ChoicesFilter("entry_kind", EntryKind, method="keep", label=_("Kind of entry"))
    contract = django_filters.CharFilter(method="keep", label=_("Contract"))
    since = django_filters.DateFilter(method="keep", **ISO_DAY, label=_("From"))
    until = django_filters.DateFilter(method="keep", **ISO_DAY, label=_("To"))
    in_force = CodesFilter(
        choices=[("true", _("Yes")), ("false", _("No"))],
        widget=forms.CheckboxSelectMultiple,
        method="keep",
        label=_("In force"),
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the entries of the chosen grants. ``queryset`` is a queryset of entries."""
        grants = self.of_projects(Allocation.objects.order_by())
        entries = queryset.filter(allocation__in=grants.values("pk"))
        asked = self.form.cleaned_data
        if asked["post"] or asked["post_stated"]:
            # As in the measures of posts: an entry without a post of its own is on that of its grant
            own_or_else = Coalesce("post__code", "allocation__post__code")
            entries = self.on_posts(entries.annotate(on_post=own_or_else), "on_post")
        entries = self.in_groups(entries)
        entries = self._by_force(entries)
        lookups = {
            "kind__in": asked["entry_kind"],
            "contract__code": asked["contract"],
            "day__gte": asked["since"],
            "day__lte": asked["until"],
        }
        return entries.filter(**{lookup: value for lookup, value in lookups.items() if value})

    def _by_force(self, entries: Any) -> Any:
        """Returns the entries that count on the day that is asked for; and those that are in force now, or are not.
        Both answers together leave all.
        """
        asked, answers = self.form.cleaned_data, {*self.form.cleaned_data["in_force"]}
        if asked["on"] or answers == {"true"}:
            entries = self.counting(entries)
        if answers == {"false"}:
            entries = entries.out_of_force()
        return entries

    def counting(self, entries: Any) -> Any:
        """Returns the entries that count on the day that is asked for."""
        return entries.in_force(self.form.cleaned_data["on"])

    def _of_groups(self, entries: Any, groups: list[Group]) -> Any:
        """Returns the entries that every group counts: by their own keys, or else by those of their grant."""
        for part in (part for group in groups for part in group.parts):
            own = KEYS_IN_LISTS.get(part.dimension.name)
            if own:
                entries = part.narrow(entries, own())
            else:
                grants = Allocation.objects.of_group(Group((part,)), self.form.cleaned_data["on"])
                entries = entries.filter(allocation__in=grants.order_by().values("pk"))
        return entries
