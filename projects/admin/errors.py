"""The errors of a form that was not saved, for the list at its top with links to the fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import NON_FIELD_ERRORS


@dataclass(frozen=True)
class FormProblem:
    """The errors of a field: its label, the id of its element, the sentences."""

    label: str
    anchor: str
    sentences: list[str]


def problems_of(form: Any, formsets: Iterable[Any]) -> list[FormProblem]:
    """Returns the errors of the form and of the rows on its page, in the order of the page; empty if it can be
    saved."""
    found = list(_of_form(form, "", ""))
    for formset in formsets:
        name = str(formset.model._meta.verbose_name_plural).capitalize()
        if sentences := [str(error) for error in formset.non_form_errors()]:
            found.append(FormProblem(name, f"{formset.prefix}-group", sentences))
        for number, row in enumerate(formset.forms, 1):
            found += _of_form(row, f"{name} {number}", f"{formset.prefix}-group")
    return found


def _of_form(form: Any, name: str, anchor: str) -> Iterator[FormProblem]:
    for field, errors in form.errors.items():
        sentences = [str(error) for error in errors]
        if field == NON_FIELD_ERRORS or field not in form.fields or form[field].is_hidden:
            yield FormProblem(name, anchor, sentences)
            continue
        label = str(form[field].label or label_for_field(field, form._meta.model)).capitalize()
        yield FormProblem(f"{name}: {label}" if name else label, form[field].id_for_label, sentences)
