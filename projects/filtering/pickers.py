"""Check boxes for lists of any length. They show the chosen rows and the search results, never thousands of options.

A short list is shown completely. For a long list a page shows the chosen rows and the rows that match the words
in the picker's own search box. ``static/js/pickers.js`` searches during typing; without JavaScript a button does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from projects.filtering.filter_form import FIND, LONGEST_WORDS, MOST_FOUND, WORDS, Option
from projects.language.folding import fold
from projects.language.texts import LANGUAGES
from projects.models import Contact, Council, Document, Organisation, Place, Project, Source

MOST_WHOLE = 100
"""The largest list that is shown completely."""
WITHOUT_FINDING = 12
"""The largest list that needs no search box."""


def in_a_list(row: Any) -> str:
    """Returns the text of a row in a list to choose from."""
    return getattr(row, "item_first", None) or str(row)


@dataclass(frozen=True)
class Rows:
    """The rows that a picker offers, the attribute by which the form names each row, and how to search them."""

    all: Callable[[], Any]
    value: str = "pk"
    label: Callable[[Any], str] = in_a_list
    matching: Callable[[Any, str], QuerySet[Any]] = lambda rows, text: rows.matching(text)

    def choices(self, rows: Iterable[Any]) -> list[tuple[str, str]]:
        """Returns for each row the value that the form sends, and the text that people read."""
        return [(str(getattr(row, self.value)), self.label(row)) for row in rows]

    def named(self, values: Iterable[str]) -> list[tuple[str, str]]:
        """Returns the choices for the rows with these values. Values that cannot be keys are ignored."""
        keys = [value for value in values if self.value != "pk" or (value.isdecimal() and len(value) < 19)]
        return self.choices(self.all().filter(**{f"{self.value}__in": keys})) if keys else []


class CouncilRows(Rows):
    """Councils of ministers, by their code or any alias."""

    def named(self, values: Iterable[str]) -> list[tuple[str, str]]:
        return self.choices(self.all().known_as(*values))


class Picker:
    """A widget that offers ``rows``, or the closed list of its field if there are none. It comes before Django's
    widget among the base classes."""

    def __init__(self, *rows: Rows, **kwargs: Any) -> None:
        self.rows = rows
        self.words = ""
        super().__init__(**kwargs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.words = without_nul(data.get(f"{WORDS}{name}", "")).strip()[:LONGEST_WORDS]
        return super().value_from_datadict(data, files, name)  # type: ignore[misc]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        # The method of ChoiceWidget would read every row of the list
        context = forms.Widget.get_context(self, name, value, attrs)  # type: ignore[arg-type]
        chosen = [without_nul(key) for key in context["widget"]["value"] or () if key]
        context["widget"] |= self.offered(chosen) | {"input_type": self.input_type}  # type: ignore[attr-defined]
        # An error must not be hidden in a closed list
        context["widget"]["wrong"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        return context

    def offered(self, values: list[str]) -> dict[str, Any]:
        """Returns the choices to show, and whether there are more. If not all are shown, the chosen ones come first."""
        if not self.rows:
            listed = [(str(value), str(label)) for value, label in self.choices if value]  # type: ignore[attr-defined]
            return _shown([Option(value, label, value in values) for value, label in listed])
        number = sum(rows.all().count() for rows in self.rows)
        named = dict(choice for rows in self.rows for choice in rows.named(values))
        whole = not self.words and number <= MOST_WHOLE
        found = [choice for rows in self.rows for choice in rows.choices(self._found(rows, whole))]
        shown = found if whole else [*named.items(), *(row for row in found[:MOST_FOUND] if row[0] not in named)]
        return {
            **_shown([Option(value, label, value in named) for value, label in shown]),
            "finding": number > WITHOUT_FINDING,
            "words": self.words,
            "find": FIND,
            "found": len(found) if len(found) <= MOST_FOUND else None,
            "whole": whole,
        }

    def _found(self, rows: Rows, whole: bool) -> Iterable[Any]:
        if whole:
            return rows.all()
        return rows.matching(rows.all(), self.words)[: MOST_FOUND + 1] if fold(self.words).split() else ()


def without_nul(text: str) -> str:
    """Returns the text without NUL characters, which PostgreSQL cannot store or search."""
    return text.replace("\0", "")


def _shown(choices: list[Option]) -> dict[str, Any]:
    return {"options": choices, "chosen": [choice for choice in choices if choice.chosen]}


class PickMany(Picker, forms.CheckboxSelectMultiple):
    """Any number of rows."""

    template_name = "calendar/parts/picker.html"


class PickOne(Picker, forms.RadioSelect):
    """One row, or none."""

    template_name = "calendar/parts/picker.html"


class Finding:
    """A form with pickers. An error tells the person to choose if they only searched. It comes before Django's form
    among the base classes."""

    fields: dict[str, forms.Field]

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        for name, field in self.fields.items():
            words = getattr(field.widget, "words", "")
            if words and name in cleaned and not cleaned[name]:
                sentence = _("Nothing is chosen from the results for “%(words)s”.") % {"words": words}
                self.add_error(name, sentence)  # type: ignore[attr-defined]
        return cleaned

    def leave_unjudged(self) -> None:
        """Shows the typed values without errors, because the person is still searching."""
        self._errors = ErrorDict()


def _contacts(rows: Any, text: str) -> QuerySet[Contact]:
    for word in text.split():
        rows = rows.filter(Q(organisation__search_text__contains=fold(word)) | Q(post__icontains=word))
    return rows


def _sources(rows: Any, text: str) -> QuerySet[Source]:
    for word in text.split():
        of_document = Q(document__search_text__contains=fold(word))
        of_heading = reduce(or_, (Q(**{f"heading_{code}__icontains": word}) for code in LANGUAGES))
        rows = rows.filter(of_document | of_heading | Q(section__icontains=word))
    return rows


ORGANISATIONS = Rows(Organisation.objects.current, "slug")
ORGANISATION = Rows(Organisation.objects.current)
"""Like ``ORGANISATIONS``, for forms that name organisations by their key."""
COUNCILS = CouncilRows(Council.objects.all, "code", lambda council: f"{council.code} · {council.name}")
PROJECTS = Rows(Project.objects.all)
DOCUMENTS = Rows(Document.objects.all)
PLACES = Rows(Place.objects.select_related("country").all, "slug")
PLACE = Rows(Place.objects.select_related("country").all)
"""Like ``PLACES``, for forms that name places by their key."""
SOURCES = Rows(Source.objects.select_related("document").all, matching=_sources)


def contacts_of(organisation: Organisation | None) -> Rows:
    """Returns the contacts of an organisation, and of those merged into it; all contacts if there is none."""
    contacts = Contact.objects.select_related("organisation")
    theirs = contacts.filter(Q(organisation=organisation) | Q(organisation__merged_into=organisation))
    return Rows(theirs.all if organisation else contacts.all, matching=_contacts)
