"""The kinds of filter. Each takes any number of values and finds rows that match any of them.

A filter narrows a queryset without a join, so that no row is ever multiplied: a join of two relations with a sum
on top gave 600 for a true 300.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED
from projects.language.amounts import AmountField
from projects.partial_date import FIRST_YEAR, LAST_YEAR

Narrow = Callable[[Any, Any], Any]
"""Takes a queryset and one value. Returns the part of the queryset that matches."""


class RepeatedInput(forms.TextInput):
    """An input for each value, at least one, so that the form keeps all values."""

    template_name = "filters/repeated_input.html"
    shown: Any = str
    """Returns a value of the address as the input shows it. A field sets it to the way of its kind."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["values"] = [self.shown(text) for text in value or [] if text] or [""]
        return context


MOST_VALUES = 100
"""Values of a filter that each cost a condition of their own. SQLite allows an expression of 1,000 levels."""


def different(texts: Iterable[str]) -> list[str]:
    """Returns the texts that are not blank, each once: an unchanged form sends blank ones."""
    return list(dict.fromkeys(text for text in texts if text.strip()))


def refuse_many(number: int) -> None:
    """Raises ValidationError if a filter has more conditions than a database can answer."""
    if number > MOST_VALUES:
        raise ValidationError(_("At most %(most)d values."), "many", {"most": MOST_VALUES})


class EachField(forms.Field):
    """A list of values of one kind. It leaves out blank and repeated values."""

    widget = RepeatedInput

    def __init__(self, inner: forms.Field, **kwargs: Any) -> None:
        self.inner = inner
        super().__init__(**kwargs)
        self.widget.input_type, self.widget.shown = inner.widget.input_type, inner.widget.format_value
        self.widget.attrs.update(inner.widget.attrs)

    def clean(self, value: Any) -> list[Any]:
        texts = different(value or [])
        refuse_many(len(texts))
        values = [self.inner.clean(text) for text in texts]
        # A group of the totals may be several groups in one value
        refuse_many(sum(len(read) if isinstance(read, list) else 1 for read in values))
        return [text for text in values if text not in self.inner.empty_values]


class ReferencesField(EachField):
    """References of records. Together they are one condition, so there may be any number of them."""

    def clean(self, value: Any) -> list[Any]:
        return [self.inner.clean(text) for text in different(value or [])]


class ReferencesFilter(django_filters.Filter):
    """Names records by their references. A method of the filterset interprets them."""

    field_class = ReferencesField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(inner=forms.CharField(), **kwargs)


class EachFilter(django_filters.Filter):
    """Matches any of the values that the form field reads from the text."""

    field_class = EachField

    def __init__(self, inner: forms.Field, narrow: Narrow, **kwargs: Any) -> None:
        self.narrow = narrow
        super().__init__(inner=inner, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return any_of(qs, self.narrow, value or [])


def any_of(queryset: Any, narrow: Narrow, values: Iterable[Any]) -> Any:
    """Returns the rows that match any of the values; all rows if there are no values."""
    values = list(values)
    if len(values) < 2:
        return narrow(queryset, values[0]) if values else queryset
    rows = queryset.model._default_manager.all()
    return queryset.filter(reduce(or_, (Q(pk__in=narrow(rows, value).values("pk")) for value in values)))


def amount_field() -> AmountField:
    """Returns a field for a plain decimal from 0. Pages convert typed amounts first (``filtering/typed.py``)."""
    return AmountField(typed=False, min_value=Decimal(0), max_digits=14)


def year_field() -> forms.IntegerField:
    """Returns a field for a year. A number input would drop text that it cannot read, and so lose the person's
    typing."""
    digits = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=digits)


