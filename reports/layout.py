"""The layout part of a report's form: its choices, and its errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from budgets.dimensions import DIMENSIONS
from projects.filtering.chips import choices_of
from projects.filtering.filter_form import Option, Problem, problems, without
from reports.questions import FILES, Question
from reports.ready_made import Report

LISTS = ("mode", "measure")
"""The fields of which a person chooses one value from a list."""
NO_ERRORS: Mapping[str, list[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Choice:
    """A list to choose from: its parameter, its own name on the page, its label, its options and its errors."""

    name: str
    field: str
    label: str
    options: list[Option]
    errors: list[str]


@dataclass(frozen=True)
class Layout:
    choices: list[Choice]
    fields: list[Any]
    """The other fields of the form, as Django draws them."""
    problems: list[Problem]
    """The errors of the filters and of the layout, each with a link that removes the wrong parameter."""


def layout_of(report: Report, question: Question, errors: Mapping[str, list[str]] = NO_ERRORS) -> Layout:
    """Returns what the reader can choose besides the filters. The question must have been checked (``is_valid``).

    ``errors`` are all errors of the page, those of the question included.
    """
    parameters = question.form.parameters
    choices = [
        *(_rows_and_columns(question) if "group_by" in parameters else []),
        *([choice_of(question.form["mode"])] if "mode" in parameters and _may_overlap(report) else []),
        *([choice_of(question.form["measure"])] if "measure" in parameters else []),
    ]
    fields = [question.form[name] for name in question.form.fields if name not in LISTS]
    fields = [field for field in fields if not field.is_hidden]
    return Layout(choices, fields, [*problems(question.filterset), *_problems(question, errors)])


def _problems(question: Question, errors: Mapping[str, list[str]]) -> list[Problem]:
    """Returns the errors besides those of the filters: of the layout, which has fields, or of a file, which has
    none.
    """
    filterset, fields = question.filterset, question.form.fields
    labels = {"group_by": _("Rows and columns"), **{name: str(field.label) for name, field in fields.items()}}
    return [
        Problem(
            name,
            labels.get(name, name),
            sentences,
            has_field=name in question.form.errors,
            without=without(filterset, (name, *FILES)),
        )
        for name, sentences in errors.items()
        if name not in filterset.errors
    ]


def _may_overlap(report: Report) -> bool:
    """Whether the two modes can differ: they do if a project can have several values of a dimension."""
    return not report.group_by or any(DIMENSIONS[name].several for name in report.group_by)


def _rows_and_columns(question: Question) -> list[Choice]:
    # The form keeps the requested names even if one of them is wrong
    dimensions: list[str] = question.form.cleaned_data["group_by"]
    rows, columns = [*dimensions, "", ""][:2]
    labels = {name: str(dimension.label) for name, dimension in DIMENSIONS.items()}
    errors = [str(error) for error in question.form.errors.get("group_by", [])]
    # Without JavaScript an address may request only the total; the list then shows that
    alone = {} if rows else {"": _("The total alone")}
    return [
        Choice("group_by", "group_by", _("Rows"), _options({**alone, **labels}, rows), errors),
        Choice("group_by", "group_by-columns", _("Columns"), _options({"": _("No columns"), **labels}, columns), []),
    ]


def problems_of(form: Any, filterset: Any) -> list[Problem]:
    """Returns the errors of a form beside the filters, each with a link that removes the wrong parameter."""
    return [
        Problem(name, str(form.fields[name].label), list(map(str, sentences)), True, without(filterset, [name]))
        for name, sentences in form.errors.items()
    ]


def choice_of(field: Any) -> Choice:
    """Returns the list of a field of which a person chooses one value; its first value is the default."""
    (first, *others), chosen = choices_of(field.field).items(), field.value() or ""
    # The first option is the default: its value stays out of the address
    listed = {"": first[1], **dict(others)}
    errors = [str(error) for error in field.errors]
    options = _options(listed, "" if chosen == first[0] else chosen)
    return Choice(field.name, field.name, str(field.label), options, errors)


def _options(listed: dict[str, str], chosen: str) -> list[Option]:
    """Returns the options of the list, and a requested value that is not in the list, so that it stays visible."""
    beside: Iterable[tuple[str, str]] = [(chosen, chosen)] if chosen not in listed else []
    return [Option(value, label, value == chosen) for value, label in [*listed.items(), *beside]]
