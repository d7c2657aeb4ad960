"""The measure of the dashboard and of the project list: its form, its total, and the amount of each project."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from budgets.entries.measures import measured_projects
from budgets.grouping.answers import totals_of
from budgets.totals import TotalsRow
from projects.filtering.filter_form import Problem, problems
from projects.filtersets import ProjectFilterSet
from reports.layout import Choice, choice_of, problems_of
from reports.measured import Measured, MeasureForm
from reports.questions import links_between_pages


@dataclass(frozen=True)
class InMeasure:
    """The total of a list in a measure: in DKK (None: not stated), and the address of its tree."""

    amount: Decimal | None
    url: str


def total_in_measure(filterset: Any, measured: Measured) -> InMeasure:
    """Returns the total of the projects that a valid ProjectFilterSet chooses."""
    totals = totals_of(filterset, (), "exclusive", measured.name, measured.on)
    behind = links_between_pages(totals, filterset.chosen())(TotalsRow({}, totals.total))
    return InMeasure(totals.total.budget_dkk, behind.why if totals.total.allocations else "")


def with_measure(page: Any, measured: Measured) -> Any:
    """Returns the page of projects, each with ``measured_dkk``; unchanged for the usual measure, which has a column of
    its own.
    """
    if not measured.is_usual:
        found = measured_projects([project.pk for project in page], measured.name, measured.on)
        for project in page:
            project.measured_dkk = found[project.pk]
    return page


@dataclass(frozen=True)
class MeasureLayout:
    """The filters of a page and its measure. The filter form draws it in the same way as a report's layout."""

    filterset: ProjectFilterSet
    measure: MeasureForm

    hidden = ()

    @classmethod
    def of(cls, data: QueryDict, projects: Any) -> "MeasureLayout":
        """Returns the layout that a query string asks for, of ``projects``."""
        filterset = ProjectFilterSet(data, projects, other_parameters=MeasureForm.parameters)
        return cls(filterset, MeasureForm(data))

    @property
    def choices(self) -> list[Choice]:
        return [choice_of(self.measure["measure"])]

    @property
    def fields(self) -> list[Any]:
        return [self.measure["on"]]

    def is_valid(self) -> bool:
        return self.filterset.is_valid() and self.measure.is_valid()

    @property
    def errors(self) -> dict[str, Any]:
        return {**self.filterset.errors, **self.measure.errors}

    @property
    def problems(self) -> list[Problem]:
        """Returns the errors, each with a link that removes the wrong parameter."""
        return [*problems(self.filterset), *problems_of(self.measure, self.filterset)]
