"""Allocations: the money granted to projects. An allocation is the *decided* entry of a grant."""

from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, CharField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast, Left, Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from budgets.choices import Scope
from budgets.models.funds import Fund
from budgets.models.posts import BudgetPost
from budgets.querysets import AllocationQuerySet
from changes.parts.unreadable import if_known
from projects.choices import Currency
from projects.fields import HIGHEST_AMOUNT, HIGHEST_RATE, MoneyField, PartialDateField, RateField
from projects.models import Council, Project, Source
from projects.models.base import Fact, NaturalKeyManager
from projects.partial_date import FIRST_YEAR, LAST_YEAR
from projects.validators import plain_text, reference_shape

# With the limits of the fields the conversion below stays within 64 bits. They are above any grant in this field.
ONE = 10**RateField.decimals


def amount_in_dkk() -> Case:
    """Returns the amount in DKK, rounded half up to the øre; NULL for another currency without a rate.

    Computes with whole numbers only, so that both databases give the same øre. The amount is split at one unit of
    the rate's scale, because otherwise the product of the two would overflow.
    """
    whole, rest = F("amount") / ONE, F("amount") % ONE
    converted = whole * F("rate") + (rest * F("rate") + ONE // 2) / ONE
    return Case(
        When(currency=Currency.DKK, then=F("amount")),
        When(rate__isnull=False, then=ExpressionWrapper(converted, output_field=MoneyField())),
        output_field=MoneyField(),
    )


def signed_amount_in_dkk() -> Case:
    """Returns the amount in DKK like ``amount_in_dkk``, where amounts may be negative: half an øre is rounded away
    from zero, so that a difference and its reverse add up to nothing.
    """
    whole, rest = F("amount") / ONE, F("amount") % ONE
    # Both databases divide whole numbers towards zero
    converted = whole * F("rate") + (rest * F("rate") - ONE // 2) / ONE
    below = When(rate__isnull=False, amount__lt=0, then=ExpressionWrapper(converted, output_field=MoneyField()))
    positive = amount_in_dkk()
    return Case(positive.cases[0], below, *positive.cases[1:], output_field=MoneyField())


class Allocation(Fact):
    """Money granted to a project. It counts in DKK; another currency counts only with its own stored rate."""

    natural_fields = ("reference",)
    about = "reference"

    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        validators=[reference_shape],
        help_text=_("The project's reference and a number, such as DOK8-C06-A1."),
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="allocations", verbose_name=_("project"))
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.DKK)
    rate = RateField(_("rate"), null=True, blank=True, help_text=_("DKK for one unit of the currency."))
    rate_date = models.DateField(_("date of the rate"), null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True, validators=[plain_text])
    amount_dkk = models.GeneratedField(expression=amount_in_dkk(), output_field=MoneyField(null=True), db_persist=True)
    council = models.ForeignKey(
        Council,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("paid by"),
        help_text=_("Only where the source says that this council pays."),
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("fund")
    )
    post = models.ForeignKey(
        BudgetPost,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("budget post"),
        help_text=_("The post that the grant is charged to."),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    granted = PartialDateField(
        _("date of the grant"),
        blank=True,
        help_text=_("As exact as the source: 2006, 2006-09 or 2006-09-08. A rate can be looked up only for a day."),
    )
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, default=Scope.WHOLE)
    source = models.ForeignKey(Source, models.PROTECT, related_name="allocations", verbose_name=_("source"))

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(AllocationQuerySet)()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        # For people who type a reference in other capital letters
        indexes = [models.Index(Upper("reference"), name="allocation_reference_upper")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(amount__lte=HIGHEST_AMOUNT),
                name="allocation_amount_above_zero",
                violation_error_message=_("An amount is above zero and below ten billion."),
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | ~Q(currency=Currency.DKK) & Q(rate__gt=0) & Q(rate__lte=HIGHEST_RATE),
                name="allocation_rate_only_on_foreign_currency",
                violation_error_message=_(
                    "Only a currency other than DKK has a rate, and the rate must be above 0 and below 100."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True, rate_date__isnull=True, rate_source="")
                | Q(rate__isnull=False, rate_date__isnull=False) & ~Q(rate_source=""),
                name="allocation_rate_with_date_and_source",
                violation_error_message=_("A rate needs its date and its source, and these need a rate."),
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="allocation_year_makes_sense",
                violation_error_message=_("The year must be between 1900 and 2199."),
            ),
            models.CheckConstraint(
                # Compared as text: casting the first letters of the date to a number could fail before the column's
                # own check
                condition=Q(year__isnull=True)
                | Q(granted__isnull=True)
                | Q(Exact(Cast("year", CharField()), Left("granted", 4))),
                name="allocation_granted_in_its_year",
                violation_error_message=_("The date of the grant is not in the year stated."),
            ),
            Fact.reason_given("allocation"),
        ]

    def __str__(self) -> str:
        return self.reference

    def clean(self) -> None:
        """Raises ValidationError if the decision breaks a rule that stops it (``budgets/rules/``), or a check of
        ``budgets/entries/grants.py``.
        """
        from budgets.entries.grants import broken_by_grant
        from budgets.entries.parts import broken_by_more
        from budgets.rules.posts import broken_by_decision

        super().clean()
        checks = (broken_by_grant, broken_by_decision, broken_by_more)
        broken: dict[str, list[str]] = next(filter(None, (if_known(partial(check, self), {}) for check in checks)), {})
        if broken:
            raise ValidationError(broken)

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#{self.reference}"
