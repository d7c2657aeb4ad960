"""Which money a page or a report shows: granted, contracted, paid, released, repaid or owed, and of which day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import Measure
from budgets.filtersets import LayoutForm, TotalsForm
from budgets.grouping.measures import GRANTED
from budgets.links import Filters
from budgets.totals import Totals
from projects.fields import PartialDateFormField


@dataclass(frozen=True)
class Measured:
    """A measure on a day; None: whatever the register says, of any day."""

    name: str = GRANTED.name
    on: date | None = None

    @classmethod
    def of(cls, totals: Totals) -> "Measured":
        """Returns the measure of totals."""
        return cls(totals.measure, totals.on)

    @property
    def is_usual(self) -> bool:
        """Whether it is what is granted, of any day: the figures of a page that is asked for nothing else."""
        return self == Measured()

    @property
    def of_entries(self) -> bool:
        """Whether its figures add up entries instead of allocations."""
        return self.name != GRANTED.name

    @property
    def parameters(self) -> Filters:
        """Returns it as parameters of an address; the usual measure has none."""
        return {
            **({"measure": [self.name]} if self.of_entries else {}),
            **({"on": [self.on.isoformat()]} if self.on else {}),
        }

    @property
    def words(self) -> str:
        """Returns the measure and its day: "Owed on 31 December 2026"."""
        label = _("Owed") if self.name == Measure.DEBT else str(Measure(self.name).label)
        if self.on is None:
            return label
        return _("%(measure)s on %(day)s") % {"measure": label, "day": formats.date_format(self.on, "DATE_FORMAT")}

    @property
    def heading(self) -> str:
        """Returns the heading of a column of its amounts: "Owed on 31 December 2026 (DKK)"."""
        return f"{self.words} (DKK)"


class MeasureForm(forms.Form):
    """The form for ``measure``, and for ``on``: the day of its figures; of a month or a year the last day."""

    parameters: tuple[str, ...] = ("measure", "on")

    measure = forms.ChoiceField(choices=Measure.choices, required=False, label=gettext_lazy("Measure"))
    on = PartialDateFormField(required=False, label=gettext_lazy("On the day"))

    def measured(self) -> Measured:
        """Returns the measure that the address asks for. Needs a valid form."""
        on: Any = self.cleaned_data["on"]
        return Measured(self.cleaned_data["measure"] or GRANTED.name, on.last if on else None)


class MeasuredLayoutForm(LayoutForm, MeasureForm):
    """The form for ``mode``, ``measure`` and ``on``, for reports with a grouping of their own."""

    parameters = (*LayoutForm.parameters, *MeasureForm.parameters)


class MeasuredTotalsForm(TotalsForm, MeasureForm):
    """The form for ``group_by``, ``mode``, ``measure`` and ``on``."""

    parameters = (*TotalsForm.parameters, *MeasureForm.parameters)
