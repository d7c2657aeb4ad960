"""The columns of the project list: which columns are shown, and how their headings sort."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from changes.record import Field, ListColumn
from projects.filtering.filter_form import Option, Problem, problems, without
from projects.filtering.filters import CodesField
from projects.filtersets import ProjectFilterSet
from projects.records import PROJECT
from reports.files.downloads import COLUMNS_CHOSEN
from reports.layout import Choice, choice_of, problems_of
from reports.measured import MeasureForm

LISTED: dict[str, tuple[Field, ListColumn]] = {
    field.listed.name or field.name: (field, field.listed) for field in PROJECT.placed("listed") if field.listed
}
"""The columns that the record of a project declares, in their order, by their name in the address."""
COLUMNS = tuple((name, column.label or field.label, column.order_by) for name, (field, column) in LISTED.items())
"""The name and label of each column, and the ordering that sorts by it."""
ALWAYS = tuple(name for name, (_field, column) in LISTED.items() if column.always)
USUAL = tuple(name for name, (_field, column) in LISTED.items() if column.usual)


class ColumnsForm(forms.Form):
    """The parameter ``columns``: those shown beside reference and title; the usual ones if it is empty."""

    columns = CodesField(
        choices=[(name, label) for name, label, _key in COLUMNS if name not in ALWAYS],
        required=False,
        label=_("Columns"),
    )

    def shown(self) -> set[str]:
        """Returns the names of the columns to show. Needs a valid form."""
        return {*ALWAYS, *(self.cleaned_data[COLUMNS_CHOSEN] or USUAL)}

    def of_file(self) -> list[str]:
        """Returns the columns for a file of the same list, each once, in their order; an empty list means all
        columns."""
        if not self.cleaned_data[COLUMNS_CHOSEN]:
            return []
        shown = self.shown()
        names = (column.in_files or (field.name,) for name, (field, column) in LISTED.items() if name in shown)
        return list(dict.fromkeys(chain.from_iterable(names)))


@dataclass(frozen=True)
class ListedColumn:
    """A heading: the link that sorts by it, and how the list is sorted by it now (``aria-sort``)."""

    name: str
    label: Any
    url: str
    sorted: str

    @property
    def is_number(self) -> bool:
        return LISTED[self.name][1].is_number

    @property
    def field(self) -> Field:
        """Returns the field of the project that the column shows."""
        return LISTED[self.name][0]


@dataclass(frozen=True)
class ListLayout:
    """The parameters of the list: its filters, its columns and its measure. The filter form draws it in the same way as
    a report's layout."""

    form: ColumnsForm
    filterset: ProjectFilterSet
    measure: MeasureForm
    """The measure of the last column, and its day."""

    @property
    def choices(self) -> list[Choice]:
        return [choice_of(self.measure["measure"])]

    @property
    def fields(self) -> list[Any]:
        return [self.measure["on"]]

    def is_valid(self) -> bool:
        return self.filterset.is_valid() and self.form.is_valid() and self.measure.is_valid()

    @property
    def errors(self) -> dict[str, Any]:
        """Returns the errors of the filters, of the columns and of the measure."""
        return {**self.filterset.errors, **self.form.errors, **self.measure.errors}

    @property
    def problems(self) -> list[Problem]:
        """Returns the errors of the filters and the columns, each with a link that removes the cause."""
        own = (self.form, self.measure)
        return [*problems(self.filterset), *(one for form in own for one in problems_of(form, self.filterset))]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Returns the chosen columns, which the filter form sends too."""
        return list(_pairs({COLUMNS_CHOSEN: self.filterset.kept().get(COLUMNS_CHOSEN, [])}))

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Returns the filters in force, which the form of the columns sends too."""
        parameters = {**self.filterset.chosen(), **self.filterset.kept()}
        return list(_pairs({name: values for name, values in parameters.items() if name != COLUMNS_CHOSEN}))

    @property
    def options(self) -> list[Option]:
        """Returns every column that readers can show or hide, and whether it is shown."""
        chosen = self.filterset.kept().get(COLUMNS_CHOSEN, USUAL)
        return [Option(name, str(label), name in chosen) for name, label, _key in COLUMNS if name not in ALWAYS]

    @property
    def chosen(self) -> bool:
        """Returns whether the address names columns."""
        return bool(self.hidden)

    @property
    def usual(self) -> str:
        """Returns the query string of the same list with the usual columns."""
        return without(self.filterset, [COLUMNS_CHOSEN])

    @property
    def headings(self) -> list[ListedColumn]:
        """Returns the headings to show, in their order. A second click on a heading reverses the order. Needs a
        valid layout."""
        current = (self.filterset.form.cleaned_data["ordering"] or [""])[0]
        parameters = {**self.filterset.kept(), **self.filterset.chosen()}
        shown = self.form.shown()
        return [
            ListedColumn(name, label, _url(parameters, key, current), _direction(key, current))
            for name, label, key in COLUMNS
            if name in shown
        ]


def layout_of_list(data: QueryDict, projects: Any) -> ListLayout:
    """Returns the filters and columns of a query string for the list of ``projects``."""
    filterset = ProjectFilterSet(data, projects, other_parameters=[COLUMNS_CHOSEN, *MeasureForm.parameters])
    return ListLayout(ColumnsForm(data), filterset, MeasureForm(data))


def _direction(key: str, current: str) -> str:
    if not key or current.lstrip("-") != key:
        return "none"
    return "descending" if current.startswith("-") else "ascending"


def _url(parameters: dict[str, list[str]], key: str, current: str) -> str:
    if not key:
        return ""
    return "?" + urlencode({**parameters, "ordering": [f"-{key}" if current == key else key]}, doseq=True)


def _pairs(parameters: dict[str, list[str]]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, values in parameters.items() for value in values)
