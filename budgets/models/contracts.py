"""Contracts with their signatures, instalments and reports due, and the co-financing of a project."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.choices import ContractKind, ReportKind, SignatoryRole
from budgets.models.allocations import Allocation, amount_in_dkk
from projects.choices import Currency
from projects.fields import HIGHEST_AMOUNT, HIGHEST_RATE, MoneyField, PercentField, RateField
from projects.models import Document, Organisation, Project, Source
from projects.models.base import Named, NaturalKeyManager
from projects.validators import plain_line, plain_text, reference_shape

RATE_WITH_SOURCE = _("A currency other than DKK may have a rate, which needs its source; DKK has none.")


def foreign_rate(name: str) -> models.CheckConstraint:
    """Returns the constraint that only another currency has a rate, and that the rate has its source."""
    foreign = ~Q(currency=Currency.DKK) & Q(rate__isnull=False, rate__gt=0, rate__lte=HIGHEST_RATE) & ~Q(rate_source="")
    return models.CheckConstraint(
        condition=Q(rate__isnull=True, rate_source="") | foreign,
        name=name,
        violation_error_message=RATE_WITH_SOURCE,
    )


class Contract(Named):
    """A contract about one or more grants of one project."""

    natural_fields = ("code",)

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[reference_shape],
        help_text=_("The project's reference and a number, such as DOK8-C06-K1."),
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=10, choices=ContractKind.choices, default=ContractKind.PROJECT)
    administrative_body = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts_administered",
        verbose_name=_("administrative body"),
    )
    state_audited = models.BooleanField(
        _("audited by a national audit office"),
        default=False,
        help_text=_("Whether the administrative body is a state body audited by a Nordic national audit office."),
    )
    terms = models.CharField(
        _("standard terms"),
        max_length=100,
        blank=True,
        validators=[plain_line],
        help_text=_("Their version, such as 2024-1."),
    )
    starts = models.DateField(_("first day"), null=True, blank=True)
    ends = models.DateField(_("last day"), null=True, blank=True)
    whole_budget = MoneyField(
        _("whole budget of the project"),
        null=True,
        blank=True,
        help_text=_("In DKK: everything that the project costs under this contract, whoever pays it."),
    )
    conditions = models.TextField(_("special conditions"), blank=True, max_length=4000, validators=[plain_text])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.DKK)
    rate = RateField(_("rate of the contract"), null=True, blank=True, help_text=_("DKK for one unit of the currency."))
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True, validators=[plain_text])
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("document")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("source")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="contract_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
            foreign_rate("contract_rate_only_on_foreign_currency"),
            models.CheckConstraint(
                condition=Q(whole_budget__isnull=True) | Q(whole_budget__gt=0, whole_budget__lte=HIGHEST_AMOUNT),
                name="contract_whole_budget_above_zero",
                violation_error_message=_("The whole budget is an amount above zero, or not stated."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#{self.code}"

    def clean(self) -> None:
        """Raises ValidationError if the contract breaks a rule of ``budgets/entries/checks.py``."""
        from budgets.entries.checks import broken_by_contract
        from budgets.entries.parts import broken_by_whole_budget

        broken = broken_by_contract(self) or broken_by_whole_budget(self)
        if broken:
            raise ValidationError(broken)


class ContractAllocation(Named):
    """A grant that a contract covers."""

    natural_fields = ("contract", "allocation")

    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="contract_allocations", verbose_name=_("contract")
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="allocation_contracts", verbose_name=_("allocation")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["contract", "allocation"]
        verbose_name = _("grant of the contract")
        verbose_name_plural = _("grants of the contract")
        constraints = [models.UniqueConstraint(fields=["contract", "allocation"], name="contract_covers_grant_once")]

    def __str__(self) -> str:
        return str(self.allocation)

    def clean(self) -> None:
        """Raises ValidationError if the grant is of another project than the contract."""
        contract = self._state.fields_cache.get("contract") or Contract.objects.filter(pk=self.contract_id).first()
        if contract and self.allocation_id and self.allocation.project_id != contract.project_id:
            raise ValidationError({"allocation": _("The grant belongs to another project than the contract.")})


class Signature(Named):
    """A signature under a contract: for which party, by which organisation, and when. Never by which person."""

    natural_fields = ("contract", "role", "organisation")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="signatures", verbose_name=_("contract"))
    role = models.CharField(_("party"), max_length=15, choices=SignatoryRole.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="signatures", verbose_name=_("organisation")
    )
    function = models.CharField(
        _("post of the signatory"),
        max_length=200,
        blank=True,
        validators=[plain_line],
        help_text=_("Such as “director”; never a name."),
    )
    day = models.DateField(_("signed on"))

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["contract", "role", "organisation"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["contract", "role", "organisation"], name="contract_signed_once_by_party")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation}"


class Instalment(Named):
    """A part of the grant that the contract promises: an amount, or a share, on a day or on a condition."""

    natural_fields = ("contract", "number")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="instalments", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    day = models.DateField(_("due on"), null=True, blank=True)
    amount = MoneyField(
        _("amount"), null=True, blank=True, help_text=_("In the currency of the contract; or else a share.")
    )
    share = PercentField(_("share"), null=True, blank=True, help_text=_("In percent of what is contracted."))
    condition = models.CharField(_("condition"), max_length=300, blank=True, validators=[plain_text])

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["contract", "number"]
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_instalment_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True, amount__isnull=False, amount__gt=0, amount__lte=HIGHEST_AMOUNT)
                | Q(amount__isnull=True, share__isnull=False, share__gt=0, share__lte=100),
                name="instalment_amount_or_share",
                violation_error_message=_("An instalment has an amount above zero, or a share up to 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ReportDue(Named):
    """A report that the contract asks for, and the day on which it is due."""

    natural_fields = ("contract", "kind", "day")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="reports_due", verbose_name=_("contract"))
    kind = models.CharField(_("kind of report"), max_length=10, choices=ReportKind.choices)
    day = models.DateField(_("due on"))

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["contract", "day", "kind"]
        verbose_name = _("report due")
        verbose_name_plural = _("reports due")
        constraints = [models.UniqueConstraint(fields=["contract", "kind", "day"], name="contract_report_due_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class CoFinancing(Named):
    """The part of a project's whole budget that another organisation pays, in money or in kind."""

    natural_fields = ("code",)

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[reference_shape],
        help_text=_("The project's reference and a number, such as DOK8-C06-F1."),
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="co_financing", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="co_financing", verbose_name=_("organisation")
    )
    own_share = models.BooleanField(
        _("own share"), default=False, help_text=_("Whether the organisation carries out the project itself.")
    )
    in_kind = models.BooleanField(_("in kind"), default=False, help_text=_("Work, premises or goods instead of money."))
    amount = MoneyField(
        _("amount"), null=True, blank=True, help_text=_("Of a contribution in kind its value, if it is stated.")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.DKK)
    rate = RateField(_("rate"), null=True, blank=True, help_text=_("DKK for one unit of the currency."))
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True, validators=[plain_text])
    amount_dkk = models.GeneratedField(expression=amount_in_dkk(), output_field=MoneyField(null=True), db_persist=True)
    description = models.CharField(_("description"), max_length=300, blank=True, validators=[plain_text])
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="co_financing", verbose_name=_("source")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("co-financing")
        verbose_name_plural = _("co-financing")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=False, amount__gt=0, amount__lte=HIGHEST_AMOUNT)
                | Q(amount__isnull=True, in_kind=True),
                name="co_financing_amount_or_in_kind",
                violation_error_message=_("Co-financing has an amount above zero; only in kind it may have none."),
            ),
            foreign_rate("co_financing_rate_only_on_foreign_currency"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{reverse('project', args=[self.project.reference])}#{self.code}"

    def clean(self) -> None:
        """Raises ValidationError if the part breaks a rule of ``budgets/entries/parts.py``."""
        from budgets.entries.parts import broken_by_part

        broken = broken_by_part(self)
        if broken:
            raise ValidationError(broken)
