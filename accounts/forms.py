"""The forms that save and change views."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import LONGEST_QUERY, SavedView
from accounts.pages import pages
from changes.rights import may

MOST_VIEWS = 200
"""The most views of one person: more than anybody needs, and a limit to what one account can store."""


class ChangeViewForm(forms.ModelForm):
    """The name of a view, and whether it is shared. The form needs ``view.owner``."""

    class Meta:
        model = SavedView
        fields = ["name", "shared"]
        labels = {"name": gettext_lazy("Name"), "shared": gettext_lazy("Share with staff")}
        error_messages = {"name": {"required": gettext_lazy("Give the view a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_share = may(self.instance.owner, "share", "saved-view")
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SavedView.objects.filter(owner=self.instance.owner, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(name_taken())
        return name

    def clean_shared(self) -> bool:
        shared: bool = self.cleaned_data["shared"]
        if shared and not self.may_share:
            raise ValidationError(_("Only staff share views."))
        return shared


class SaveViewForm(ChangeViewForm):
    """A new view with its name, sharing, page and query string; ``pinned``: on the dashboard at once."""

    # The page's own filters check it, and remove everything else
    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput, strip=False)
    pinned = forms.BooleanField(required=False, label=gettext_lazy("Pin to the dashboard"))

    class Meta(ChangeViewForm.Meta):
        fields = ["page", "report", "query", "name", "shared"]
        widgets = {"page": forms.HiddenInput, "report": forms.HiddenInput}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"page", "report", "query"} <= {*cleaned}:
            try:
                cleaned["query"] = pages().canonical(cleaned["page"], cleaned["report"], cleaned["query"])
            except ValidationError as error:
                self.add_error("query", error)
        if SavedView.objects.filter(owner=self.instance.owner).count() >= MOST_VIEWS:
            words = {"most": MOST_VIEWS}
            self.add_error(None, _("You have %(most)d saved views; delete one before you save another.") % words)
        return cleaned


def name_taken() -> str:
    """Returns the error for a second view with the same name."""
    return _("You have a view of this name already.")
