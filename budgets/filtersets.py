"""Filters of allocations, and the parameters of totals."""

from functools import reduce
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import DateFilter

from budgets.choices import ContractKind, Measure
from budgets.dimensions import DIMENSIONS
from budgets.entries.measures import grants_with_debt
from budgets.grouping.groups import Group, beside, is_plain
from budgets.models import ContractAllocation
from budgets.totals import MODES, MOST_DIMENSIONS
from budgets.why.records import unknown
from projects.choices import Currency
from projects.fields import ISO_DAY
from projects.filtering.council_groups import CouncilGroup
from projects.filtering.filters import ChoicesFilter, CodesFilter, EachFilter, ReferencesFilter, any_of
from projects.filtersets import EVERY_PORTFOLIO, CouncilsFilter, GroupField, ProjectFilterSet
from projects.models import Project


def _keep(projects: Any, _value: Any) -> Any:
    # These filters choose among allocations; they do not narrow the projects
    return projects


def of_council(rows: Any, groups: list[CouncilGroup]) -> Any:
    """Returns the allocations that every one of these groups pays, or the budget posts that belong to every one.

    An empty group means "no council": the rows whose source names none. A row has at most one council.
    """
    for group in groups:
        is_single = not group.exactly and len(group.councils) == 1
        named = rows.filter(council__in=group.councils) if is_single else rows.none()
        rows = named if group.councils else rows.filter(council=None)
    return rows


class PlainGroupField(GroupField):
    """A group that can be left out: one value of one dimension."""

    def to_python(self, value: Any) -> Any:
        groups = super().to_python(value)
        if not is_plain(groups):
            raise ValidationError(_("Only a group of one value can be left out: %(value)s.") % {"value": value})
        return groups


class AllocationFilterSet(ProjectFilterSet):
    """Filters for a list of allocations.

    The filters of projects choose projects, and thereby their allocations. The filters of this class then choose among
    those allocations, so the list behind a row holds exactly the allocations that the row counts.
    """

    of_records: tuple[str, ...] = ("allocation", "post")
    """The filters whose values name records. A name that no record has is an error."""

    belongs_to = EachFilter(GroupField(), _keep, label=gettext_lazy("Belongs to"))

    beside = EachFilter(PlainGroupField(), _keep, label=gettext_lazy("In none of the groups"))

    paid_by = CouncilsFilter(method="keep", label=gettext_lazy("Paid by"))

    currency = ChoicesFilter("currency", Currency, method="keep", label=gettext_lazy("Currency"))

    allocation = ReferencesFilter(method="keep", label=gettext_lazy("Grant"))

    post = ReferencesFilter(method="keep", label=gettext_lazy("Budget post"))

    post_stated = CodesFilter(
        choices=[("true", gettext_lazy("Stated")), ("false", gettext_lazy("Not stated"))],
        widget=forms.CheckboxSelectMultiple,
        method="keep",
        label=gettext_lazy("Any budget post"),
    )

    rate_stated = CodesFilter(
        choices=[("true", gettext_lazy("In DKK, or with a rate")), ("false", gettext_lazy("Without a rate"))],
        widget=forms.CheckboxSelectMultiple,
        method="keep",
        label=gettext_lazy("Rate"),
    )

    contract_kind = ChoicesFilter("contract_kind", ContractKind, method="keep", label=gettext_lazy("Kind of contract"))

    owing = CodesFilter(
        choices=[("true", gettext_lazy("Grants with debt")), ("false", gettext_lazy("Grants without debt"))],
        widget=forms.CheckboxSelectMultiple,
        method="keep",
        label=gettext_lazy("Project debt"),
    )

    on = DateFilter(method="keep", **ISO_DAY, label=gettext_lazy("On the day"))

    @property
    def errors(self) -> ErrorDict:
        """Returns the errors of the form, and one for each filter that names a record which does not exist."""
        found = super().errors
        if not found:
            found |= {name: self.form.error_class(sentences) for name, sentences in self._unknown.items()}
        return found

    @cached_property
    def _unknown(self) -> dict[str, list[str]]:
        return unknown({name: self.form.cleaned_data[name] for name in (*self.of_records, "portfolio")})

    def keep(self, projects: Any, _name: str, _value: Any) -> Any:
        return projects

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the allocations of the chosen projects. ``queryset`` is a queryset of allocations."""
        allocations = self.on_posts(self.of_projects(queryset), "post__code")
        if on := self.form.cleaned_data["on"]:
            allocations = allocations.decided_by(on)
        return self.in_groups(allocations)

    def in_groups(self, rows: Any) -> Any:
        """Returns the allocations or entries that a chosen group counts, and none of those that are left out."""
        asked = self.form.cleaned_data
        rows = any_of(rows, self._of_groups, asked["belongs_to"])
        left_out = [group for groups in asked["beside"] for group in groups]
        return self._of_groups(rows, [beside(left_out)]) if left_out else rows

    def _of_groups(self, allocations: Any, groups: list[Group]) -> Any:
        on = self.form.cleaned_data["on"]
        return reduce(lambda rows, group: rows.of_group(group, on), groups, allocations)

    def of_projects(self, queryset: Any) -> Any:
        """Returns the allocations of the chosen projects, by everything that chooses among them but their posts and
        groups, which entries have of their own.
        """
        asked = self.form.cleaned_data
        allocations = any_of(self._of_chosen_projects(queryset), of_council, asked["paid_by"])
        lookups = {"currency__in": asked["currency"], "reference__in": asked["allocation"]}
        allocations = allocations.filter(**{lookup: values for lookup, values in lookups.items() if values})
        if len(asked["rate_stated"]) == 1:
            allocations = allocations.filter(amount_dkk__isnull="false" in asked["rate_stated"])
        if asked["contract_kind"]:
            covered = ContractAllocation.objects.filter(contract__kind__in=asked["contract_kind"]).order_by()
            allocations = allocations.filter(pk__in=covered.values("allocation"))
        return self._with_debt(allocations) if len(asked["owing"]) == 1 else allocations

    def _with_debt(self, allocations: Any) -> Any:
        asked = self.form.cleaned_data
        debtors = Q(pk__in=grants_with_debt(asked["on"]))
        return allocations.filter(debtors if "true" in asked["owing"] else ~debtors)

    def on_posts(self, rows: Any, code: str) -> Any:
        """Returns the allocations or entries on the chosen posts. ``code``: the path to the code of a row's post."""
        posts, stated = self.form.cleaned_data["post"], self.form.cleaned_data["post_stated"]
        rows = rows.filter(**{f"{code}__in": posts}) if posts else rows
        return rows.filter(**{f"{code}__isnull": "false" in stated}) if len(stated) == 1 else rows

    def _of_chosen_projects(self, queryset: Any) -> Any:
        filters = {name: values for name, values in self.chosen().items() if name in ProjectFilterSet.base_filters}
        if not filters:
            return queryset.of_own_projects()
        if list(filters) == ["portfolio"] and EVERY_PORTFOLIO in filters["portfolio"]:
            return queryset.of_all_projects()
        projects = super().filter_queryset(Project.objects.all())
        return queryset.filter(project__in=projects.order_by().values("pk"))


