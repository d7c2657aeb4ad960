"""Entries: the dated facts of a grant after its decision. They are never changed; another entry corrects them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.choices import MONEY_KINDS, REPORT_KINDS, EntryKind, RateKind, ReportKind
from budgets.entries.querysets import EntryQuerySet
from budgets.models.allocations import Allocation, signed_amount_in_dkk
from budgets.models.contracts import Contract
from budgets.models.posts import BudgetPost
from projects.choices import Currency
from projects.doubles.merging import were_merged
from projects.fields import HIGHEST_AMOUNT, HIGHEST_RATE, MoneyField, RateField
from projects.models import Organisation, Source
from projects.models.base import Named, NaturalKeyManager
from projects.validators import plain_line, plain_text, reference_shape

IN_BOUNDS = Q(amount__gte=-HIGHEST_AMOUNT, amount__lte=HIGHEST_AMOUNT)
# A comparison with NULL is neither true nor false, and a constraint holds unless it is false
AMOUNT_OF_ITS_KIND = (
    Q(kind__in=MONEY_KINDS, amount__isnull=False, amount__gt=0)
    | Q(kind=EntryKind.CHANGED, amount__isnull=True)
    | Q(kind=EntryKind.CHANGED) & ~Q(amount=0)
    | Q(kind__in=[*REPORT_KINDS, EntryKind.WITHDRAWN], amount__isnull=True)
)
WITHOUT_RATE = Q(rate__isnull=True, rate_kind="", rate_source="")
WITH_RATE = ~Q(currency=Currency.DKK) & Q(rate__isnull=False, rate__gt=0, rate__lte=HIGHEST_RATE) & ~Q(rate_kind="")


class Entry(Named):
    """A dated fact of a grant, such as a payment. Every figure of the grant after its decision follows from these."""

    natural_fields = ("reference",)

    reference = models.CharField(
        _("reference"),
        max_length=60,
        unique=True,
        validators=[reference_shape],
        help_text=_("The grant's reference and a number, such as DOK8-C06-A1-E1."),
    )
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="entries", verbose_name=_("allocation"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("contract")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices)
    day = models.DateField(_("day"), db_index=True, help_text=_("The day on which it happened."))
    amount = MoneyField(
        _("amount"), null=True, blank=True, help_text=_("Of a change the difference, negative if less is contracted.")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.DKK)
    rate = RateField(_("rate"), null=True, blank=True, help_text=_("DKK for one unit of the currency."))
    rate_kind = models.CharField(_("kind of rate"), max_length=15, choices=RateKind.choices, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True, validators=[plain_text])
    amount_dkk = models.GeneratedField(
        expression=signed_amount_in_dkk(), output_field=MoneyField(null=True), db_persist=True
    )
    starts = models.DateField(_("new first day"), null=True, blank=True, help_text=_("Of a change of the period."))
    ends = models.DateField(_("new last day"), null=True, blank=True, help_text=_("Of a change of the period."))
    report = models.CharField(_("kind of report"), max_length=10, choices=ReportKind.choices, blank=True)
    signed_by_project_manager = models.BooleanField(
        _("signed by the project manager"), default=False, help_text=_("Of the final accounts.")
    )
    signed_by_finance_manager = models.BooleanField(
        _("signed by the finance manager"), default=False, help_text=_("Of the final accounts.")
    )
    final = models.BooleanField(_("final payment"), default=False)
    post = models.ForeignKey(
        BudgetPost, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("budget post")
    )
    counterpart = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("counterpart")
    )
    voucher = models.CharField(
        _("document or voucher"), max_length=100, blank=True, validators=[plain_line], help_text=_("Its number.")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("source")
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    remark = models.TextField(_("remark"), blank=True, max_length=1000, validators=[plain_text])

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(EntryQuerySet)()

    class Meta:
        ordering = ["day", "reference"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [models.Index(fields=["allocation", "day"], name="entry_of_grant_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=AMOUNT_OF_ITS_KIND & (Q(amount__isnull=True) | IN_BOUNDS),
                name="entry_amount_of_its_kind",
                violation_error_message=_(
                    "Contracts, requests, payments, releases and repayments have an amount above zero; a change may"
                    " have one, also below zero; reports and withdrawals have none."
                ),
            ),
            models.CheckConstraint(
                condition=WITHOUT_RATE & (Q(currency=Currency.DKK) | Q(amount__isnull=True)) | WITH_RATE,
                name="entry_rate_with_its_kind",
                violation_error_message=_(
                    "An amount in another currency needs its rate, above 0 and below 100, and the kind of the rate;"
                    " an amount in DKK has none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(kind=EntryKind.CHANGED),
                name="entry_period_only_of_a_change",
                violation_error_message=_("Only a change states a new period."),
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="entry_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.CHANGED)
                | Q(amount__isnull=False)
                | Q(starts__isnull=False)
                | Q(ends__isnull=False),
                name="entry_change_says_what",
                violation_error_message=_("A change states an amount or a new period."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=REPORT_KINDS) & ~Q(report="") | ~Q(kind__in=REPORT_KINDS) & Q(report=""),
                name="entry_report_with_its_kind",
                violation_error_message=_("An entry about a report names its kind, and no other entry does."),
            ),
            models.CheckConstraint(
                condition=Q(signed_by_project_manager=False, signed_by_finance_manager=False)
                | Q(kind=EntryKind.REPORT_RECEIVED, report=ReportKind.ACCOUNTS),
                name="entry_signed_only_accounts",
                violation_error_message=_("Only received final accounts are signed by both managers."),
            ),
            models.CheckConstraint(
                condition=Q(final=False) | Q(kind=EntryKind.PAID),
                name="entry_final_only_paid",
                violation_error_message=_("Only a payment can be the final one."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WITHDRAWN) | Q(corrects__isnull=False),
                name="entry_withdrawal_corrects",
                violation_error_message=_("A withdrawal names the entry that it corrects."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                name="entry_corrected_once",
                violation_error_message=_("This entry is corrected already. Correct the correction."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return f"{self.allocation.project.get_absolute_url()}#{self.reference}"

    def clean(self) -> None:
        """Raises ValidationError if the entry exists already, or breaks a rule of ``budgets/entries/checks.py``.

        Only the counterpart of an entry follows where its organisation is merged into another.
        """
        from budgets.entries.checks import broken_by

        if not self._state.adding:
            if self._follows_a_merge():
                return
            raise ValidationError(_("An entry is never changed. Add another entry that corrects it."))
        broken = broken_by(self)
        if broken:
            raise ValidationError(broken)

    def _follows_a_merge(self) -> bool:
        stored = Entry._base_manager.get(pk=self.pk)
        columns = [column.attname for column in self._meta.concrete_fields]
        differing = [column for column in columns if getattr(stored, column) != getattr(self, column)]
        return differing == ["counterpart_id"] and were_merged(stored.counterpart_id, self.counterpart_id)
