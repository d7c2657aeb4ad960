"""The form that makes a key."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Scope
from accounts.models import Key
from projects.models import Portfolio

MOST_KEYS = 100
"""The most keys of one account: more than anybody needs, and a limit to what one account can store."""
DAYS = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("one year")),
    ("", gettext_lazy("never")),
]


def _portfolios() -> list[tuple[str, str]]:
    return [(row.slug, str(row)) for row in Portfolio.objects.all()]


class KeyLimitsForm(forms.ModelForm):
    """The name and the limits of a key."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    portfolios = forms.MultipleChoiceField(
        label=gettext_lazy("Only these portfolios"),
        choices=_portfolios,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None chosen: every portfolio."),
    )
    days = forms.ChoiceField(label=gettext_lazy("It expires after"), choices=DAYS, initial="365", required=False)

    class Meta:
        model = Key
        fields = ["name", "scopes", "portfolios"]
        labels = {"name": gettext_lazy("Name")}
        help_texts = {"name": gettext_lazy("Which program uses it, for example “Nightly report”.")}

    def clean_scopes(self) -> str:
        return " ".join(self.cleaned_data["scopes"])

    def clean_portfolios(self) -> str:
        return " ".join(self.cleaned_data["portfolios"])

    def limits(self) -> dict[str, Any]:
        """Returns what ``make_key`` takes beside the account."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "scopes": values["scopes"].split(),
            "portfolios": values["portfolios"].split(),
            "expires": last_day(values["days"]),
        }


class OwnKeyForm(KeyLimitsForm):
    """A new key of the person who makes it. The form needs ``instance.user``."""

    def clean(self) -> dict[str, Any]:
        if Key.objects.filter(user=self.instance.user, by_sign_in=False).count() >= MOST_KEYS:
            self.add_error(None, _("You have %(most)d keys; end one before you make another.") % {"most": MOST_KEYS})
        return super().clean() or {}


def last_day(days: str | int | None) -> date | None:
    """Returns the last day of a key that is made today; None if it does not expire."""
    return timezone.localdate() + timedelta(days=int(days)) if days else None
