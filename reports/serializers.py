"""Serializers of the annex: each project as elsewhere in the API, with its number, its words and the subtotals."""

from typing import Any

from rest_framework import serializers

from budgets.serializers import AllocationOfProjectSerializer, FiguresSerializer, NotCountedSerializer
from projects.models import Document
from projects.serializers import AddressField, ProjectSerializer, TextField, TextLanguageField
from reports.annex.annex import Item


class AnnexProjectSerializer(ProjectSerializer):
    """A project with its allocations."""

    allocations = AllocationOfProjectSerializer(many=True)

    left_out = ("events",)


class AnnexItemSerializer(AnnexProjectSerializer):
    """An item of the annex: the project, its number in the section, and the words that the document prints for it."""

    number = serializers.IntegerField(read_only=True)
    amount_in_words = serializers.CharField(read_only=True, help_text="As the document prints it, in parentheses.")
    period_in_words = serializers.CharField(read_only=True, help_text="Empty: not stated.")

    first = ("number",)
    last = ("amount_in_words", "period_in_words")

    def to_representation(self, item: Item) -> dict[str, Any]:
        return {
            "number": item.number,
            **AnnexProjectSerializer(item.project).data,
            "amount_in_words": item.amount,
            "period_in_words": next((line.text for line in item.lines if line.name == "period"), ""),
        }


class SubtotalSerializer(FiguresSerializer):
    projects_without_budget = serializers.IntegerField()
    allocations_not_counted = serializers.IntegerField(help_text="In another currency without a rate.")


class AnnexSectionSerializer(serializers.Serializer):
    """The projects of one status in the order of the document, and their subtotal."""

    status = serializers.CharField()
    heading = serializers.CharField(help_text="In the reader's language.")
    items = AnnexItemSerializer(many=True)
    subtotal = SubtotalSerializer(source="figures")


class AnnexSourceSerializer(serializers.ModelSerializer):
    title = TextField()
    title_language = TextLanguageField("title")
    url = AddressField()

    class Meta:
        model = Document
        fields = ("slug", "title", "title_language", "adopted", "journal_number", "url")


class AnnexSerializer(serializers.Serializer):
    """The annex "Oversigt over projektaktiviteter" of a selection of projects."""

    title = serializers.CharField()
    language = serializers.CharField(help_text="ISO 639-1.")
    date = serializers.DateField(help_text="The date of the data.")
    change = serializers.IntegerField(
        allow_null=True, help_text="As of a day: the number of the last change that the data contains."
    )
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), source="in_force")
    sections = AnnexSectionSerializer(many=True)
    total = FiguresSerializer(source="totals.total")
    not_counted = NotCountedSerializer(source="left_out")
    sources = AnnexSourceSerializer(many=True)
