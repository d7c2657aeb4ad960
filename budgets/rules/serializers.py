"""Serializers of rules and findings."""

from typing import Any

from rest_framework import serializers

from budgets.choices import Check
from budgets.entries.serializers import CodeField
from budgets.models import Rule
from budgets.rules.records import RULE
from budgets.rules.words import sentence_of
from projects.serializers import MoneyField, RecordSerializer


class RuleSerializer(RecordSerializer):
    """A rule on grants: its words in the reader's language, its limits, and how strict it is."""

    record = RULE
    check = serializers.ChoiceField(Check.choices, source="check_name", read_only=True)
    fund = CodeField("slug")
    portfolio = CodeField("slug")
    amount = MoneyField(allow_null=True)

    class Meta:
        model = Rule


class FindingSerializer(serializers.Serializer):
    """A broken rule, and the records at which it can be mended."""

    rule = serializers.CharField(source="rule.code")
    severity = serializers.CharField(source="rule.severity")
    label = serializers.CharField(source="rule.label", help_text="In the reader's language.")
    sentence = serializers.SerializerMethodField(help_text="With the basis of the rule, in the reader's language.")
    project = serializers.CharField(source="project.reference", default=None, allow_null=True)
    allocation = serializers.CharField(source="allocation.reference", default=None, allow_null=True)
    contract = serializers.CharField(source="contract.code", default=None, allow_null=True)
    entry = serializers.CharField(source="entry.reference", default=None, allow_null=True)
    post = serializers.CharField(source="post.code", default=None, allow_null=True)
    change = serializers.IntegerField(
        source="content.change.number",
        default=None,
        allow_null=True,
        help_text="The number of a change of the project's content that no approval covers.",
    )
    since = serializers.DateField(allow_null=True, help_text="The day from which the rule is broken, if it is known.")
    due = serializers.DateField(allow_null=True, help_text="The day on which something was due.")

    def get_sentence(self, finding: Any) -> str:
        return sentence_of(finding.rule)
