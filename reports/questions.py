"""The question that a request asks of a report: which projects it chooses, and how to lay out the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from budgets.links import Behind, links_to
from budgets.totals import Totals, TotalsRow
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.strict import error_lists

FILES = ("dialect",)
"""Parameters that only files understand, apart from ``format``."""


@dataclass(frozen=True)
class Question:
    """The filters and the form of a report, bound to the parameters of a request."""

    filterset: ProjectFilterSet
    form: Any
    today: date
    people: bool = True
    """Whether people or programs read the answer."""
    whole: bool = False
    """Whether the answer is a file, which has every row."""
    staff: bool = False
    """Whether the reader may see who made a change."""
    may_edit: bool = False
    """Whether the reader may edit projects."""
    absolute: Callable[[str], str] = str
    """Turns a path into an address that works outside of this page: with the host, if a file needs it."""

    @property
    def projects(self) -> Any:
        """Returns the chosen projects. Only for a valid question."""
        return self.filterset.qs

    def is_valid(self) -> bool:
        return self.filterset.is_valid() and self.form.is_valid()

    def error_lists(self) -> dict[str, list[str]]:
        """Returns the error messages of each wrong parameter."""
        return {**self.filterset.error_lists(), **error_lists(self.form.errors)}

    def links(self, answer: Totals) -> Callable[[TotalsRow], Behind]:
        """Returns a function from a group of totals to the pages behind it."""
        return links_between_pages(answer, self.filterset.chosen(), self.absolute)


def links_between_pages(
    answer: Totals, chosen: dict[str, list[str]], absolute: Callable[[str], str] = str
) -> Callable[[TotalsRow], Behind]:
    """Returns a function from a group of totals to the pages behind it."""
    projects, allocations, entries = (reverse(name) for name in ("projects", "allocations", "entries"))
    return links_to(answer, chosen, projects, allocations, absolute, entries)


def ask(data: QueryDict, form: type[Any], filters: dict[str, list[str]], **rest: Any) -> Question:
    """Returns the question of a query string. ``filters`` apply unless the query string names the same filters."""
    parameters = data.copy()
    for name, values in filters.items():
        if name not in parameters:
            parameters.setlist(name, values)
    bound = form(parameters)
    others = [*form.parameters, *FILES]
    # A difference also accepts values that only its states know
    make = getattr(bound, "filterset", ProjectFilterSet)
    filterset = make(parameters, Project.objects.all(), other_parameters=others, own=filters)
    return Question(filterset, bound, **rest)
