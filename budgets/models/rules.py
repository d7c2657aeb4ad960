"""Rules as data: what the Council's rules on grants ask for, from when to when, and how strictly."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.choices import Check, Perspective, Severity
from budgets.models.contracts import Contract
from budgets.models.funds import Fund
from projects.fields import MoneyField
from projects.models import Portfolio
from projects.models.base import Named, NaturalKeyManager
from projects.validators import plain_text


class Rule(Named):
    """A rule on grants. Its check is code; its words, limits, severity, validity and scope are data."""

    natural_fields = ("code",)

    code = models.SlugField(_("short name"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=120, validators=[plain_text])
    sentence = models.CharField(_("sentence"), max_length=300, validators=[plain_text])
    basis = models.CharField(
        _("basis"), max_length=300, validators=[plain_text], help_text=_("Where the rule comes from.")
    )
    certain = models.BooleanField(
        _("basis is certain"), default=True, help_text=_("Whether the wording and the place of the rule are known.")
    )
    check_name = models.CharField(_("check"), max_length=30, choices=Check.choices)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("fund"),
        help_text=_("Only for grants from this fund."),
    )
    portfolio = models.ForeignKey(
        Portfolio,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("portfolio"),
        help_text=_("Only for projects of this portfolio."),
    )
    amount = MoneyField(
        _("amount"), null=True, blank=True, help_text=_("In DKK; the limit from which the rule applies.")
    )
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day_of_month = models.PositiveSmallIntegerField(
        _("day of the month"), null=True, blank=True, help_text=_("The yearly deadline, together with the month.")
    )
    perspective = models.CharField(_("perspective"), max_length=30, choices=Perspective.choices, blank=True)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(check_name=Check.AUDITOR) | Q(amount__isnull=False, amount__gt=0),
                name="rule_auditor_has_amount",
                violation_error_message=_("The rule on the auditor's statement needs its amount."),
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True, day_of_month__isnull=True) & ~Q(check_name=Check.ANNUAL_REPORT)
                # No later than the 28th, so that every year has the day
                | Q(month__gte=1, month__lte=12, day_of_month__gte=1, day_of_month__lte=28),
                name="rule_deadline_is_a_day_of_each_year",
                violation_error_message=_(
                    "A yearly deadline is a month and a day up to 28; the rule on annual reports needs one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(perspective="") & ~Q(check_name=Check.PERSPECTIVE)
                | ~Q(perspective="") & Q(check_name=Check.PERSPECTIVE),
                name="rule_perspective_with_its_check",
                violation_error_message=_("The rule on a perspective names it, and no other rule does."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PerspectiveAnswer(Named):
    """How the project of a contract answers for a cross-cutting perspective."""

    natural_fields = ("contract", "perspective")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="perspectives", verbose_name=_("contract"))
    perspective = models.CharField(_("perspective"), max_length=30, choices=Perspective.choices)
    answer = models.TextField(_("answer"), max_length=2000, validators=[plain_text])

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["contract", "perspective"]
        verbose_name = _("answer for a perspective")
        verbose_name_plural = _("answers for perspectives")
        constraints = [models.UniqueConstraint(fields=["contract", "perspective"], name="contract_perspective_once")]

    def __str__(self) -> str:
        return self.get_perspective_display()
