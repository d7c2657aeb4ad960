"""Declares the records of rules."""

from django.utils.translation import gettext_lazy as _

from budgets.choices import Check, Perspective, Severity
from changes.record import Field, Record, Shape, declare

RULE = declare(
    Record(
        kind="rule",
        model="budgets.Rule",
        key="code",
        fields=[
            Field("code", _("Short name"), required=True),
            Field("label", _("Label"), Shape.TRANSLATED, required=True),
            Field("sentence", _("Sentence"), Shape.TRANSLATED, required=True),
            Field("basis", _("Basis"), Shape.TRANSLATED, required=True, help="Where the rule comes from."),
            Field("certain", _("Basis is certain"), Shape.TRUTH),
            Field("check", _("Check"), Shape.CHOICE, "check_name", required=True, choices=Check),
            Field("severity", _("Severity"), Shape.CHOICE, required=True, choices=Severity),
            Field("valid_from", _("Valid from"), Shape.DATE),
            Field("valid_to", _("Valid to"), Shape.DATE),
            Field("fund", _("Fund"), Shape.REFERENCE, refers_to="fund"),
            Field("portfolio", _("Portfolio"), Shape.REFERENCE, refers_to="portfolio"),
            Field("amount", _("Amount"), Shape.MONEY, help="In DKK: the limit from which the rule applies."),
            Field("month", _("Month"), Shape.NUMBER),
            Field("day_of_month", _("Day of the month"), Shape.NUMBER),
            Field("perspective", _("Perspective"), Shape.CHOICE, choices=Perspective),
        ],
    )
)
