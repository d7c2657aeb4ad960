"""The rules in force, and their sentences in the reader's language."""

from datetime import date
from typing import Any

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from budgets.choices import Severity
from budgets.models import Rule
from changes.together.remembering import remembered
from projects.language.amounts import format_amount


def rules_of(*severities: Severity) -> list[Rule]:
    """Returns the rules of these severities, or all, in the order of their codes."""
    return [rule for rule in remembered([Rule], _all_rules) if not severities or rule.severity in severities]


def _all_rules() -> list[Rule]:
    rules: Any = Rule.objects.all()
    return list(rules)


AMOUNT, DAY = "{amount}", "{day}"
"""Where a sentence states the limit of its rule, and its yearly deadline."""


def stated(rule: Rule) -> str:
    """Returns the sentence of a rule with its own limits: "From 500,001 DKK …", "… by 15 February …"."""
    sentence = str(rule.sentence)
    if rule.amount is not None:
        sentence = sentence.replace(AMOUNT, f"{format_amount(rule.amount)} DKK")
    if rule.month and rule.day_of_month:
        # Any leap year has every day
        day = date(2000, rule.month, rule.day_of_month)
        # Some languages write the month otherwise beside a day
        sentence = sentence.replace(DAY, date_format(day, get_format("MONTH_DAY_FORMAT").replace("F", "E"), False))
    return sentence


def sentence_of(rule: Rule) -> str:
    """Returns the sentence of a rule with its basis: "No payment before … (Standard terms)."."""
    words = {"sentence": stated(rule), "basis": rule.basis}
    if rule.certain:
        return _("%(sentence)s Basis: %(basis)s.") % words
    return _("%(sentence)s Basis, wording not confirmed: %(basis)s.") % words


def sentence_about(rule: Rule, entry: Any) -> str:
    """Returns the sentence of a rule, and the entry that breaks it after a change of another record."""
    words = {"kind": entry.get_kind_display(), "entry": entry.reference, "day": date_format(entry.day)}
    return _("%(sentence)s Entry concerned: %(kind)s %(entry)s of %(day)s.") % {"sentence": sentence_of(rule), **words}
