"""The parameters of the list of findings."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from budgets.choices import Severity
from budgets.models import Rule
from budgets.rules.findings import Finding, findings
from changes.as_of.point import todays_date
from projects.fields import ISO_DAY
from projects.filtering.filters import ChoicesFilter
from projects.filtersets import ProjectFilterSet
from projects.models import Project


class FindingsFilterSet(ProjectFilterSet):
    """The filters of projects choose projects; ``rule`` and ``severity`` choose rules; ``on`` is the day."""

    rule = django_filters.ModelMultipleChoiceFilter(
        queryset=Rule.objects.all(), to_field_name="code", method="keep", label=_("Rule")
    )
    severity = ChoicesFilter("severity", Severity, method="keep", label=_("Severity"))
    on = django_filters.DateFilter(method="keep", **ISO_DAY, label=_("On the day"))

    def keep(self, projects: Any, _name: str, _value: Any) -> Any:
        return projects

    def found(self) -> list[Finding]:
        """Returns the findings that the parameters choose, the oldest first. Call it on a valid filterset."""
        projects = super().filter_queryset(Project.objects.all())
        asked = self.form.cleaned_data
        on = asked["on"] or todays_date()
        return findings(projects, on, [rule.code for rule in asked["rule"]], asked["severity"])
