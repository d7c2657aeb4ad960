"""The forms of comments and tasks."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.models import Comment, Task
from projects.forms import LinesField

LARGEST = 2**31 - 1


class Versioned(forms.ModelForm):
    """A form that carries the version of its row, so that it does not overwrite a newer one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=LARGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        """Returns the values to save."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def seen(self) -> int:
        """Returns the version that the person saw; 0 if the form did not say."""
        return self.cleaned_data["version"] or 0


class CommentForm(Versioned):
    class Meta:
        model = Comment
        fields = ["text"]
        field_classes = {"text": LinesField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        labels = {"text": _("Comment")}


class TaskForm(Versioned):
    """A task. Only active staff can get one; a person who got it before and left may stay."""

    class Meta:
        model = Task
        fields = ["text", "person", "due"]
        widgets = {"due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.required = True
        people.empty_label = _("Choose …")
        allowed = Q(is_active=True, is_staff=True) | Q(pk=self.instance.person_id)
        people.queryset = get_user_model().objects.filter(allowed).order_by("first_name", "last_name", "username")
        people.label_from_instance = name_of
        self.fields["due"].localize = False


def name_of(user: Any) -> str:
    """Returns the name of a person; empty for a deleted account."""
    return (user.get_full_name() or user.get_username()) if user else ""
