"""A project as the API shows it: its record and its money together."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from rest_framework import serializers

from budgets.serializers import AllocationOfProjectSerializer
from projects.narrow.reading import read_projects
from projects.narrow.written import read_written
from projects.serializers import ProjectSerializer

KEYS_AT_ONCE = 5000
"""Keys that are fetched at a time. SQLite gives them one by one, and the thread that reads ahead waits for each."""


class NarrowList(serializers.ListSerializer):
    """Projects of which only the keys were read. Gives what the serializer of one project gives for each."""

    def to_representation(self, data: Any) -> list[dict[str, Any]]:
        # The child has made its fields only if the reader chose some of them
        names = self.child.__dict__.get("fields") or _names()
        return read_projects([project.pk for project in data], list(names))


def _read_narrow(projects: Any, names: Sequence[str]) -> Iterator[Any]:
    """Returns these fields of the projects of a queryset, in its order, as JSON of what the serializer gives."""
    return read_written(projects.keys_alone().values_list("pk", flat=True).iterator(chunk_size=KEYS_AT_ONCE), names)


class WholeProjectSerializer(ProjectSerializer):
    """A project with its allocations and its events."""

    allocations = AllocationOfProjectSerializer(many=True)
    events = serializers.SlugRelatedField("slug", many=True, read_only=True, help_text="By time.")

    read_narrow = staticmethod(_read_narrow)

    class Meta(ProjectSerializer.Meta):
        list_serializer_class = NarrowList


@cache
def _names() -> tuple[str, ...]:
    return tuple(WholeProjectSerializer().fields)
