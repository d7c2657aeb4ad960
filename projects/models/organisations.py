"""What belongs to an organisation: other names, official numbers, and organisations that it is not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.choices import NumberScheme
from projects.fields import FoldedField, PartialDateField
from projects.models.base import Named, end_not_before_start
from projects.models.reference import Organisation
from projects.validators import plain_text


class OrganisationName(Named):
    """Another name of an organisation: a former one, with the time in which it was used, or one that people use too."""

    natural_fields = ("organisation", "name")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="other_names", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    valid_from = PartialDateField(_("used from"), blank=True)
    valid_to = PartialDateField(_("used until"), blank=True)
    search_text = FoldedField(sources=("name",))

    class Meta:
        ordering = ["organisation", "name"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="organisation_name_once"),
            end_not_before_start("organisation_name", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> str:
        """Returns the time in which the name was used, as years: "1998–2006"; empty if unknown."""
        first, last = (str(day)[:4] if day else "" for day in (self.valid_from, self.valid_to))
        return f"{first}–{last}" if first or last else ""


class OrganisationNumber(Named):
    """A number by which a public register knows the organisation."""

    natural_fields = ("organisation", "scheme", "number")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="numbers", verbose_name=_("organisation")
    )
    scheme = models.CharField(_("register"), max_length=10, choices=NumberScheme.choices)
    number = models.CharField(_("number"), max_length=20, help_text=_("Digits without signs, as 2021005489."))

    class Meta:
        ordering = ["organisation", "scheme", "number"]
        verbose_name = _("official number")
        verbose_name_plural = _("official numbers")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scheme", "number"], name="organisation_number_once"),
        ]

    def clean(self) -> None:
        """Refuses a number of another length, or with a wrong check digit. Raises ValidationError."""
        from projects.doubles.numbers import digits_of

        digits = digits_of(self.scheme, self.number) if self.scheme in NumberScheme.values else self.number
        if not digits:
            sentence = _("This is no number of this register: its length or its check digit is wrong.")
            raise ValidationError({"number": sentence})
        if digits != self.number:
            raise ValidationError({"number": _("Write the digits only: %(digits)s.") % {"digits": digits}})

    def __str__(self) -> str:
        return f"{self.scheme}-{self.number}"

    @property
    def written(self) -> str:
        """Returns the number as its country writes it."""
        from projects.doubles.numbers import SCHEMES

        return SCHEMES[self.scheme].show(self.number)


class OrganisationDistinction(Named):
    """Says that two organisations which look alike are not one. It belongs to the one, and counts for both."""

    natural_fields = ("organisation", "other")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="distinctions", verbose_name=_("organisation")
    )
    other = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("is not"))
    reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[plain_text])

    class Meta:
        ordering = ["organisation", "other"]
        verbose_name = _("different organisation")
        verbose_name_plural = _("different organisations")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "other"], name="organisation_distinguished_once"),
            models.CheckConstraint(
                condition=~Q(organisation=F("other")),
                name="organisation_not_distinguished_from_itself",
                violation_error_message=_("An organisation cannot differ from itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.other)


def merged_into(organisations: Any) -> Any:
    """Returns a query of the ids of these organisations and of those that were merged into them."""
    rows = Organisation._base_manager.filter(Q(pk__in=organisations) | Q(merged_into__in=organisations))
    return rows.values("pk")
