"""What a request asks of a report: the projects it chooses, and how the answer is to be laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from budgets.links import links_to
from budgets.totals import Row, Totals
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.strict import error_lists

FILES = ("dialect",)
"""What only files understand, beside ``format``."""


@dataclass(frozen=True)
class Question:
    """The filters and the form of a report, bound to what was asked."""

    filterset: ProjectFilterSet
    form: Any
    today: date
    people: bool = True
    """Whether people read the answer, or programs."""
    staff: bool = False
    """Whether the reader may see who did what."""
    may_edit: bool = False
    """Whether the reader may edit projects."""
    absolute: Callable[[str], str] = str
    """Makes an address that leads somewhere outside of this page: with the host, where a file needs it."""

    @property
    def projects(self) -> Any:
        """The chosen projects. Only of a valid question."""
        return self.filterset.qs

    def is_valid(self) -> bool:
        return self.filterset.is_valid() and self.form.is_valid()

    def error_lists(self) -> dict[str, list[str]]:
        """The sentences about each parameter that makes no sense."""
        return {**self.filterset.error_lists(), **error_lists(self.form.errors)}

    def links(self, answer: Totals) -> Callable[[Row], tuple[str, str]]:
        """From a group of totals to the pages of its projects and of its allocations."""
        return links_to(answer, self.filterset.chosen(), reverse("projects"), reverse("allocations"), self.absolute)


def ask(data: QueryDict, form: type[Any], filters: dict[str, list[str]], **rest: Any) -> Question:
    """The question that a query string asks; ``filters`` are in force where it does not name them itself."""
    asked = data.copy()
    for name, values in filters.items():
        if name not in asked:
            asked.setlist(name, values)
    bound = form(asked)
    others = [*form.parameters, *FILES]
    filterset = ProjectFilterSet(asked, Project.objects.all(), other_parameters=others, own=filters)
    return Question(filterset, bound, **rest)
