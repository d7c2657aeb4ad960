"""The forms of the two books."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.books.reading.headings import Field, headings_of
from budgets.books.reading.ledger import problems_of
from budgets.books.services import Choices, sheet_of, usual_choices
from budgets.choices import MatchKind
from budgets.models import LedgerFile
from projects.fields import PartialDateFormField
from projects.strict import StrictForm
from reports.books.words import FIELDS, KINDS, STATES

MOST_MEGABYTES = 4
"""The largest file that the page takes. The command reads larger ones."""


class LedgerForm(forms.Form):
    """A ledger as a file."""

    file = forms.FileField(
        label=_("Ledger of the accounting system (.xlsx or .csv)"),
        help_text=_("One row for each payment: day, grant or project, amount; budget post and voucher if it has them."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            words = {"size": MOST_MEGABYTES}
            raise forms.ValidationError(gettext("The file is larger than %(size)d MB.") % words)
        return file


class ColumnsForm(forms.Form):
    """Which column of the ledger holds what. The choices of the last file with the same headings are offered."""

    reversed_signs = forms.BooleanField(required=False, label=_("Payments have a minus in the ledger"))
    first_day = PartialDateFormField(
        typed=True, required=False, label=_("First day"), help_text=_("Left empty: the whole periods of the ledger.")
    )
    last_day = PartialDateFormField(typed=True, required=False, label=_("Last day"))

    def __init__(self, ledger: LedgerFile, data: Any = None) -> None:
        self.sheet = sheet_of(ledger)
        begins, headings = headings_of(self.sheet)
        self.headings, self.lines = headings, self.sheet.lines[begins:]
        usual = usual_choices(self.sheet) if not ledger.columns else None
        places: Mapping[Any, int] = usual.columns if usual else ledger.columns
        initial: dict[str, Any] = {name.value: places.get(name, "") for name in Field}
        initial["reversed_signs"] = usual.reversed_signs if usual else ledger.reversed_signs
        initial |= {name: getattr(ledger, name) or "" for name in ("first_day", "last_day")}
        super().__init__(data, initial=initial)
        columns = [("", gettext("not in the file")), *enumerate(self._columns())]
        chosen = {
            name.value: forms.TypedChoiceField(
                label=FIELDS[name], choices=columns, coerce=int, required=False, empty_value=None
            )
            for name in Field
        }
        self.fields = {**chosen, **self.fields}

    def _columns(self) -> list[str]:
        """Returns the names of the columns: their headings, or else their letters as in a spreadsheet."""
        width = max([len(self.headings), *(len(line.cells) for line in self.lines[:100])])
        named = [*self.headings, *[""] * (width - len(self.headings))]
        return [
            f"{_letters(place)}: {heading[:60]}" if heading else _letters(place) for place, heading in enumerate(named)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.columns = {name: values[name.value] for name in Field if values.get(name.value) is not None}
        for problem in problems_of(self.columns) if not self.errors else []:
            self.add_error(None, problem)
        for name in ("first_day", "last_day"):
            if values.get(name) and values[name].day is None:
                self.add_error(name, gettext("Write a whole day, for example 8.5.2027."))
        first, last = self._day("first_day"), self._day("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The end lies before the start."))
        return values

    def _day(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        return value.first if value and value.day else None

    def choices(self) -> Choices:
        """Returns what the person chose."""
        reversed_signs = self.cleaned_data["reversed_signs"]
        return Choices(self.columns, reversed_signs, self._day("first_day"), self._day("last_day"))


def _letters(place: int) -> str:
    """Returns the name of a column as spreadsheets write it: A, B, … Z, AA."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


class MatchForm(forms.Form):
    """Two codes that mean the same."""

    kind = forms.ChoiceField(label=_("What means the same"), choices=MatchKind.choices)
    theirs = forms.CharField(label=_("In the ledger"), max_length=100)
    ours = forms.CharField(
        label=_("In the register"),
        max_length=100,
        help_text=_("The reference of a grant, the code of a budget post, or the voucher number of an entry."),
    )
    grant = forms.CharField(
        label=_("Grant"), max_length=40, required=False, help_text=_("Only for a voucher: the reference of its grant.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("How you know it. Others see it with your name.")
    )


ROWS, GROUPS = "rows", "groups"


class ResultForm(StrictForm):
    """What the page of a result shows: groups or single rows, and which of them."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[(GROUPS, _("By grant, post and period")), (ROWS, _("Row by row"))],
    )
    state = forms.ChoiceField(
        label=_("Groups"), required=False, choices=[("", _("Those that differ")), ("all", _("All")), *STATES.items()]
    )
    kind = forms.ChoiceField(
        label=_("Differences"),
        required=False,
        choices=[("", _("All")), *((kind.value, label) for kind, label in KINDS.items())],
    )


class ComparisonForm(ResultForm):
    """What a program says about the ledger that it sends."""

    name = forms.CharField(required=False, max_length=200)
    reversed_signs = forms.NullBooleanField(required=False)
    first_day = forms.DateField(required=False)
    last_day = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The end lies before the start."))
        return values

    def choices(self, usual: Choices) -> Choices:
        """Returns how the ledger is read: its columns as they are read usually, the rest as the program says."""
        said = self.cleaned_data
        signs = usual.reversed_signs if said["reversed_signs"] is None else said["reversed_signs"]
        return Choices(usual.columns, signs, said["first_day"], said["last_day"])
