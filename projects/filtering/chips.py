"""The filters in force, in words: for the page's chips and for printed pages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms

from projects.fields import PartialDateFormField


@dataclass(frozen=True)
class Chip:
    """A chosen value: its filter and value in words, and the query string of the page without it."""

    name: str
    label: str
    value: str
    without: str
    """Empty if the page itself sets the filter."""


def chips(filterset: Any) -> list[Chip]:
    """Returns a chip for each chosen value of each filter, in the order of the form."""
    chosen, fixed = filterset.chosen(), filterset.fixed()
    parameters = {**filterset.kept(), **chosen}
    fields = filterset.form.fields
    return [
        Chip(
            name,
            str(fields[name].label),
            in_words(fields[name], value),
            "" if name in fixed else _without(parameters, name, value),
        )
        for name, values in chosen.items()
        if name != "ordering"
        for value in values
    ]


def choices_of(field: Any) -> dict[str, str]:
    """Returns the values of a filter with a closed list, with their labels; empty if the filter takes free text.

    The choices are read once for each form, because reading them is a query for many lists.
    """
    inner = getattr(field, "inner", field)
    if not hasattr(inner, "listed"):
        inner.listed = {str(code): str(label) for code, label in getattr(inner, "choices", ())}
    listed: dict[str, str] = inner.listed
    return listed


def in_words(field: Any, value: str) -> str:
    """Returns a value of the address in words: "Ongoing", "MR-JÄM + MR-S", "September 2006"."""
    listed = choices_of(field)
    if value in listed:
        return listed[value]
    inner = getattr(field, "inner", field)
    usual = PartialDateFormField.in_words if isinstance(inner, forms.DateField) else str
    return str(getattr(inner, "in_words", usual)(value))


def _without(parameters: dict[str, list[str]], name: str, value: str) -> str:
    rest = {**parameters, name: [kept for kept in parameters[name] if kept != value]}
    return "?" + urlencode(rest, doseq=True)
