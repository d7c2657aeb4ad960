"""The projects that a person chose in the list: those that are ticked, or all that the filters find."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from changes.models import Action
from changes.rights import may
from projects.filtering.filter_form import FIND, WORDS
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from reports.files.downloads import COLUMNS_CHOSEN

TICK = "tick"
"""The parameter with the reference of a ticked project."""
EVERY = "every"
"""The parameter that chooses all projects that the filters find. The query is kept, not its projects."""
MOST = 5000
"""Projects that one change takes. More would keep other people waiting."""


@dataclass(frozen=True)
class Chosen:
    """A chosen project."""

    pk: int
    reference: str


def may_change(user: Any) -> bool:
    """Returns whether the reader may change projects, so that the list shows its check boxes."""
    return may(user, Action.UPDATE, "project")


class Selection:
    """The chosen projects of an address. ``own`` are the other parameters of the page."""

    def __init__(self, data: QueryDict, own: tuple[str, ...] = ()) -> None:
        self.data = data
        self.own = {*own, FIND, *(f"{WORDS}{name}" for name in own)}
        other = (COLUMNS_CHOSEN, TICK, EVERY, *self.own)
        self.filterset = ProjectFilterSet(data, Project.objects.all(), other_parameters=other)
        # Shown, but not removable here
        self.filterset.own = self.filterset.chosen()
        self.every = bool(data.get(EVERY))
        self.ticks = list(dict.fromkeys(data.getlist(TICK)))

    @cached_property
    def projects(self) -> list[Chosen]:
        """Returns the chosen projects, in the order of the list. Needs a valid filterset."""
        rows = self.filterset.qs if self.every else Project.objects.filter(reference__in=self.ticks).in_document_order()
        return [Chosen(*row) for row in rows.values_list("pk", "reference")]

    @property
    def count(self) -> int:
        return len(self.projects)

    @property
    def too_many(self) -> bool:
        return self.count > MOST

    @property
    def gone(self) -> list[str]:
        """Returns the ticked references of which there is no project."""
        known = {project.reference for project in self.projects}
        return [] if self.every else [tick for tick in self.ticks if tick not in known]

    @property
    def mark(self) -> str:
        """Returns a text that is the same for the same projects, so that a page knows whether others match by now."""
        keys = ",".join(str(pk) for pk in sorted(project.pk for project in self.projects))
        return hashlib.sha256(keys.encode()).hexdigest()[:32]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Returns the parameters that choose these projects, and those of the list behind it."""
        return [
            (name, value)
            for name, values in self.data.lists()
            if name not in self.own and not (self.every and name == TICK)
            for value in values
        ]

    @property
    def url(self) -> str:
        """Returns the address of the page that asks for the change."""
        return f"{reverse('several')}?{urlencode(self.parameters)}"

    @property
    def list_url(self) -> str:
        """Returns the address of the list with the same filters, columns and page."""
        query = urlencode([(name, value) for name, value in self.parameters if name not in (TICK, EVERY)])
        return reverse("projects") + (f"?{query}" if query else "")
