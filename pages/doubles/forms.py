"""The forms with which two organisations become one, or are said to be different."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.fields import PartialDateFormField
from projects.models import Organisation

REASON = 300


def told_apart(row: Organisation, pair: tuple[Organisation, Organisation]) -> str:
    """Returns the name of an organisation of a pair, with its short name if both have one name."""
    return f"{row} ({row.slug})" if str(pair[0]) == str(pair[1]) else str(row)


class MergeForm(forms.Form):
    """Which record is kept, and when the names of the other were used."""

    kept = forms.ChoiceField(label=gettext_lazy("Keep"), widget=forms.RadioSelect)
    used_from = PartialDateFormField(typed=True, required=False, label=gettext_lazy("The other name was used from"))
    used_until = PartialDateFormField(
        typed=True,
        required=False,
        label=gettext_lazy("The other name was used until"),
        help_text=gettext_lazy("Only if it is a former name. A name that is still used needs no dates."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=REASON)

    def __init__(self, one: Organisation, other: Organisation, data: Any = None) -> None:
        super().__init__(data, initial={"kept": one.slug})
        self.pair = (one, other)
        field: Any = self.fields["kept"]
        field.choices = [(row.slug, told_apart(row, self.pair)) for row in self.pair]

    def clean(self) -> Any:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("used_from"), cleaned.get("used_until")
        if first and last and first.first > last.last:
            raise ValidationError({"used_until": _("The end lies before the start.")})
        return cleaned

    @property
    def chosen(self) -> tuple[Organisation, Organisation]:
        """Returns the record that is kept and the one that is merged into it. Needs a valid form."""
        one, other = self.pair
        return (one, other) if self.cleaned_data["kept"] == one.slug else (other, one)

    @property
    def used(self) -> dict[str, str]:
        """Returns when the names of the merged record were used, as ``merge`` takes it. Needs a valid form."""
        return {name: str(self.cleaned_data[name] or "") for name in ("used_from", "used_until")}


class DifferForm(forms.Form):
    """The organisation that another one is not, and why."""

    other = forms.ModelChoiceField(Organisation.objects.all(), to_field_name="slug")
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=REASON)
