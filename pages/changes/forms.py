"""The filters of the changes, and the form that undoes one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import tables
from changes.models import Change, RecordChange, Way
from projects.fields import TYPED, DateInWords, PartialDateFormField
from projects.strict import StrictForm

NOBODY = "-"
"""The value of ``person`` for changes that a program made."""


class ChangesForm(StrictForm):
    """The filters of the page of changes. ``kinds``: the kinds of records that the reader may see."""

    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("Way"), required=False)
    since = PartialDateFormField(
        label=gettext_lazy("Since"), required=False, typed=True, widget=DateInWords(attrs=TYPED)
    )
    until = PartialDateFormField(
        label=gettext_lazy("Until"), required=False, typed=True, widget=DateInWords(attrs=TYPED)
    )
    money = forms.BooleanField(label=gettext_lazy("Moved money"), required=False)
    record = forms.CharField(required=False, max_length=350, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    PLACES = ("before", "after")
    """The parameters that say which page it is, and choose nothing."""

    def __init__(self, data: Any, kinds: list[str]) -> None:
        super().__init__(data)
        self.kinds = kinds
        any_ = ("", _("Any"))
        self.fields["person"].choices = [any_, *_people()]  # type: ignore[attr-defined]
        self.fields["way"].choices = [any_, *((way.value, capfirst(str(way.label))) for way in Way)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [any_, *((kind, name_of_kind(kind)) for kind in kinds)]  # type: ignore[attr-defined]

    def clean_record(self) -> tuple[str, str] | None:
        kind, _sign, key = self.cleaned_data["record"].partition(":")
        if not kind:
            return None
        if kind not in self.kinds or not key or "\x00" in key:
            raise ValidationError(_("Write the kind and the code of a record, as in project:DOK8-C06."))
        return kind, key

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until.last < since.first:
            raise ValidationError({"until": _("The end is before the start.")})
        return self.cleaned_data

    def chosen(self) -> QuerySet[Change]:
        """Returns the changes that the filters choose, of any page, in no order."""
        values = self.cleaned_data
        changes = Change.objects.filter(self._moment(), *self._of_records()).order_by()
        if values["person"]:
            changes = changes.filter(actor=None if values["person"] == NOBODY else values["person"])
        if values["way"]:
            changes = changes.filter(way=values["way"])
        return changes.exclude(moved=None) if values["money"] else changes

    def _moment(self) -> Q:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        found = Q(moment__gte=_begin(since.first)) if since else Q()
        return found & Q(moment__lt=_begin(until.last + timedelta(days=1))) if until else found

    def _of_records(self) -> list[Any]:
        """Conditions on the records of a change: those that the reader may see, and those that the filters choose."""
        records = RecordChange.objects.filter(change=OuterRef("pk"))
        found: list[Any] = []
        if self.cleaned_data["record"]:
            kind, key = self.cleaned_data["record"]
            found.append(Exists(records.filter(kind=kind, row__in=rows_of(kind, key))))
        if self.cleaned_data["kind"]:
            found.append(Exists(records.filter(kind=self.cleaned_data["kind"])))
        hidden = [kind for kind in tables.kinds() if kind not in self.kinds and not tables.is_private(kind)]
        if hidden and not found:
            found.append(Exists(records.exclude(kind__in=hidden)) | ~Exists(records))
        return found

    def is_narrowed(self) -> bool:
        """Returns whether any filter is in force."""
        return any(value for name, value in self.cleaned_data.items() if name not in self.PLACES)


class ReasonForm(forms.Form):
    """Why a change is undone, or a version restored."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )


def name_of_kind(kind: str) -> str:
    """Returns the name of a kind of record in the reader's language: "Council of ministers"."""
    return capfirst(str(tables.model_of(kind)._meta.verbose_name))


def rows_of(kind: str, key: str) -> list[int]:
    """Returns the keys of the rows that had this code at some time; mostly one."""
    return list(RecordChange.objects.filter(kind=kind, key=key).order_by().values_list("row", flat=True).distinct())


def _people() -> list[tuple[str, str]]:
    people = get_user_model()._default_manager.filter(Exists(Change.objects.filter(actor=OuterRef("pk"))))
    names = [(str(person.pk), person.get_full_name() or person.get_username()) for person in people]
    return [*sorted(names, key=lambda one: one[1].casefold()), (NOBODY, _("a program"))]


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
