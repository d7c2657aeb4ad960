"""What can be asked of reports beside the filters of projects."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.fields import PartialDateFormField

RECENTLY = timedelta(days=30)


class NoForm(forms.Form):
    """Nothing."""

    parameters: tuple[str, ...] = ()


class SinceForm(forms.Form):
    """``since``: a date, partial allowed; a month or a year counts from its first day. Left out: 30 days ago."""

    parameters: tuple[str, ...] = ("since",)

    since = PartialDateFormField(required=False, label=_("Since"))

    def first_day(self, today: date) -> date:
        """The first day to tell of."""
        since = self.cleaned_data["since"]
        first: date = since.first if since else today - RECENTLY
        return first
