"""The forms of the editing side. They never silently overwrite a change that somebody else saved meanwhile.

Rule 7 of the domain. Each form carries the state of the row when the form was opened: the id of the row's latest
history record. If somebody else has saved the row since, the form saves nothing. It shows who changed what, and
keeps the typed values. The person can then confirm that the form shall overwrite the other change.
"""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import InlineForeignKeyField
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import is_historic

from projects.history.differences import latest_states, what_became_of, what_changed
from projects.language.amounts import format_amount
from projects.rules import breaches_with_parent, broken_together

STATE = "opened"
OVERRIDE = "_save_mine"
"""The name of the box that confirms an overwrite, after the form has shown the other change."""
STATE_SHAPE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?", re.ASCII)
UNKNOWN = -1


class StateField(forms.CharField):
    """The state when the form was opened. After a conflict, also the state that the form showed to the person."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class LinesField(forms.CharField):
    """Text of several lines. Browsers send CR LF; if stored, each save would look like a change."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class WholeNumberField(forms.IntegerField):
    """A whole number in a text box. A number input silently drops input that it cannot read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
        super().__init__(**kwargs)


class DegreesField(forms.FloatField):
    """A coordinate in decimal degrees, with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "text", "size": 12})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        # Degrees have no thousands, so a comma can only be the decimal mark
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class RegisterForm(forms.ModelForm):
    """A form of one row that knows the row's state when the form was opened."""

    opened = StateField(required=False, label=gettext_lazy("state"))
    rule_fields: ClassVar[dict[str, str]] = {"_inferred_needs_reason": "note_en"}
    """The field that shows the error of a database constraint, by the end of the constraint's name."""
    with_belongings: ClassVar[bool] = False
    """Whether the form also saves rows that belong to its row. Then any save of the row by others is a conflict."""
    judged: ClassVar[dict[str, list[str]]] = {}
    """The sentences of rules that were found broken when all was written, by field (``projects/admin/judging.py``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_conflict = False
        if self.instance.pk and not self.is_bound:
            self.initial[STATE] = self.latest_state

    @cached_property
    def latest_state(self) -> int:
        """Returns the id of the row's latest history record; 0 if there is none. A formset reads it for all its rows
        at once."""
        known = getattr(self.instance, "latest_state", None)
        return (
            latest_states(type(self.instance), [self.instance.pk]).get(self.instance.pk, 0) if known is None else known
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        # An unchanged form cannot overwrite anything. A restored version always counts as a change.
        if self.instance.pk and (self.has_changed() or is_historic(self.instance)):
            if self._left_as_opened():
                self.changed_data = []
            elif conflict := self.conflict():
                self.add_error(None, conflict)
        self._add_judged()
        return cleaned

    def _add_judged(self) -> None:
        for field, sentences in self.judged.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)

    def _left_as_opened(self) -> bool:
        """Returns whether others changed the row and the person did not; then their change is kept."""
        opened, shown = self._states_sent()
        if opened == self.latest_state or opened != shown:
            return False
        record = type(self.instance).history.filter(id=self.instance.pk, history_id=opened).first()
        return record is not None and not self.alike(record.instance).has_changed()

    def alike(self, instance: Any) -> Any:
        """Returns a form with the same data for another state of the row."""
        return type(self)(self.data, prefix=self.prefix, instance=instance)

    def conflict(self) -> SafeString | None:
        """Returns a sentence about a change by others that the form does not show; None if there is no such change."""
        opened, shown = self._states_sent()
        if shown == self.latest_state and (opened == shown or OVERRIDE in self.data):
            return None
        sentence = what_changed(self.instance, opened, self.with_belongings)
        if sentence:
            self.in_conflict = True
            # From now on the page shows this state, so the next sending carries it
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix(STATE)] = f"{max(opened, 0)}-{self.latest_state}"
            self.data = sent
        return sentence

    def _states_sent(self) -> tuple[int, int]:
        sent = STATE_SHAPE.fullmatch(str(self.data.get(self.add_prefix(STATE), "")))
        if sent is None:
            return UNKNOWN, UNKNOWN
        return int(sent[1]), int(sent[2] or sent[1])

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        parents = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        excluded = self._get_validation_exclusions()
        for error in breaches_with_parent(self.instance, parents, excluded):
            self._update_errors(ValidationError({NON_FIELD_ERRORS: [error]}))

    def _get_validation_exclusions(self) -> set[str]:
        # A rule over all languages of a text also applies if the form has boxes for only some of them
        field = self._meta.model._meta.get_field
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return {name for name in excluded if not hasattr(field(name), "translated_field")}

    def _update_errors(self, errors: Any) -> None:
        """Moves the errors of constraints to the field where the person can correct them, and those of fields that the
        form does not show to the form: a text in another language may break a rule that is newer than the text.
        """
        if hasattr(errors, "error_dict"):
            for error in errors.error_dict.pop(NON_FIELD_ERRORS, []):
                errors.error_dict.setdefault(self._field_of(error), []).append(error)
            for name in set(errors.error_dict) - {*self.fields, NON_FIELD_ERRORS}:
                errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
        super()._update_errors(errors)  # type: ignore[misc]

    def _field_of(self, error: ValidationError) -> str:
        for rule in self._meta.model._meta.constraints:
            if str(rule.violation_error_message) == str(error.message):
                names = [field for end, field in self.rule_fields.items() if rule.name.endswith(end)]
                return next((name for name in names if name in self.fields), NON_FIELD_ERRORS)
        return NON_FIELD_ERRORS


class RegisterFormSet(forms.BaseInlineFormSet):
    """The rows of a page. Each is guarded like a separate form, deletions included."""

    model: Any
    forms: list[Any]
    reports_missing_rows = False

    @property
    def in_conflict(self) -> bool:
        return self.reports_missing_rows or any(form.in_conflict for form in self.forms)

    def total_form_count(self) -> int:
        """Returns the number of rows, at most the number of rows sent: a forged number would cost minutes."""
        total = super().total_form_count()
        if not self.is_bound:
            return total
        return min(total, sum(name.startswith(f"{self.prefix}-") for name in self.data))

    def get_queryset(self) -> Any:
        """Returns the rows in the order in which the person sees them; None for a deleted row."""
        if not hasattr(self, "_rows"):
            rows = list(super().get_queryset())
            states = latest_states(self.model, [row.pk for row in rows])
            for row in rows:
                row.latest_state = states.get(row.pk, 0)
            self._object_dict = {row.pk: row for row in rows}
            self._rows = self._rows_as_sent() if self.is_bound else rows
        return self._rows

    def _rows_as_sent(self) -> list[Any]:
        # Django pairs sent forms with stored rows by their order, which others may have changed
        sent = range(min(self.initial_form_count(), self.total_form_count()))
        return [self._object_dict.get(self._key_sent(i)) for i in sent]

    def _existing_object(self, pk: Any) -> Any:
        self.get_queryset()
        return self._object_dict.get(pk)

    def _key_sent(self, i: int) -> int | None:
        key = str(self.data.get(f"{self.add_prefix(i)}-{self.model._meta.pk.name}", ""))
        return int(key) if STATE_SHAPE.fullmatch(key) and "-" not in key else None

    def _should_delete_form(self, form: Any) -> bool:
        # A row that others deleted is dropped when the person confirms it
        missing = form in self.initial_forms and form.instance.pk is None
        return super()._should_delete_form(form) or (missing and OVERRIDE in self.data)  # type: ignore[misc]

    def clean(self) -> None:
        super().clean()
        errors: list[str] = [error for i, form in enumerate(self.initial_forms) if (error := self._refusal(i, form))]
        errors += self._duplicates()
        if errors:
            raise ValidationError(errors)

    def _refusal(self, i: int, form: Any) -> SafeString | None:
        if form.instance.pk is None:
            if OVERRIDE in self.data:
                return None
            self.reports_missing_rows = True
            gone = what_became_of(self.model, self._key_sent(i))
            return format_html("{} {}", gone, _("Tick the box above to go on without it."))
        return form.conflict() if self.can_delete and self._should_delete_form(form) else None

    def _duplicates(self) -> list[str]:
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        rows = [form.instance for form in filled if form.is_valid() and not self._should_delete_form(form)]
        return broken_together(self.model, rows)


class ProjectForm(RegisterForm):
    rule_fields = {"_end_not_before_start": "ends", "_titled_in_some_language": "title_en"}


class DocumentForm(RegisterForm):
    rule_fields = {
        "_end_not_before_start": "valid_to",
        "_titled_in_some_language": "title_en",
        "_amount_with_currency": "amount",
    }


class PlaceForm(RegisterForm):
    rule_fields = {
        "_lies_where_its_kind_says": "kind",
        "_one_per_country_code": "code",
        "_has_both_coordinates_or_none": "latitude",
        "_latitude_is_on_the_globe": "latitude",
        "_longitude_is_on_the_globe": "longitude",
    }


class ContactForm(RegisterForm):
    rule_fields = {"_vacant_post_has_no_person": "vacant"}


class PartyForm(RegisterForm):
    rule_fields = {
        "_is_exactly_one": "council",
        "_once_per_council": "council",
        "_once_per_organisation": "organisation",
        "_once_per_country": "country",
    }


def entered_amounts(forms_: Iterable[Any]) -> list[str]:
    """Returns the amounts that these saved forms changed, as they were understood: "P-1-A1: 900,000.50 DKK"."""
    return [
        " ".join(filter(None, [f"{form.instance}: {format_amount(amount)}", form.cleaned_data.get("currency")]))
        for form in forms_
        if not form.cleaned_data.get("DELETE")
        for name in form.changed_data
        if (amount := form.cleaned_data.get(name)) is not None and name == "amount"
    ]
