"""The forms of reports: parameters besides the filters of projects."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.fields import PartialDateFormField

RECENTLY = timedelta(days=30)


class NoForm(forms.Form):
    """A form without parameters."""

    parameters: tuple[str, ...] = ()


class OnForm(forms.Form):
    """The form for ``on``: the day whose figures are shown; of a month or a year the last day, by default today."""

    parameters: tuple[str, ...] = ("on",)

    on = PartialDateFormField(required=False, label=_("On the day"))

    def day(self, today: date) -> date:
        """Returns the day whose figures are shown."""
        on = self.cleaned_data["on"]
        last: date = on.last if on else today
        return last


class YearForm(OnForm):
    """The form for ``on``, of which only the year counts; by default, last year."""

    def year(self, today: date) -> int:
        """Returns the year that is reported on."""
        on = self.cleaned_data["on"]
        return int(on.last.year) if on else today.year - 1


class SinceForm(forms.Form):
    """The form for ``since``: a date, which may be partial.

    A month or a year counts from its first day. Without a date, the report covers the last 30 days.
    """

    parameters: tuple[str, ...] = ("since",)

    since = PartialDateFormField(required=False, label=_("Since"))

    def first_day(self, today: date) -> date:
        """Returns the first day that the report covers."""
        since = self.cleaned_data["since"]
        first: date = since.first if since else today - RECENTLY
        return first
