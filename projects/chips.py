"""The filters in force, in words: for the page's chips, and for what is printed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from projects.council_groups import WITH, CouncilsField
from projects.fields import PartialDateFormField
from projects.partial_date import PartialDate


@dataclass(frozen=True)
class Chip:
    """One chosen value: its filter and value in words, and the query string of the page without it."""

    name: str
    label: str
    value: str
    without: str


def chips(filterset: Any) -> list[Chip]:
    """A chip for each value of each filter that was chosen, in the order of the form."""
    chosen = filterset.chosen()
    fields = filterset.form.fields
    return [
        Chip(name, str(fields[name].label), in_words(fields[name], value), _without(chosen, name, value))
        for name, values in chosen.items()
        if name != "ordering"
        for value in values
    ]


def choices_of(field: Any) -> dict[str, str]:
    """The values of a filter with a closed list, with their words; empty where anything can be written."""
    return {str(code): str(label) for code, label in getattr(getattr(field, "inner", field), "choices", ())}


def in_words(field: Any, value: str) -> str:
    """A value of the address in words: "Ongoing", "MR-S, alone or with others", "September 2006"."""
    listed = choices_of(field)
    if value in listed:
        return listed[value]
    if isinstance(field, CouncilsField):
        return _councils_in_words(value)
    return _date_in_words(value) if isinstance(getattr(field, "inner", None), PartialDateFormField) else value


def _councils_in_words(value: str) -> str:
    if value.startswith(WITH):
        return _("%(council)s, alone or with others") % {"council": value.removeprefix(WITH)}
    return " + ".join(value.replace("+", " ").split())


def _date_in_words(value: str) -> str:
    try:
        return PartialDate.parse(value).in_words()
    except ValueError:
        return value


def _without(chosen: dict[str, list[str]], name: str, value: str) -> str:
    rest = {**chosen, name: [other for other in chosen[name] if other != value]}
    return "?" + urlencode(rest, doseq=True)
