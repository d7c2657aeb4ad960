"""The filters of a difference. Each state filters by the values that it knows.

A council of today did not exist in the first state, and a partner of then may be deleted by now. Such a value is no
error: the state that does not know it has no project with it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.utils import ErrorDict
from django.http import QueryDict

from changes.as_of.point import Point
from changes.as_of.reading import reading_as_of
from projects.filtersets import ProjectFilterSet
from projects.models import Project

MOST_TRIED = 100
"""The values of a filter that are looked for in other states."""


class FilterSetOfStates(ProjectFilterSet):
    """Filters of projects that accept each value that today's register or one of the states knows.

    It filters by the known values only. A filter without a known value chooses no project.
    """

    def __init__(self, *args: Any, states: Iterable[Point] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.states = tuple(states)
        self._elsewhere: dict[str, bool] = {}

    @property
    def errors(self) -> ErrorDict:
        """Returns the errors, without those of values that one of the states knows."""
        found = super().errors
        for name in self._wrong():
            if self._is_known_elsewhere(name):
                del found[name]
        return found

    def filter_queryset(self, queryset: Any) -> Any:
        if not (wrong := self._wrong()):
            return super().filter_queryset(queryset)
        # Django leaves a wrong filter out, and would choose too many projects
        values = {
            name: [value for value in values if name not in wrong or _is_known(name, value)]
            for name, values in self.chosen().items()
        }
        if values == self.chosen() or not all(values.values()):
            return queryset.none()
        return filterset_of(values).qs

    def projects(self, without: str = "") -> Any:
        """Returns the projects that match all filters, or all except ``without``."""
        return filterset_of({name: values for name, values in self.chosen().items() if name != without}).qs

    def _wrong(self) -> set[str]:
        return {*self.form.errors} & {*self.filters}

    def _is_known_elsewhere(self, name: str) -> bool:
        """Whether the filter is wrong only because of values that one of the states knows."""
        if name not in self._elsewhere:
            values = self.chosen().get(name, [])
            unknown = [value for value in values if not _is_known(name, value)] if len(values) <= MOST_TRIED else []
            left = unknown
            for point in self.states:
                with reading_as_of(point):
                    left = [value for value in left if not _is_known(name, value)]
            self._elsewhere[name] = bool(unknown) and not left
        return self._elsewhere[name]


def filterset_of(filters: Mapping[str, Iterable[str]]) -> FilterSetOfStates:
    """Returns the filterset of these values, for the state that is read."""
    data = QueryDict(mutable=True)
    for name, values in filters.items():
        data.setlist(name, list(values))
    return FilterSetOfStates(data, Project.objects.all(), searching=False)


def _is_known(name: str, value: str) -> bool:
    """Whether the state that is read knows a value of a filter."""
    return name not in filterset_of({name: [value]}).form.errors
