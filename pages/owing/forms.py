"""The form with which an organisation hands in a report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.owing.handing_in import HandedIn
from projects.choices import Language
from projects.fields import PartialDateFormField
from projects.forms import LinesField
from projects.validators import plain_line, plain_text


class ReportForm(forms.Form):
    """A report: its title, language, day, address and a note. ``today``: no report is dated after it."""

    title = forms.CharField(max_length=300, validators=[plain_line], label=gettext_lazy("Title"))
    language = forms.ChoiceField(choices=Language.choices, label=gettext_lazy("Language of the report"))
    dated = PartialDateFormField(typed=True, label=gettext_lazy("Date of the report"))
    url = forms.URLField(
        max_length=200,
        required=False,
        assume_scheme="https",
        label=gettext_lazy("Address of the document"),
        help_text=gettext_lazy("Where staff can read the report. It is shown beside the report in the register."),
    )
    note = LinesField(
        max_length=1000,
        required=False,
        validators=[plain_text],
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For staff. Write no names of persons: the note is kept with the report."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, today: Any, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.today = today

    def clean_dated(self) -> Any:
        dated = self.cleaned_data["dated"]
        if dated.first > self.today:
            raise ValidationError(_("This day is yet to come."))
        return dated

    @property
    def said(self) -> HandedIn:
        """Returns what the valid form says."""
        values = self.cleaned_data
        return HandedIn(
            title=values["title"],
            language=values["language"],
            dated=str(values["dated"]),
            url=values["url"],
            note=values["note"],
        )
