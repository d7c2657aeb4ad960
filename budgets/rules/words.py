"""The rules in force, and their sentences in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from budgets.choices import Severity
from budgets.models import Rule


def rules_of(*severities: Severity) -> list[Rule]:
    """Returns the rules of these severities, or all, in the order of their codes."""
    rules: Any = Rule.objects.all()
    return list(rules.filter(severity__in=severities) if severities else rules)


def sentence_of(rule: Rule) -> str:
    """Returns the sentence of a rule with its basis: "No payment before … (Standard terms)."."""
    if rule.certain:
        return _("%(sentence)s Basis: %(basis)s.") % {"sentence": rule.sentence, "basis": rule.basis}
    words = {"sentence": rule.sentence, "basis": rule.basis}
    return _("%(sentence)s Basis, wording not confirmed: %(basis)s.") % words
