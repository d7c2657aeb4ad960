"""A project as the API shows it: its record and its money together."""

from rest_framework import serializers

from budgets.serializers import AllocationOfProjectSerializer
from projects.serializers import ProjectSerializer


class WholeProjectSerializer(ProjectSerializer):
    """A project with its allocations and its events."""

    allocations = AllocationOfProjectSerializer(many=True)
    events = serializers.SlugRelatedField("slug", many=True, read_only=True, help_text="By time.")
