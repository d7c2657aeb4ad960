"""A box: one value of a record as fields of a form, from its declaration, and back to what a proposal says.

A box draws from typed texts (``typed``), so that a form shows again whatever a person typed, right or wrong.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import BudgetPost, Fund
from changes import tables
from changes.parts.rows import Codes
from changes.parts.values import LANGUAGES, OwnColumn, Part, Party, Reference, Translated, Words
from changes.record import Field
from pages.keeping.making import Made, Making, making_of
from pages.keeping.searched import SearchedField, label_of
from projects.choices import Language
from projects.fields import PartialDateFormField
from projects.filtering.pickers import COUNCILS, Rows
from projects.forms import DegreesField, LinesField, WholeNumberField
from projects.language.typed_dates import examples_of_days, parse_date
from projects.models import CoreArea, Place, Portfolio
from projects.partial_date import PartialDate

Typed = dict[str, list[str]]
"""Name of a form field → the texts that it sends."""

CLOSED: dict[str, Rows] = {
    "council": COUNCILS,
    "portfolio": Rows(Portfolio.objects.all, "slug"),
    "core-area": Rows(CoreArea.objects.all, "slug"),
    "fund": Rows(Fund.objects.all, "slug"),
    "budget-post": Rows(BudgetPost.objects.all, "code"),
    "country": Rows(Place.objects.filter(kind="country").all, "code"),
}
"""The kinds of records that are short, closed lists: they are chosen from a list, without a search."""


class Box:
    """One value with one form field."""

    template = "keeping/box.html"

    def __init__(self, part: Part, declared: Field | None = None, *, required: bool = False) -> None:
        self.part, self.name, self.required = part, part.name, required
        self.label = capfirst(str(declared.label if declared and declared.label else part.label))

    def fields(self) -> dict[str, forms.Field]:
        """Returns the form fields, by name."""
        raise NotImplementedError

    def typed(self, value: Any) -> Typed:
        """Returns the texts that a person would type for this value of a snapshot."""
        return {self.name: [] if value is None else [str(value)]}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        """Returns the value as a snapshot has it. ``made`` takes the records to be made on the spot."""
        return cleaned.get(self.name)

    @property
    def at(self) -> str:
        """The field that shows the errors of the value."""
        return self.name

    def names(self) -> list[str]:
        return list(self.fields())


class DayField(PartialDateFormField):
    """A day as people write it; a year or a month is not enough."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"placeholder": lazy(examples_of_days, str)(), "size": 26})
        super().__init__(typed=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found is not None and found.precision != "day":
            raise ValidationError(_("Write the day, month and year."))
        return found


class ColumnBox(Box):
    """The value of a column: a text, a choice, a number, a date, an amount."""

    part: OwnColumn

    def fields(self) -> dict[str, forms.Field]:
        column = self.part.column
        facts: dict[str, Any] = {"label": self.label, "required": self.required, "help_text": column.help_text}
        if column.choices:
            usual = self.part.empty is not None
            blank = [] if usual else [("", _("Choose …") if self.required else _("Not stated"))]
            return {self.name: forms.ChoiceField(choices=[*blank, *column.choices], **facts)}
        kinds: tuple[tuple[type, Any], ...] = (
            (models.BooleanField, lambda: forms.BooleanField(**{**facts, "required": False})),
            (models.DateField, lambda: DayField(**facts)),
            (models.FloatField, lambda: DegreesField(**facts)),
            (models.IntegerField, lambda: WholeNumberField(**facts)),
            (models.TextField, lambda: LinesField(max_length=column.max_length, validators=column.validators, **facts)),
            (models.URLField, lambda: forms.CharField(max_length=200, **facts)),
        )
        for kind, field in kinds:
            if isinstance(column, kind):
                return {self.name: field()}
        return {self.name: column.formfield(**{name: facts[name] for name in facts})}

    def typed(self, value: Any) -> Typed:
        if value is None or value is False:
            return {self.name: []}
        field = self.fields()[self.name]
        shown: Any = value
        if isinstance(field, PartialDateFormField):
            shown = date_in_words(value)
        elif hasattr(field, "decimal_places"):
            shown = field.prepare_value(self.part.column.to_python(value))
        return {self.name: ["on" if shown is True else str(shown)]}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        found = cleaned.get(self.name)
        if isinstance(found, PartialDate):
            return str(found)
        if found is None or found == "":
            return self.part.empty if isinstance(self.part.empty, bool) else None
        return self.part.read_value(self.part.column.to_python(found))


def date_in_words(value: Any) -> str:
    """Returns a date as the reader writes it, if the form reads it back as the same date."""
    date = PartialDate.parse(str(value))
    try:
        return date.in_words() if parse_date(date.in_words()) == date else str(date)
    except ValueError:
        return str(date)


class TranslatedBox(Box):
    """A text in several languages, side by side."""

    template = "keeping/translated.html"
    part: Translated

    def fields(self) -> dict[str, forms.Field]:
        return {f"{self.name}_{language}": self._field(language) for language in LANGUAGES}

    def _field(self, language: str) -> forms.Field:
        holder = self.model._meta.get_field(f"{self.part.source}_{language}")
        facts: dict[str, Any] = {
            "label": Language(language).label,
            "required": False,
            "max_length": holder.max_length,
            "validators": self.model._meta.get_field(self.part.source).validators,
        }
        if isinstance(holder, models.TextField):
            rows = 8 if (holder.max_length or 0) > 1000 else 3
            return LinesField(widget=forms.Textarea(attrs={"rows": rows, "lang": language}), **facts)
        return forms.CharField(widget=forms.TextInput(attrs={"lang": language}), **facts)

    def __init__(self, part: Part, declared: Field | None = None, *, required: bool = False, model: Any) -> None:
        super().__init__(part, declared, required=required)
        self.model = model

    def typed(self, value: Any) -> Typed:
        return {f"{self.name}_{language}": [text] for language, text in (value or {}).items()}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        texts = {language: cleaned.get(f"{self.name}_{language}") for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}

    @property
    def at(self) -> str:
        return f"{self.name}_{LANGUAGES[-1]}"


class ClosedBox(Box):
    """A reference to a row of a short, closed list."""

    def __init__(self, part: Part, declared: Field | None, kind: str, *, required: bool = False) -> None:
        super().__init__(part, declared, required=required)
        self.kind = kind
        self.listed: list[tuple[str, str]] | None = None

    def fields(self) -> dict[str, forms.Field]:
        blank = ("", _("Choose …") if self.required else _("Not stated"))
        facts: dict[str, Any] = {"label": self.label, "required": self.required, "help_text": _help(self.part)}
        return {self.name: forms.ChoiceField(choices=lambda: [blank, *self._listed()], **facts)}

    def _listed(self) -> list[tuple[str, str]]:
        # Read when a form is made or judged, and once for all its rows
        if self.listed is None:
            rows = CLOSED[self.kind]
            self.listed = rows.choices(rows.all())
        return self.listed

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        return cleaned.get(self.name) or None


class SearchedBox(Box):
    """A reference that is searched, and made on the spot if it is missing."""

    def __init__(
        self, part: Part, declared: Field | None, kinds: tuple[str, ...], *, required: bool = False, makes: bool = True
    ) -> None:
        super().__init__(part, declared, required=required)
        self.kinds = kinds
        self.making: Making | None = making_of(kinds) if makes else None

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: SearchedField(self.kinds, self.making, label=self.label, required=self.required)}

    def typed(self, value: Any) -> Typed:
        if not value:
            return {}
        label = label_of(self.kinds[0], str(value))
        return {self.name: [str(value)], f"{self.name}-words": [label], f"{self.name}-asked": [label]}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        return made.code_of(cleaned.get(self.name), self.name)


