"""The form of an allocation. Each error is shown at the field that can correct it."""

from typing import Any

from django.utils.translation import gettext as _

from projects.choices import Currency
from projects.forms import RegisterForm


class AllocationForm(RegisterForm):
    rule_fields = {
        "_amount_above_zero": "amount",
        "_rate_only_on_foreign_currency": "rate",
        "_year_makes_sense": "year",
        "_granted_in_its_year": "granted",
        **RegisterForm.rule_fields,
    }

    def clean(self) -> Any:
        cleaned = super().clean()
        rate_fields = [name for name in ("rate", "rate_date", "rate_source") if name not in self.errors]
        given = [name for name in rate_fields if self.cleaned_data.get(name) not in (None, "")]
        if self.cleaned_data.get("currency") == Currency.DKK:
            for name in given:
                self.add_error(name, _("An amount in DKK has no rate."))
        elif given:
            for name in set(rate_fields) - set(given):
                self.add_error(name, _("A rate needs its date and its source, and these need a rate."))
        return cleaned
