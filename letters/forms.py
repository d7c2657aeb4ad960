"""The form of the button *Follow*."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView
from changes.tables import model_of
from letters.choices import Kind, Rhythm

LARGEST_KEY = 2**63 - 1


class FollowForm(forms.Form):
    """What a person follows, and how often letters come. ``thing`` is the row, once the form is valid."""

    kind = forms.ChoiceField(choices=Kind.choices)
    key = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    rhythm = forms.ChoiceField(choices=Rhythm.choices)

    def __init__(self, user: Any, *args: Any) -> None:
        super().__init__(*args)
        self.user = user
        self.thing: Any = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"kind", "key"} <= set(values):
            self.thing = self._things(values["kind"]).filter(pk=values["key"]).first()
            if self.thing is None:
                self.add_error("key", _("There is nothing like this to follow."))
        return values

    def _things(self, kind: str) -> Any:
        if kind == Kind.VIEW:
            return SavedView.objects.visible_to(self.user)
        return model_of(kind).objects.all()