class PartyBox(SearchedBox):
    """One of several references of a row, with the kind that says which: a council, an organisation, a country."""

    def __init__(self, part: Party) -> None:
        named = tuple(part.references)
        super().__init__(part, Field("party", gettext_lazy("Party")), named, required=True)

    def typed(self, value: Any) -> Typed:
        kind, code = value
        label = label_of(kind, code)
        names = {"": f"{kind}:{code}", "-words": label, "-asked": label}
        return {f"{self.name}{end}": [text] for end, text in names.items()}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        kind, _sign, code = (made.code_of(cleaned.get(self.name), self.name) or "").partition(":")
        return (kind, code) if code else ("organisation", kind or None)


class SourceBox(Box):
    """The source of a fact: document, section and item. A source that the register does not have yet is made."""

    template = "keeping/source.html"

    def fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}-document": SearchedField(
                ("document",), making_of(("document",)), label=_("Document"), required=self.required
            ),
            f"{self.name}-section": forms.CharField(label=_("Section"), required=self.required, max_length=60),
            f"{self.name}-item": WholeNumberField(
                label=_("Item"), required=False, min_value=1, max_value=32767, help_text=_("If the items have numbers.")
            ),
        }

    def typed(self, value: Any) -> Typed:
        if not value:
            return {}
        label = label_of("document", value["document"])
        document = f"{self.name}-document"
        return {
            document: [value["document"]],
            f"{document}-words": [label],
            f"{document}-asked": [label],
            f"{self.name}-section": [value["section"]],
            f"{self.name}-item": [] if value["item"] is None else [str(value["item"])],
        }

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        document = made.code_of(cleaned.get(f"{self.name}-document"), f"{self.name}-document")
        section, item = cleaned.get(f"{self.name}-section"), cleaned.get(f"{self.name}-item")
        if not (document or section or item):
            return None
        found = {"document": document, "section": section, "item": item}
        if document and section:
            made.source(found, f"{self.name}-section")
        return found

    @property
    def at(self) -> str:
        return f"{self.name}-section"


