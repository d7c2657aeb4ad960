"""The form with which an organisation hands in a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.owing.handing_in import HandedIn
from projects.choices import Language
from projects.fields import PartialDateFormField
from projects.files.kinds import KINDS
from projects.forms import LinesField
from projects.validators import plain_line, plain_text


class ReportForm(forms.Form):
    """A report: its title, language, day, address, file and a note. ``today``: no report is dated after it.

    ``earlier``: the file with which it was handed in before.
    """

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
    file = forms.FileField(
        required=False,
        # An empty file is refused like any other file that is not taken, with its sentence
        allow_empty_file=True,
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{name}" for kind in KINDS for name in kind.extensions)}),
    )
    drop_file = forms.BooleanField(required=False, label=gettext_lazy("Without the file that was sent before"))
    note = LinesField(
        max_length=1000,
        required=False,
        validators=[plain_text],
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For staff. Write no names of persons: the note is kept with the report."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, today: Any, earlier: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, label_suffix="", **kwargs)
        self.today = today
        self.fields["file"].help_text = _file_help(earlier)
        if earlier is None:
            del self.fields["drop_file"]

    def clean_dated(self) -> Any:
        dated = self.cleaned_data["dated"]
        if dated.first > self.today:
            raise ValidationError(_("This day is yet to come."))
        return dated

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("file") and values.get("drop_file"):
            self.add_error("drop_file", _("Send a file or drop the earlier one, not both."))
        return values

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


def _file_help(earlier: Any) -> str:
    sentence = _(
        "Instead of an address, or beside it: PDF, Word, ODT, Excel, ODS, CSV, TXT, JPG or PNG, at most %(size)d MB."
    )
    sentence %= {"size": settings.FILE_MEGABYTES}
    if earlier is None:
        return sentence
    return f"{sentence} {_('Without a new file, “%(name)s” stays.') % {'name': earlier.name}}"
