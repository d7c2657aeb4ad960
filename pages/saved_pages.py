"""The parameters that saved views may store, from the pages' own filters and forms, so that nothing is listed twice."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.choices import Page
from accounts.models import LONGEST_QUERY
from accounts.pages import Words
from budgets.dimensions import DIMENSIONS
from budgets.filtersets import AllocationFilterSet
from budgets.models import Allocation
from changes.as_of.point import todays_date
from pages.columns import ColumnsForm, layout_of_list
from pages.measured import MeasureLayout
from projects.filtering.chips import in_words
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from reports.annex.annex import annex_filterset
from reports.forms import OnForm, SinceForm
from reports.measured import MeasuredLayoutForm
from reports.questions import FILES, ask
from reports.ready_made import REPORTS, TOTALS, Report

Asked = tuple[ProjectFilterSet, dict[str, Any]]
"""The filterset of a page, and all errors in its parameters."""
NOT_OF_A_VIEW = ("lang", *FILES)


def _of_filters(filterset: ProjectFilterSet) -> Asked:
    return filterset, filterset.errors


def _of_dashboard(query: QueryDict, _report: str) -> Asked:
    layout = MeasureLayout.of(query, Project.objects.none())
    return layout.filterset, layout.errors


def _of_list(query: QueryDict, _report: str) -> Asked:
    layout = layout_of_list(query, Project.objects.none())
    return layout.filterset, layout.errors


def _of_report(query: QueryDict, name: str) -> Asked:
    if name not in REPORTS:
        raise ValidationError(_("There is no report “%(name)s”.") % {"name": name})
    return _of_question(query, REPORTS[name])


def _of_question(query: QueryDict, report: Report) -> Asked:
    question = ask(query, report.form, report.filters, today=todays_date())
    return question.filterset, question.error_lists()


ASKED: dict[str, Callable[[QueryDict, str], Asked]] = {
    Page.DASHBOARD: _of_dashboard,
    Page.PROJECTS: _of_list,
    Page.ALLOCATIONS: lambda query, _report: _of_filters(AllocationFilterSet(query, Allocation.objects.none())),
    Page.REPORTS: lambda query, _report: _of_question(query, TOTALS),
    Page.REPORT: _of_report,
    Page.ANNEX: lambda query, _report: _of_filters(annex_filterset(query)),
}
"""The function with which each page reads a query string, as its view does."""


class SitePages:
    """The pages of this site; implements ``accounts.pages.Pages``."""

    def canonical(self, page: str, report: str, query: str) -> str:
        """Returns the filters and the layout of the query string, without page numbers, formats and language."""
        filterset, errors = ASKED[page](QueryDict(query), report)
        if errors:
            raise ValidationError(
                [f"{name}: {sentence}" for name, sentences in errors.items() for sentence in sentences]
            )
        parameters = {**filterset.chosen(), **filterset.kept()}
        left_out = {*filterset.fixed(), *NOT_OF_A_VIEW}
        canonical = urlencode({name: values for name, values in parameters.items() if name not in left_out}, doseq=True)
        if len(canonical) > LONGEST_QUERY or "%00" in canonical:
            raise ValidationError(_("The view has too many filters to be saved."))
        return canonical

    def title(self, page: str, report: str) -> str:
        """Returns the page's title; for a report that no longer exists, its name."""
        if page == Page.REPORT:
            return str(REPORTS[report].title) if report in REPORTS else report
        return str(Page(page).label)

    def chosen(self, page: str, report: str, query: str) -> Any:
        """Returns the projects or the allocations that the view chooses now, as a queryset; None if the page does not
        accept its parameters any more."""
        try:
            filterset, errors = ASKED[page](QueryDict(query), report)
        except ValidationError:
            return None
        if errors:
            return None
        filterset.queryset = filterset.queryset.model._default_manager.all()
        return filterset.qs

    def in_words(self, queries: Iterable[str]) -> list[Words]:
        """Returns each query string in words. The options of each filter are read once for all of them."""
        fields = _Fields()
        return [
            [fields.label_and_words(name, values) for name, values in QueryDict(query).lists()] for query in queries
        ]


class _Fields:
    """The fields of every page, whose options are read when needed."""

    def __init__(self) -> None:
        pages = AllocationFilterSet(QueryDict(), Allocation.objects.none()).form
        self.fields = {**_fields_of(MeasuredLayoutForm, SinceForm, OnForm, ColumnsForm), **pages.fields}
        self.fields["group_by"] = forms.ChoiceField(
            label=_("Rows and columns"), choices=[(name, dimension.label) for name, dimension in DIMENSIONS.items()]
        )
        self.words: dict[tuple[str, str], str] = {}

    def label_and_words(self, name: str, values: list[str]) -> tuple[str, str]:
        """Returns the filter's label and its values in words; both unchanged if no page has the filter any more."""
        if name not in self.fields:
            return name, ", ".join(values)
        parts = [part for value in values for part in (value.split(",") if name == "group_by" else [value])]
        return str(self.fields[name].label), ", ".join(self._word(name, part) for part in parts)

    def _word(self, name: str, value: str) -> str:
        if (name, value) not in self.words:
            field = self.fields[name]
            if hasattr(field, "choices") and not isinstance(field.choices, list):
                field.choices = list(field.choices)
            words = in_words(field, value)
            descending = name == "ordering" and value.startswith("-")
            self.words[name, value] = _("%(column)s, descending") % {"column": words} if descending else words
        return self.words[name, value]


def _fields_of(*classes: type[forms.Form]) -> dict[str, Any]:
    return {name: field for form in classes for name, field in form().fields.items()}


PAGES = SitePages()
