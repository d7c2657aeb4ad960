"""The frame of the money: the posts of the budget, the rates of a budget year, and the periods of the accounts."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changes.ahead import wait_for
from changes.as_of.point import todays_date
from projects.choices import Currency
from projects.fields import HIGHEST_RATE, MoneyField, RateField
from projects.models import Council, Source
from projects.models.base import Named, NaturalKeyManager
from projects.partial_date import FIRST_YEAR, LAST_YEAR
from projects.validators import plain_line, plain_text, reference_shape

LEDGER = "ledger"
"""What writers of entries and of periods hold in turn, because an entry must see whether its period is closed."""


def year_in_bounds(name: str, field: str = "year") -> models.CheckConstraint:
    """Returns the constraint that a year makes sense, or is not stated."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": FIRST_YEAR, f"{field}__lte": LAST_YEAR}),
        name=name,
        violation_error_message=_("The year must be between 1900 and 2199."),
    )


class BudgetPost(Named):
    """A post of one year's budget, to which grants are charged. Its amounts are in DKK."""

    natural_fields = ("code",)

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[reference_shape],
        help_text=_("The year and the number of the post, such as 2025-4-2210."),
    )
    number = models.CharField(_("number"), max_length=30, validators=[plain_line])
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    council = models.ForeignKey(
        Council,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("council of ministers"),
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    price_level = models.PositiveSmallIntegerField(
        _("price level"), null=True, blank=True, help_text=_("The year in whose prices the post was adopted.")
    )
    adopted = MoneyField(_("adopted"), help_text=_("In DKK."))
    carried_over = MoneyField(
        _("carried over"), default=Decimal(0), help_text=_("From the year before, in DKK; negative if overspent.")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("source")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-year", "number"]
        verbose_name = _("budget post")
        verbose_name_plural = _("budget posts")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="post_number_once_a_year",
                violation_error_message=_("This year already has a post with this number."),
            ),
            year_in_bounds("post_year_makes_sense"),
            year_in_bounds("post_price_level_makes_sense", "price_level"),
            models.CheckConstraint(
                condition=Q(adopted__gte=0),
                name="post_adopted_not_negative",
                violation_error_message=_("An adopted amount is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name} ({self.year})"

    def get_absolute_url(self) -> str:
        return reverse("budget-post", args=[self.code])

    def clean(self) -> None:
        """Raises ValidationError if less would be left on the post than is decided (``budgets/rules/posts.py``)."""
        from budgets.rules.posts import broken_by_frame

        broken = broken_by_frame(self)
        if broken:
            raise ValidationError(broken)


class BudgetRate(Named):
    """The rate of a currency that the budget of a year uses, and how it was set."""

    natural_fields = ("code",)

    code = models.CharField(
        _("code"),
        max_length=8,
        unique=True,
        validators=[reference_shape],
        help_text=_("The year and the currency, such as 2025-SEK."),
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rate = RateField(_("rate"), help_text=_("DKK for one unit of the currency."))
    how_set = models.CharField(_("how it was set"), max_length=300, validators=[plain_text])
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="budget_rates", verbose_name=_("source")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-year", "currency"]
        verbose_name = _("budget rate")
        verbose_name_plural = _("budget rates")
        constraints = [
            year_in_bounds("budget_rate_year_makes_sense"),
            models.UniqueConstraint(
                fields=["year", "currency"],
                name="budget_rate_once_a_year",
                violation_error_message=_("This year already has a rate for this currency."),
            ),
            models.CheckConstraint(
                condition=~Q(currency=Currency.DKK) & Q(rate__gt=0, rate__lte=HIGHEST_RATE),
                name="budget_rate_of_foreign_currency",
                violation_error_message=_(
                    "Only a currency other than DKK has a rate, and the rate must be above 0 and below 100."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("budget-rate", args=[self.code])

    def clean(self) -> None:
        """Raises ValidationError if the code is not that of the year and the currency."""
        if self.code != f"{self.year}-{self.currency}":
            raise ValidationError({"code": _("The code is the year and the currency, such as 2025-SEK.")})


class Period(Named):
    """A period of the accounts, such as a quarter. Once it is closed, no entry of its days is added or taken away."""

    natural_fields = ("code",)

    code = models.CharField(
        _("code"), max_length=20, unique=True, validators=[reference_shape], help_text=_("Such as 2026-Q1 or 2026-03.")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    """Set by ``close_period``. The change that set it says who closed the period."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-first_day", "code"]
        verbose_name = _("accounting period")
        verbose_name_plural = _("accounting periods")
        permissions = [("reopen_period", "Can open a closed accounting period again")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="period_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("period", args=[self.code])

    @property
    def closed(self) -> bool:
        """Whether no entry of its days can be added or taken away."""
        return self.closed_at is not None

    @property
    def over(self) -> bool:
        """Whether its last day is past."""
        over: bool = self.last_day < todays_date()
        return over

    @property
    def closed_by(self) -> Any:
        """Returns the account that closed the period; None if it is open, or if a program closed it."""
        states = type(self).history.filter(id=self.pk, closed_at=self.closed_at)  # type: ignore[attr-defined]
        first = states.order_by("history_id").first() if self.closed else None
        return first.history_user if first else None

    def clean(self) -> None:
        """Raises ValidationError if the days of a closed period differ, or are days of another period too."""
        wait_for([LEDGER])
        if self.first_day and self.last_day:
            others = type(self)._default_manager.exclude(pk=self.pk)
            met = others.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).order_by("first_day")
            if other := met.first():
                raise ValidationError({"first_day": _overlapping(other)})
        before = type(self)._default_manager.filter(pk=self.pk).exclude(closed_at=None).first()
        if before and (before.first_day, before.last_day) != (self.first_day, self.last_day):
            raise ValidationError(_("The period is closed: its days stay as they are."))


def _overlapping(other: Period) -> str:
    words = {"code": other.code, "first": date_format(other.first_day), "last": date_format(other.last_day)}
    return gettext("Each day is in one period. The period %(code)s is from %(first)s to %(last)s.") % words
