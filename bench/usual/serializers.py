"""Nested serializers of the usual list. Its objects are those of the API."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from budgets.models import Allocation
from projects.language.texts import shown
from projects.models import CouncilRole, Partnership, Project, ProjectDocument, ProjectPlace, Source


class SourceSerializer(serializers.ModelSerializer):
    document = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Source
        fields = ("document", "section", "item")


class CouncilSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="council.code")
    name = serializers.CharField(source="council.name")

    class Meta:
        model = CouncilRole
        fields = ("code", "name", "role")


class PlaceSerializer(serializers.ModelSerializer):
    slug = serializers.CharField(source="place.slug")
    name = serializers.CharField(source="place.name")
    kind = serializers.CharField(source="place.kind")
    country = serializers.CharField(source="place.country.code", default=None)

    class Meta:
        model = ProjectPlace
        fields = ("slug", "name", "kind", "country")


class PartnerSerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.slug")
    name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Partnership
        fields = ("organisation", "name", "role")


class DocumentSerializer(serializers.ModelSerializer):
    slug = serializers.CharField(source="document.slug")
    title = serializers.CharField(source="document.title")

    class Meta:
        model = ProjectDocument
        fields = ("slug", "title")


class AllocationSerializer(serializers.ModelSerializer):
    amount = serializers.DecimalField(18, 2)
    amount_dkk = serializers.DecimalField(18, 2)
    rate = serializers.DecimalField(18, 8)
    council = serializers.SlugRelatedField("code", read_only=True)
    fund = serializers.SlugRelatedField("slug", read_only=True)
    source = SourceSerializer()

    class Meta:
        model = Allocation
        fields = (
            "reference", "amount", "currency", "amount_dkk", "rate", "rate_date", "rate_source", "council", "fund",
            "year", "granted", "scope", "source",
        )  # fmt: skip


class ProjectSerializer(serializers.ModelSerializer):
    title = serializers.SerializerMethodField()
    title_language = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    summary_language = serializers.SerializerMethodField()
    portfolio = serializers.SlugRelatedField("slug", read_only=True)
    councils = CouncilSerializer(source="council_roles", many=True)
    core_areas = serializers.SlugRelatedField("slug", many=True, read_only=True)
    places = PlaceSerializer(source="project_places", many=True)
    partners = PartnerSerializer(source="partnerships", many=True)
    budget_dkk = serializers.SerializerMethodField()
    follows = serializers.SlugRelatedField("reference", many=True, read_only=True)
    followed_by = serializers.SlugRelatedField("reference", many=True, read_only=True)
    documents = DocumentSerializer(source="project_documents", many=True)
    notes = serializers.SerializerMethodField()
    source = SourceSerializer()
    allocations = AllocationSerializer(many=True)
    events = serializers.SlugRelatedField("slug", many=True, read_only=True)

    class Meta:
        model = Project
        fields = (
            "reference", "title", "title_language", "summary", "summary_language", "kind", "status", "portfolio",
            "starts", "ends", "councils", "core_areas", "places", "partners", "budget_dkk", "follows", "followed_by",
            "documents", "notes", "source", "allocations", "events",
        )  # fmt: skip

    def get_title(self, project: Project) -> str:
        return shown(project, "title").text

    def get_title_language(self, project: Project) -> str:
        return shown(project, "title").language

    def get_summary(self, project: Project) -> str:
        return shown(project, "summary").text

    def get_summary_language(self, project: Project) -> str:
        return shown(project, "summary").language

    def get_budget_dkk(self, project: Project) -> str | None:
        counted = [row.amount_dkk for row in project.allocations.all() if row.amount_dkk is not None]
        return str(sum(counted, Decimal(0))) if counted else None

    def get_notes(self, project: Project) -> list[dict[str, Any]]:
        return [
            {
                "field": note.field,
                "value": note.value,
                "inferred": note.inferred,
                "text": note.text.text,
                "language": note.text.language,
            }
            for note in project.all_notes()
        ]
