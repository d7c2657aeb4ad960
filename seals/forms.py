"""The forms of seals."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.validators import visible_text
from seals.asked import Asked, CannotSeal, asked, only_day
from seals.making import LONGEST_REASON


class SealForm(forms.Form):
    """Which report is sealed, and why. Only the reason is typed; the page of the report fills in the rest."""

    report = forms.CharField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=8000, required=False, widget=forms.HiddenInput)
    of = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label=gettext_lazy("Why do you seal it?"),
        validators=[visible_text],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def asked(self, language: str, of: str = "") -> Asked:
        """Returns the report with its question. ``of``: the day of the address, if it has one. Needs a valid form.

        Raises CannotSeal, also if the form names another day.
        """
        values: Any = self.cleaned_data
        return asked(values["report"], values["query"], language, only_day(values["of"], of))

    def refuse(self, refused: CannotSeal) -> None:
        """Shows why the report cannot be sealed."""
        for name, sentences in refused.errors.items():
            named = name in self.fields and not self.fields[name].widget.is_hidden
            for sentence in sentences:
                self.add_error(name if named else None, sentence if named or not name else f"{name}: {sentence}")


class VerifyForm(forms.Form):
    """A file to recognise, or its checksum."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, allow_empty_file=True)
    sha256 = forms.CharField(
        label=gettext_lazy("Or the SHA-256 of the file"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self) -> str:
        text = str(self.cleaned_data["sha256"]).strip().lower()
        if text and (len(text) != 64 or set(text) - set("0123456789abcdef")):
            raise forms.ValidationError(_("A SHA-256 has 64 digits and letters from a to f."))
        return text

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and (values.get("file") is None) == (not values.get("sha256")):
            raise forms.ValidationError(_("Choose a file, or write its SHA-256."))
        return values
