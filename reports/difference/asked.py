"""The two states that are compared, and the question that both answer."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.entries.measured import measure_on
from budgets.filtersets import MeasuredForm
from budgets.grouping.measures import GRANTED, Measure
from budgets.totals import Mode
from changes.as_of.asked import NotKnown, point_of
from changes.as_of.point import Point
from changes.models import Change
from changes.version import version
from projects.fields import DateInWords
from reports.difference.causes import Cause
from reports.difference.known import FilterSetOfStates
from reports.difference.states import Offered, offered_states, state_of
from reports.forms import RECENTLY
from reports.measured import MeasuredTotalsForm

FROM, TO = "from", "to"


@dataclass(frozen=True)
class Asked:
    """What the totals of both states are asked: the filters of projects, the groups, the measure and its day."""

    filters: dict[str, list[str]] = field(default_factory=dict)
    group_by: tuple[str, ...] = ()
    mode: Mode = "exclusive"
    measure: str = GRANTED.name
    on: date | None = None

    @property
    def dimensions(self) -> list[Dimension]:
        return [DIMENSIONS[name] for name in self.group_by]

    @property
    def spread(self) -> bool:
        """Whether a row counts under each of its values."""
        return self.mode == "mentioned"

    @property
    def overlapping(self) -> bool:
        """Whether an amount may be in several groups, so that the groups do not add up to the total."""
        return self.spread and any(dimension.several for dimension in self.dimensions)

    @property
    def of_entries(self) -> bool:
        """Whether the rows of money are entries; otherwise they are allocations."""
        return self.measure != GRANTED.name

    def rows_of_money(self) -> Measure:
        """Returns the measure, as totals take it."""
        return measure_on(self.measure, self.on)


class _Points(forms.Form):
    """Adds ``from`` and ``to`` to a form. ``from`` is a word of Python, so that no class can declare such a field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add = {
            name: forms.CharField(required=False, max_length=40, label=label, widget=DateInWords())
            for name, label in ((FROM, gettext_lazy("From")), (TO, gettext_lazy("To")))
        }
        self.fields = {**add, **self.fields}
        for text in add.values():
            text.widget.attrs |= {"placeholder": "2027-03-01, 1234, seal:12", "list": "states"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found: dict[str, Point] = {}
        for name, default in ((FROM, recently), (TO, now)):
            text = cleaned.get(name, "")
            try:
                found[name] = state_of(text) if text else default()
            except NotKnown as error:
                self.add_error(name, str(error))
        if len(found) == 2 and found[FROM].number > found[TO].number:
            self.add_error(FROM, _("The first state is later than the second. Exchange them."))
        self.points = found
        return cleaned

    def states(self) -> list[Offered]:
        """Returns the states that the page offers."""
        return offered_states()

    def filterset(self, *args: Any, **options: Any) -> FilterSetOfStates:
        """Returns the filters of the question. They accept the values that one of the states knows."""
        states = self.points.values() if self.is_valid() else ()
        return FilterSetOfStates(*args, states=states, **options)

    def asked(self, filters: dict[str, list[str]]) -> tuple[Point, Point, Asked]:
        """Returns both states and the question. Needs a valid form."""
        cleaned = self.cleaned_data
        on: Any = cleaned["on"]
        day = getattr(on, "last", on) or None
        question = Asked(filters, tuple(cleaned["group_by"]), cleaned["mode"], cleaned["measure"] or GRANTED.name, day)
        return self.points[FROM], self.points[TO], question


class DifferenceForm(_Points, MeasuredTotalsForm):
    """The form of the page: ``from``, ``to``, ``group_by``, ``mode``, ``measure`` and ``on``; and, by links only, the
    amount whose lines are shown: ``lines`` and ``cause``.
    """

    parameters = (FROM, TO, *MeasuredTotalsForm.parameters, "lines", "cause")

    lines = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput, label=gettext_lazy("Lines shown"))
    cause = forms.ChoiceField(
        choices=[("", ""), *Cause.choices], required=False, widget=forms.HiddenInput, label=gettext_lazy("Cause")
    )


class DifferenceOfApiForm(_Points, MeasuredForm):
    """The form of the API, where ``on`` is a day and no month or year, as of the totals."""

    parameters = (FROM, TO, *MeasuredForm.parameters)


def now() -> Point:
    """Returns the last change. What depends on the day, such as the stage of a grant, is that of today."""
    last = Change.objects.order_by("-number").first()
    if last is None:
        return _before_the_first_change()
    return Point(last.number, last.moment, str(last.number), timezone.localdate(), version() or "")


def recently() -> Point:
    """Returns the last change until 30 days ago; in a younger register the first change."""
    try:
        return point_of((timezone.localdate() - RECENTLY).isoformat())
    except NotKnown:
        first = Change.objects.order_by("number").first()
        return point_of(str(first.number)) if first else _before_the_first_change()


def _before_the_first_change() -> Point:
    """Returns the state of a register without changes: nothing was written yet."""
    return Point(0, timezone.now(), "0", timezone.localdate(), version() or "")
