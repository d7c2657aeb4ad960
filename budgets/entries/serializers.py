"""Serializers of budget posts, rates, periods, contracts, co-financing and entries."""

from typing import Any

from rest_framework import serializers

from budgets import models
from budgets.entries.records import BUDGET_POST, BUDGET_RATE, CO_FINANCING, CONTRACT, ENTRY, PERIOD
from projects.serializers import MoneyField, RecordSerializer, SourceReferenceSerializer


class CodeField(serializers.SlugRelatedField):
    """The code of another record, or null."""

    def __init__(self, code: str, **kwargs: Any) -> None:
        super().__init__(code, **{"read_only": True, "allow_null": True, **kwargs})


class ExactRateField(serializers.DecimalField):
    """A rate as a string with eight decimals, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 8, "read_only": True, "allow_null": True, **kwargs})


# No docstrings: the schema of the API would repeat them
class SourcedSerializer(RecordSerializer):
    source = SourceReferenceSerializer(read_only=True, allow_null=True)


class BudgetPostSerializer(SourcedSerializer):
    record = BUDGET_POST
    council = CodeField("code")

    class Meta:
        model = models.BudgetPost


class BudgetRateSerializer(SourcedSerializer):
    record = BUDGET_RATE
    rate = ExactRateField(allow_null=False)

    class Meta:
        model = models.BudgetRate


class PeriodSerializer(RecordSerializer):
    record = PERIOD

    class Meta:
        model = models.Period


class CoFinancingSerializer(SourcedSerializer):
    record = CO_FINANCING
    project = CodeField("reference", allow_null=False)
    organisation = CodeField("slug", allow_null=False)
    rate = ExactRateField()

    class Meta:
        model = models.CoFinancing


class SignatureSerializer(serializers.ModelSerializer):
    organisation = CodeField("slug", allow_null=False)

    class Meta:
        model = models.Signature
        fields = ("role", "organisation", "function", "day")


class InstalmentSerializer(serializers.ModelSerializer):
    amount = MoneyField(allow_null=True)
    share = MoneyField(allow_null=True, help_text="In percent of what is contracted.")

    class Meta:
        model = models.Instalment
        fields = ("number", "day", "amount", "share", "condition")


class ReportDueSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.ReportDue
        fields = ("kind", "day")


class PerspectiveAnswerSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.PerspectiveAnswer
        fields = ("perspective", "answer")


class ContractSerializer(SourcedSerializer):
    record = CONTRACT
    project = CodeField("reference", allow_null=False)
    administrative_body = CodeField("slug")
    whole_budget = MoneyField(allow_null=True, help_text="In DKK: everything that the project costs, whoever pays it.")
    rate = ExactRateField()
    allocations = serializers.SerializerMethodField()
    signatures = SignatureSerializer(many=True, read_only=True)
    instalments = InstalmentSerializer(many=True, read_only=True)
    reports_due = ReportDueSerializer(many=True, read_only=True)
    perspectives = PerspectiveAnswerSerializer(many=True, read_only=True)
    document = CodeField("slug")

    class Meta:
        model = models.Contract

    def get_allocations(self, contract: models.Contract) -> list[str]:
        return sorted(row.allocation.reference for row in contract.contract_allocations.all())


class EntrySerializer(SourcedSerializer):
    record = ENTRY
    allocation = CodeField("reference", allow_null=False)
    project = serializers.CharField(source="allocation.project.reference", read_only=True)
    contract = CodeField("code")
    rate = ExactRateField()
    post = CodeField("code")
    counterpart = CodeField("slug")
    corrects = CodeField("reference")

    class Meta:
        model = models.Entry
