"""The calendar's own field types: several words in one column, and days that follow from other columns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Words(tuple[str, ...]):
    """Several words, each once; as text, with a space between."""

    __slots__ = ()

    def __str__(self) -> str:
        return " ".join(self)


class WordsFormField(forms.CharField):
    """Takes words with spaces or commas between; gives Words."""

    def to_python(self, value: Any) -> Any:
        return Words(str(super().to_python(value)).replace(",", " ").split())


class WordsField(models.CharField):
    """Several words without spaces in one column: codes of a closed list, or ISO dates.

    Stored with a space on both sides of each, ``" police ngos "``, so that both databases find one by a plain
    ``contains`` (see ``holding``) without a type of array of their own. ``codes`` is the closed list, whose
    order the words take; without it they are sorted. The list belongs to the code and not to the column: a new
    code needs no migration.
    """

    description = "Several words"
    # For mypy: what a row's attribute takes and gives
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, codes: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.codes = codes
        super().__init__(*args, **{"max_length": 500, "blank": True, "default": "", **kwargs})

    def to_python(self, value: Any) -> Words:
        words = str(value).split() if isinstance(value, str) else [str(word) for word in value or ()]
        order = list(self.codes.values) if self.codes else []
        # Unknown ones come last and are refused by validate()
        return Words(sorted(dict.fromkeys(words), key=lambda word: (order.index(word) if word in order else 999, word)))

    def from_db_value(self, value: Any, *_args: Any) -> Words:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str:
        words = self.to_python(value)
        return f" {words} " if words else ""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.to_python(self.value_from_object(obj)))

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        for word in value:
            if self.codes and word not in self.codes.values:
                raise ValidationError(_("There is no value “%(word)s”."), "unknown", {"word": word})

    def run_validators(self, value: Any) -> None:
        # They judge the text as it is stored, its length among others
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> Any:
        if self.codes is None:
            return models.Field.formfield(self, **{"form_class": WordsFormField, **kwargs})
        choices = {"choices": self.codes.choices, "widget": forms.SelectMultiple(attrs={"size": 6})}
        return models.Field.formfield(self, **{"form_class": forms.MultipleChoiceField, **choices, **kwargs})


def holding(field: str, word: str) -> Q:
    """The rows whose ``WordsField`` holds this word."""
    return Q(**{f"{field}__contains": f" {word} "})


class DerivedDayField(models.DateField):
    """A day that follows from other columns: what the row's method ``of`` gives, kept when the row is saved.

    Not a column that the database generates: the local day of a moment needs the time zones of the world, which
    SQLite does not know.
    """

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{**kwargs, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        day = getattr(model_instance, self.of)()
        setattr(model_instance, self.attname, day)
        return day


class RevisionField(models.PositiveIntegerField):
    """How often the row was saved since it was made: what calendar programs call SEQUENCE (RFC 5545, 3.8.7.4)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": 0, **kwargs, "editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not add:
            setattr(model_instance, self.attname, (getattr(model_instance, self.attname) or 0) + 1)
        return getattr(model_instance, self.attname)
