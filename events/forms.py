"""The form of an event. Its times are on the clock at the event's own place."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.validators import is_zone
from events.when.moments import ZONES_OF_THE_REGION, moment_in
from projects.forms import RegisterForm

TIMES = ("starts_at", "ends_at")


class LocalTimeWidget(forms.SplitDateTimeWidget):
    """A box for the day and a box for the time, which show how each is written."""

    def __init__(self, **kwargs: Any) -> None:
        day: dict[str, Any] = {"placeholder": gettext_lazy("YYYY-MM-DD"), "size": 12}
        time: dict[str, Any] = {"placeholder": gettext_lazy("HH:MM"), "size": 8}
        formats = {"date_format": "%Y-%m-%d", "time_format": "%H:%M"}
        super().__init__(**{"date_attrs": day, "time_attrs": time, **formats, **kwargs})


class ZoneWidget(forms.TextInput):
    """A box for the name of a time zone, which offers those of the region."""

    template_name = "calendar/parts/zone.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-names", "autocomplete": "off"})
        context["widget"]["zones"] = ZONES_OF_THE_REGION
        return context


class LocalTimeField(forms.SplitDateTimeField):
    """A day and a time on the clock at the event; gives a datetime without a zone, or None."""

    widget = LocalTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # One label covers two boxes, so each box gets its own label for screen readers
        for box, words in zip(self.widget.widgets, (_("%(field)s: day"), _("%(field)s: time")), strict=True):
            box.attrs["aria-label"] = words % {"field": self.label or ""}

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list:
            return None
        day, time = data_list
        if day in self.empty_values:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        if time in self.empty_values:
            raise ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        return datetime.combine(day, time)


class EventForm(RegisterForm):
    rule_fields = {
        "_time_told_in_one_way": "starts",
        "_end_not_before_start": "ends",
        "_moment_not_before_start": "ends_at",
        "_exceptions_only_of_a_recurrence": "exceptions",
        "_titled_in_some_language": "title_en",
        "_inferred_needs_reason": "note_en",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TIMES:
            moment = getattr(self.instance, name)
            if moment and self.instance.timezone:
                self.initial[name] = self.instance.local(moment).replace(tzinfo=None)

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        times = {name: cleaned.pop(name) for name in TIMES if cleaned.get(name)}
        name = cleaned.get("timezone")
        if times and not name and "timezone" not in self.errors:
            self.add_error("timezone", _("A time needs the time zone in which it is read."))
        # The time zone's own field reports a zone that does not exist
        if times and name and is_zone(name):
            for field, clock in times.items():
                self._place_in_zone(field, clock, name)
        return cleaned

    def _place_in_zone(self, field: str, clock: datetime, name: str) -> None:
        try:
            self.cleaned_data[field] = moment_in(name, clock)
        except ValidationError as error:
            self.add_error(field, error)


class EventPartyForm(RegisterForm):
    rule_fields = {
        "_is_exactly_one": "organisation",
        "_once_per_council": "council",
        "_once_per_organisation": "organisation",
        "_inferred_needs_reason": "note_en",
    }
