"""Refuses unknown parameters, because a typing error must never widen a total; and a parameter with two values where it
takes one, because one of them would be ignored.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import BadRequest
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError as BadParameters

from changes.api.asked import TWICE, with_two_values
from changes.api.sparse import PARAMETERS as SPARSE
from projects.filtering.chips import Chip, chips
from projects.filtering.filter_form import FIND, WORDS
from projects.models import Project

ALWAYS_ALLOWED = {"format", "lang"}
"""Parameters that every address accepts: the format and the language of the answer."""
CURSOR = "cursor"
OF_LISTS = {"page", "page_size"}
"""Parameters of every list that do not choose rows."""
SEVERAL = {*SPARSE, "columns", "group_by", "tick"}
"""Parameters beside the filters that take several values. Every other one takes one value."""

MOST_NAMED = 10
"""Unknown parameters that an answer names. Of the others it says only how many they are."""


def _errors(form: Any, errors: ErrorDict, data: Any, allowed: Iterable[str], others: Iterable[str] = ()) -> ErrorDict:
    """Returns the form's errors; an error for each parameter that is not allowed, and for each that takes one value and
    has several; and one for an unknown language. ``others``: allowed parameters that another form reads.
    """
    found = ErrorDict(errors)
    for name in with_two_values(data):
        if name in {*allowed} - {*others} | ALWAYS_ALLOWED and not _takes_several(form, name):
            found.setdefault(name, form.error_class([TWICE]))
    unknown = sorted({*data} - {*allowed} - ALWAYS_ALLOWED)
    for name in unknown[:MOST_NAMED]:
        found[name] = form.error_class([_("There is no parameter “%(name)s”.") % {"name": name}])
    if rest := unknown[MOST_NAMED:]:
        sentence = ngettext(
            "%(number)d more parameter does not exist.", "%(number)d more parameters do not exist.", len(rest)
        )
        found[rest[0]] = form.error_class([sentence % {"number": len(rest)}])
    languages = dict(settings.LANGUAGES)
    language = data.get("lang") if data else None
    if language and language not in languages:
        words = {"language": language, "known": ", ".join(languages)}
        sentence = _("There is no language “%(language)s” here. Known are: %(known)s.") % words
        found["lang"] = form.error_class([sentence])
    return found


def _takes_several(form: Any, name: str) -> bool:
    """Returns whether the form reads all values of the parameter. Otherwise all but the last would be ignored."""
    if name not in form.fields:
        return name in SEVERAL
    return isinstance(form.fields[name].widget.value_from_datadict(form.data, {}, name), list)


def error_lists(errors: ErrorDict) -> dict[str, list[str]]:
    """Returns the errors of a form in the shape of the API's answers."""
    return {name: [str(sentence) for sentence in sentences] for name, sentences in errors.items()}


class StrictForm(forms.Form):
    """A form for an address without a list. It refuses unknown parameters, and two values where one is taken."""

    other_parameters: tuple[str, ...] = ()
    read_elsewhere: frozenset[str] = frozenset()
    """Those of them that another strict form of the page reads, and judges."""

    @property
    def errors(self) -> ErrorDict:
        """Returns the errors of the fields, and one for each parameter that is unknown, or has two values."""
        allowed = {*self.fields, *self.other_parameters}
        return _errors(self, super().errors, self.data, allowed, self.read_elsewhere)

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    def error_lists(self) -> dict[str, list[str]]:
        """Returns the errors in the shape of the API's answers."""
        return error_lists(self.errors)