class ListedBox(Box):
    """A list of texts in one column."""

    part: Words

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.CharField(label=self.label, required=False, help_text=_help(self.part))}

    def typed(self, value: Any) -> Typed:
        return {self.name: [f"{self.part.between} ".join(value)] if value else []}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        return self.part.read_value(cleaned.get(self.name) or "")


class TicksBox(Box):
    """Several rows of a short, closed list."""

    part: Any

    def __init__(self, part: Any, declared: Field | None, kind: str) -> None:
        super().__init__(part, declared)
        self.kind = kind

    def fields(self) -> dict[str, forms.Field]:
        rows = CLOSED[self.kind]
        ticks = forms.CheckboxSelectMultiple
        choices = lambda: rows.choices(rows.all())  # noqa: E731 (a lazy list)
        return {self.name: forms.MultipleChoiceField(choices=choices, label=self.label, required=False, widget=ticks)}

    def typed(self, value: Any) -> Typed:
        return {self.name: [self._code(item) for item in value or ()]}

    def _code(self, item: Any) -> str:
        return str(self.part.whole(item)[self.part.parts[0].name] if isinstance(item, Mapping) else item)

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        return list(cleaned.get(self.name) or ())


def box_of(part: Part, declared: Field | None, model: Any, *, required: bool = False) -> Box:
    """Returns the box for one value of a record or of a row."""
    if isinstance(part, Translated):
        return TranslatedBox(part, declared, required=required, model=model)
    if isinstance(part, Party):
        return PartyBox(part)
    if isinstance(part, Reference):
        return _reference_box(part, declared, required)
    if isinstance(part, Codes):
        return TicksBox(part, declared, "country")
    return (ListedBox if isinstance(part, Words) else ColumnBox)(part, declared, required=required)


def _reference_box(part: Reference, declared: Field | None, required: bool) -> Box:
    if part.parts:
        return SourceBox(part, declared, required=required)
    # A column that no declaration names is kept too
    kind = declared.refers_to if declared else str(tables.kind_of(part.column.related_model) or "")
    if kind in CLOSED:
        return ClosedBox(part, declared, kind, required=required)
    return SearchedBox(part, declared, (kind,), required=required, makes=kind != "project")


def _help(part: Part) -> str:
    column = getattr(part, "column", None)
    return str(getattr(column, "help_text", "") or "")
