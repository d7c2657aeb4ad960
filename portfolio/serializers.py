"""A project as the API shows it: the register's part and its money together."""

from rest_framework import serializers

from budgets.serializers import AllocationOfProjectSerializer
from projects.models import Project
from projects.serializers import ProjectSerializer


class WholeProjectSerializer(ProjectSerializer):
    """A project with its allocations and its events."""

    allocations = AllocationOfProjectSerializer(many=True)
    events = serializers.SerializerMethodField(help_text="Empty: the register keeps no events yet.")

    class Meta(ProjectSerializer.Meta):
        fields = (*ProjectSerializer.Meta.fields, "allocations", "events")

    def get_events(self, project: Project) -> list[str]:
        return []
