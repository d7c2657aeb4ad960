"""Serializers of the money. The API writes amounts as strings with two decimals, never as floats."""

from typing import Any

from rest_framework import serializers

from budgets.grouping.members import Member
from budgets.links import Behind
from budgets.models import Allocation, Fund
from budgets.narrow import read_allocations
from budgets.records import ALLOCATION
from budgets.totals import Figures, Totals, TotalsRow
from projects.serializers import MoneyField, RecordSerializer, SourceReferenceSerializer


class FundSerializer(serializers.ModelSerializer):
    class Meta:
        model = Fund
        fields = ("slug", "name")


class AllocationSerializer(RecordSerializer):
    """An allocation in the list of allocations."""

    record = ALLOCATION
    project = serializers.SlugRelatedField("reference", read_only=True)
    rate = serializers.DecimalField(max_digits=18, decimal_places=8, read_only=True, allow_null=True)
    council = serializers.SlugRelatedField(
        "code", read_only=True, allow_null=True, help_text="Only where the source says it pays."
    )
    fund = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)
    post = serializers.CharField(
        source="post.code",
        # Left out where it is empty, so it is not required. A read-only field cannot be optional
        read_only=False,
        required=False,
        help_text="The budget post that the grant is charged to; left out where none is stated.",
    )
    source = SourceReferenceSerializer()
    last = ("post",)
    read_narrow = staticmethod(read_allocations)

    class Meta:
        model = Allocation


class AllocationOfProjectSerializer(AllocationSerializer):
    """An allocation inside its project."""

    left_out = ("project",)


class MemberSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="As filters take it.")
    label = serializers.CharField(help_text="In the reader's language.")


class FiguresSerializer(serializers.Serializer):
    projects = serializers.IntegerField()
    allocations = serializers.IntegerField(help_text="Those that count in DKK.")
    budget_dkk = MoneyField(allow_null=True, help_text="null: nothing was counted, which is not 0.")


class OtherCurrencySerializer(serializers.Serializer):
    """Allocations that are left out because they have no rate."""

    currency = serializers.CharField()
    allocations = serializers.IntegerField()
    amount = MoneyField()


class NotCountedSerializer(serializers.Serializer):
    projects_without_budget = serializers.IntegerField()
    other_currency = OtherCurrencySerializer(many=True)


class RowSerializer(FiguresSerializer):
    """A group: one member under the name of each dimension, its figures, and the lists behind it."""

    projects_without_budget = serializers.IntegerField()
    allocations_not_counted = serializers.IntegerField(help_text="Those in another currency without a rate.")
    paid_by_council_dkk = MoneyField(
        source="paid_dkk",
        allow_null=True,
        # Only in rows by council, so it is not required. A read-only field cannot be optional
        read_only=False,
        required=False,
        help_text="The part of which the source says that the council pays; of the rest it is only named.",
    )
    projects_paid_by_council = serializers.IntegerField(
        source="projects_paid",
        read_only=False,
        required=False,
        help_text="Of how many projects the source says that the council pays; of the others it is only named.",
    )
    # Each is left out in some answers, so it is not required. A read-only field cannot be optional
    projects_url = serializers.URLField(
        read_only=False, required=False, help_text="Left out where no filter of projects picks those of the row."
    )
    allocations_url = serializers.URLField(read_only=False, required=False, help_text="Of what is granted.")
    entries_url = serializers.URLField(read_only=False, required=False, help_text="Of every other measure.")
    why_url = serializers.URLField(help_text="The rows that the amount adds up, with their sources.")


class TotalsSerializer(serializers.Serializer):
    """The totals of a selection of projects, what they are made of, and what was left out."""

    group_by = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    measure = serializers.CharField(help_text="What `budget_dkk` is.")
    on = serializers.DateField(allow_null=True, help_text="The day of the figures, if one was asked for.")
    overlapping = serializers.BooleanField(help_text="true: an amount may stand in several rows; do not add them.")
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    filters_in_words = serializers.ListField(child=serializers.CharField(), help_text="In the reader's language.")
    total = FiguresSerializer()
    not_counted = NotCountedSerializer()
    rows = RowSerializer(many=True)
    rows_left_out = serializers.IntegerField(
        help_text="Smaller groups that are not in the rows; a file has every group."
    )
    rest = FiguresSerializer(
        allow_null=True, help_text="The figures of the smaller groups together; null: none, or groups overlap."
    )
    margins = serializers.DictField(
        child=RowSerializer(many=True),
        help_text="Of a cross table: the totals of its rows and of its columns, by each dimension alone.",
    )


def totals_payload(totals: Totals, filterset: Any, links: Any) -> dict[str, Any]:
    """Returns the answer of ``totals/``. ``links(row)`` gives the addresses behind a row."""
    behind = "entries_url" if totals.of_entries else "allocations_url"
    return {
        "group_by": [dimension.name for dimension in totals.dimensions],
        "mode": totals.mode,
        "measure": totals.measure,
        "on": totals.on,
        "overlapping": totals.overlapping,
        "filters": filterset.in_force(),
        "filters_in_words": [f"{label}: {value}" for label, value in filterset.in_force_in_words()],
        "total": _figures_payload(totals.total),
        "not_counted": {
            "projects_without_budget": totals.total.projects_without_budget,
            "other_currency": OtherCurrencySerializer(totals.other_currency, many=True).data,
        },
        "rows": [_row_payload(row, links(row), behind) for row in totals.rows],
        "rows_left_out": totals.rows_left_out,
        "rest": totals.rest and _figures_payload(totals.rest),
        "margins": {
            name: [_row_payload(row, links(row), behind) for row in rows] for name, rows in totals.margins.items()
        },
    }


def _row_payload(row: TotalsRow, urls: Behind, behind: str) -> dict[str, Any]:
    members = {name: _member_payload(member) for name, member in row.members.items()}
    figures: Figures = row.figures
    # Plain values, because a serializer would take longer than the database
    payload = {
        **members,
        "projects": figures.projects,
        "projects_without_budget": figures.projects_without_budget,
        "allocations_not_counted": figures.allocations_not_counted,
        **_figures_payload(figures),
    }
    if "council" in row.members:
        payload["paid_by_council_dkk"] = None if figures.paid_dkk is None else str(figures.paid_dkk)
        payload["projects_paid_by_council"] = figures.projects_paid
    projects = {"projects_url": urls.projects} if urls.projects else {}
    return {**payload, **projects, behind: urls.money, "why_url": urls.why}


def _figures_payload(figures: Figures) -> dict[str, Any]:
    budget = figures.budget_dkk
    return {
        "projects": figures.projects,
        "allocations": figures.allocations,
        "budget_dkk": None if budget is None else f"{budget:.2f}",
    }


def _member_payload(member: Member) -> dict[str, str]:
    return {"value": member.value, "label": member.label}