class CodesField(forms.MultipleChoiceField):
    """Values of a list. Blank and repeated values are left out, and the error names the unknown value.

    ``moved`` takes codes and returns those of records that were merged, each with the code of the record that is kept.
    """

    def __init__(self, *, moved: Callable[[list[str]], dict[str, str]] | None = None, **kwargs: Any) -> None:
        self.moved = moved
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            known = self.moved([code for code in value if "\0" not in code]) if self.moved and value else {}
            if not known:
                raise
            return super().clean([known.get(code, code) for code in value])

    def to_python(self, value: Any) -> list[str]:
        return different(super().to_python(value))

    def validate(self, value: Any) -> None:
        """Raises ValidationError for the first unknown value. Django would look through all options for each value."""
        if not value:
            # Does not read the options
            super().validate(value)
            return
        options: Any = self.choices
        known = {str(code) for code, _label in options}
        for code in value:
            if code not in known:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": code})


class CodesFilter(django_filters.Filter):
    """Codes of a list. A method of the filterset interprets them."""

    field_class = CodesField


class ChoicesFilter(django_filters.Filter):
    """Matches any of a closed list of values of one column."""

    field_class = CodesField

    def __init__(self, field_name: str, choices: type[models.TextChoices], **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(field_name=field_name, choices=choices.choices, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class RelatedFilter(django_filters.Filter):
    """Matches rows that are related, by one of ``lookups``, to any of the chosen codes; or "not stated".

    ``options`` returns the (code, name) pairs of the known rows, which the form offers, in one query.
    """

    field_class = CodesField

    def __init__(self, lookups: tuple[str, ...], options: Callable[[], Iterable[tuple[str, str]]], **kwargs: Any):
        self.lookups = lookups
        kwargs.setdefault("widget", forms.SelectMultiple(attrs={"size": 4}))
        super().__init__(choices=lambda: [*options(), (NOT_STATED, _("Not stated"))], **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        found = self._related(qs.model, "in", [code for code in value if code != NOT_STATED])
        if NOT_STATED in value:
            found |= ~self._related(qs.model, "isnull", False)
        return qs.filter(found)

    def _related(self, model: Any, condition: str, value: Any) -> Q:
        """Returns the condition of rows that a lookup leads to a related row with this code.

        The related rows are found first, and then the rows that name them. A join of all three tables took SQLite a
        second at 100,000 projects.
        """
        by_relation: dict[str, list[Q]] = {}
        for lookup in self.lookups:
            relation, _separator, rest = lookup.partition("__")
            by_relation.setdefault(relation, []).append(Q(**{f"{rest}__{condition}": value}))
        return reduce(or_, (_naming(model, name, reduce(or_, codes)) for name, codes in by_relation.items()))


def _naming(model: Any, relation: str, codes: Q) -> Q:
    """Returns the condition of the rows of ``model`` with a related row that ``codes`` match."""
    field = model._meta.get_field(relation)
    related = field.related_model._default_manager.order_by().filter(codes)
    if field.many_to_many:
        pairs = field.remote_field.through._default_manager.order_by()
        named = pairs.filter(**{f"{field.m2m_reverse_field_name()}__in": related.values("pk")})
        return Q(pk__in=named.values(field.m2m_field_name()))
    if field.one_to_many:
        return Q(pk__in=related.values(field.field.name))
    return Q(**{f"{relation}__in": related.values("pk")})


def as_listed(column: str, choices: type[models.TextChoices]) -> models.Case:
    """Returns an expression that sorts a column of codes in the order of its closed list. The order is the same in
    every language."""
    places = (models.When(**{column: value, "then": models.Value(place)}) for place, value in enumerate(choices.values))
    return models.Case(*places, output_field=models.IntegerField())


class OrderingFilter(django_filters.Filter):
    """Sorts by named columns. A hyphen before the name reverses the order. Rows without a value come last."""

    field_class = CodesField

    def __init__(self, columns: dict[str, tuple[Any, Any]], **kwargs: Any) -> None:
        self.columns = {name: column for name, (column, _label) in columns.items()}
        choices = [(sign + name, label) for name, (_column, label) in columns.items() for sign in ("", "-")]
        super().__init__(choices=choices, widget=forms.MultipleHiddenInput, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        order = []
        for name in value:
            named = self.columns[name.lstrip("-")]
            column = models.F(named) if isinstance(named, str) else named
            order.append(column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True))
        return qs.order_by(*order, "pk")
