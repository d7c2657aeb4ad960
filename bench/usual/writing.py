"""The usual import: a ModelSerializer for each kind, ``many=True``, which validates and saves row by row.

It judges each field, each choice and each unique code; no rules of the register, and it keeps no history, no difference
and nothing to undo.
"""

from typing import Any

from rest_framework import serializers

from budgets.models import Allocation, Entry
from projects.models import Council, CouncilRole, Organisation, Partnership, Portfolio, Project, Source


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ("slug", "name_en", "kind")


class CouncilSerializer(serializers.ModelSerializer):
    council = serializers.SlugRelatedField("code", queryset=Council.objects.all())

    class Meta:
        model = CouncilRole
        fields = ("council", "role")


class PartnerSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField("slug", queryset=Organisation.objects.all())

    class Meta:
        model = Partnership
        fields = ("organisation", "role")


class AllocationSerializer(serializers.ModelSerializer):
    amount = serializers.DecimalField(18, 2)
    source: Any = serializers.SlugRelatedField("slug", queryset=Source.objects.all())
    council = serializers.SlugRelatedField("code", queryset=Council.objects.all())

    class Meta:
        model = Allocation
        fields = ("reference", "amount", "currency", "council", "scope", "year", "source")


class ProjectSerializer(serializers.ModelSerializer):
    portfolio = serializers.SlugRelatedField("slug", queryset=Portfolio.objects.all())
    source: Any = serializers.SlugRelatedField("slug", queryset=Source.objects.all())
    councils = CouncilSerializer(many=True)
    partners = PartnerSerializer(many=True)
    allocations = AllocationSerializer(many=True)

    class Meta:
        model = Project
        fields = (
            "reference", "title_en", "original_language", "kind", "status", "portfolio", "starts", "source", "councils",
            "partners", "allocations",
        )  # fmt: skip

    def create(self, validated_data: dict[str, Any]) -> Project:
        parts = [(model, validated_data.pop(name)) for name, model in PARTS.items()]
        project = Project.objects.create(**validated_data)
        for model, rows in parts:
            for row in rows:
                model.objects.create(project=project, **row)
        return project


PARTS: dict[str, Any] = {"councils": CouncilRole, "partners": Partnership, "allocations": Allocation}


class EntrySerializer(serializers.ModelSerializer):
    allocation = serializers.SlugRelatedField("reference", queryset=Allocation.objects.all())
    amount = serializers.DecimalField(18, 2)

    class Meta:
        model = Entry
        fields = ("reference", "allocation", "kind", "day", "amount")