class StrictFilterSet(django_filters.FilterSet):
    """A filterset that refuses unknown parameters, and two values where one is taken.

    ``other_parameters`` are parameters of the page that are not filters; its links keep them. ``own`` are filters
    that the page sets itself. ``searching``: whether the page can search in the lists of its filters.
    """

    always: tuple[str, ...]
    """The filters that choose rows without a value. A class that names them itself makes no other filter without a
    value where no form is shown: making all filters of projects takes longer than reading a page of them.
    """

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        other_parameters: Iterable[str] = (),
        own: dict[str, list[str]] | None = None,
        searching: bool = True,
        **kwargs: Any,
    ) -> None:
        known = self.base_filters
        # Not inherited: a subclass may read the values of its other filters
        if not searching and "always" in type(self).__dict__:
            made = {name: known[name] for name in known if name in self.always or name in (data or {})}
            object.__setattr__(self, "base_filters", made)
        super().__init__(data, *args, **kwargs)
        self.other_parameters = tuple(other_parameters)
        self.own = own or {}
        self.allowed = {*known, *OF_LISTS, *self.other_parameters}
        if searching:
            self.allowed |= {FIND, *(f"{WORDS}{name}" for name in self.filters)}

    @property
    def errors(self) -> ErrorDict:
        """Returns the errors of the form, and one for each parameter that is unknown, or has two values."""
        return _errors(self.form, self.form.errors, self.data, self.allowed)

    def is_valid(self) -> bool:
        return not self.errors

    def error_lists(self) -> dict[str, list[str]]:
        """Returns the errors in the shape of the API's answers: parameter → sentences."""
        return error_lists(self.errors)

    def chips(self) -> list[Chip]:
        """Returns the filters in force, in words."""
        return chips(self)

    def removable_chips(self) -> list[Chip]:
        """Returns the chips of the filters that the reader can remove."""
        return [chip for chip in self.chips() if chip.without]

    def chosen(self) -> dict[str, list[str]]:
        """Returns the filters in force with their values, as written in the address."""
        return self._values(self.filters)

    def kept(self) -> dict[str, list[str]]:
        """Returns the other parameters that every link of the page keeps, such as the layout and the language."""
        return self._values((*self.other_parameters, "lang"))

    def cleared(self) -> str:
        """Returns the query string of the page without filters; empty if no other parameter is set."""
        return f"?{urlencode(kept, doseq=True)}" if (kept := self.kept()) else ""

    def fixed(self) -> set[str]:
        """Returns the filters that still have the page's own value. The page shows them, and readers cannot remove
        them."""
        return {name for name, values in self.own.items() if self.chosen().get(name) == values}

    def _values(self, names: Iterable[str]) -> dict[str, list[str]]:
        lists = {name: self.data.getlist(name) if hasattr(self.data, "getlist") else [] for name in names}
        return {name: values for name in lists if (values := [v for v in lists[name] if v.strip()])}


class StrictBackend(DjangoFilterBackend):
    """Filters lists. Refuses unknown parameters of details too, which have no filters."""

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(request, queryset, view)
        others = (*getattr(view, "other_parameters", ()), *SPARSE, CURSOR)
        return {**kwargs, "other_parameters": others, "searching": False}

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if getattr(view, "detail", False):
            refuse_unknown(request.query_params, SPARSE)
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        if not filterset.is_valid():
            raise BadParameters(filterset.error_lists())
        return filterset.qs


def refuse_unknown(parameters: Any, allowed: Iterable[str] = ()) -> None:
    """Raises BadParameters, which names each parameter that is neither in ``allowed`` nor one of every address."""
    filterset = StrictFilterSet(parameters, Project.objects.none(), other_parameters=allowed)
    if not filterset.is_valid():
        raise BadParameters(filterset.error_lists())


def refuse_unknown_parameters(request: HttpRequest, allowed: Iterable[str] = ()) -> None:
    """Raises BadRequest, which names each unknown parameter of a page without filters. ``allowed``: its parameters."""
    filterset = StrictFilterSet(request.GET, Project.objects.none(), other_parameters=allowed)
    if not filterset.is_valid():
        raise BadRequest(
            " ".join(f"{name}: {' '.join(sentences)}" for name, sentences in filterset.error_lists().items())
        )