class LayoutForm(forms.Form):
    """The form for ``mode``: how totals are grouped."""

    parameters: tuple[str, ...] = ("mode",)

    mode = forms.ChoiceField(
        choices=[
            ("exclusive", gettext_lazy("Combinations: the rows add up")),
            ("mentioned", gettext_lazy("Each value in full: the rows overlap")),
        ],
        required=False,
        label=gettext_lazy("Where there are several"),
    )

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or MODES[0]


class TotalsForm(LayoutForm):
    """The form for ``mode`` and ``group_by`` (repeated, or separated by commas)."""

    parameters: tuple[str, ...] = ("group_by", "mode")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        data: Any = self.data
        parts = [name for text in data.getlist("group_by") for name in text.split(",") if name.strip()]
        cleaned["group_by"] = names = [name.strip() for name in parts]
        problem = grouping_problem(names)
        if problem:
            self.errors["group_by"] = self.error_class([problem])
        return cleaned


class MeasuredForm(TotalsForm):
    """The form for ``group_by``, ``mode``, ``measure`` and ``on``."""

    parameters = (*TotalsForm.parameters, "measure", "on")

    measure = forms.ChoiceField(choices=Measure.choices, required=False, label=gettext_lazy("Measure"))
    on = forms.DateField(required=False, **ISO_DAY, label=gettext_lazy("On the day"))

    def clean_measure(self) -> str:
        return self.cleaned_data["measure"] or Measure.GRANTED


def grouping_problem(names: list[str]) -> str | None:
    """Returns why totals cannot be grouped by these dimensions; None if they can."""
    unknown = [name for name in names if name not in DIMENSIONS]
    if unknown:
        words = {"name": unknown[0], "known": ", ".join(DIMENSIONS)}
        return _("There is no dimension “%(name)s”. The dimensions are: %(known)s.") % words
    if len(set(names)) < len(names):
        return _("A dimension can be named only once.")
    if len(names) > MOST_DIMENSIONS:
        return _("No more than %(most)d dimensions at a time.") % {"most": MOST_DIMENSIONS}
    return None
