"""The form in which a person makes a personal address for calendar programs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.filtersets import CalendarQuestion
from events.models import Event, FeedAddress

MOST = 20
"""Addresses that one person may have."""


class FeedAddressForm(forms.ModelForm):
    """A name, and the calendar's filters as a query string."""

    class Meta:
        model = FeedAddress
        fields = ("name", "query")
        widgets = {"query": forms.HiddenInput}
        help_texts = {"name": gettext_lazy("For yourself: which program or device reads it.")}

    def clean_query(self) -> str:
        query = QueryDict(self.cleaned_data["query"])
        if not CalendarQuestion(query, Event.objects.none()).is_valid():
            raise ValidationError(_("The filters of the address make no sense."))
        return query.urlencode()

    def clean(self) -> Any:
        if FeedAddress.objects.filter(user=self.instance.user).count() >= MOST:
            raise ValidationError(
                _("You have %(most)d addresses; revoke one before you make another."), params={"most": MOST}
            )
        return super().clean()
