"""The common base of the register's models."""

from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelState
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED, Language
from projects.validators import plain_text

RESERVED = {
    "event": {"clashes", "free-dates"},
    **{kind: {"new"} for kind in ("document", "fund", "place")},
    "organisation": {"new", "doubles"},
}
"""Codes that no record may have, because an address of the site or of the API has this word in their place."""
RESERVED_FOR_ALL = {NOT_STATED}
"""Words of the filters."""


class NaturalKeyManager(models.Manager):
    """Finds a row by the values of ``Model.natural_fields``, which name it in fixtures."""

    def get_by_natural_key(self, *values: Any) -> Any:
        model: Any = self.model
        return self.get(**dict(zip(model.natural_lookups(), values, strict=True)))


class Named(models.Model):
    """A row with a natural key: the fields by which people and fixtures identify it."""

    natural_fields: tuple[str, ...] = ("slug",)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **options: Any) -> Any:
        """Returns a row that was read. Where all columns were read, it needs none of the work of ``__init__``, which
        takes most of the time of reading.
        """
        names = columns_of(cls)
        if len(values) != len(names):
            return super().from_db(db, field_names, values, **options)
        row = cls.__new__(cls)
        row.__dict__.update(zip(names, values, strict=True), _state=ModelState())
        row._state.adding, row._state.db = False, db
        return row

    @classmethod
    def natural_lookups(cls) -> list[str]:
        """Returns the natural fields as lookups. The natural key of a related row takes part in them."""
        lookups: list[str] = []
        for name in cls.natural_fields:
            related: Any = cls._meta.get_field(name).related_model
            lookups += [f"{name}__{part}" for part in related.natural_lookups()] if related else [name]
        return lookups

    def clean_fields(self, exclude: Any = None) -> None:
        """Refuses a code that is a word of an address or of a filter, beside what each field refuses.

        Raises ValidationError.
        """
        super().clean_fields(exclude=exclude)
        name = self.natural_fields[0]
        words = RESERVED_FOR_ALL | RESERVED.get(str(self._meta.model_name), set())
        # Rows that are named by other rows, such as saved views, have no such column
        if name not in (exclude or ()) and self.__dict__.get(name) in words:
            raise ValidationError({name: _("This word is part of the site's addresses. Choose another one.")})

    def natural_key(self) -> tuple[Any, ...]:
        key: list[Any] = []
        for name in self.natural_fields:
            value = getattr(self, name)
            key += value.natural_key() if isinstance(value, Named) else [value]
        return tuple(key)


@cache
def columns_of(model: Any) -> tuple[str, ...]:
    """Returns the attributes of the columns of a model, in their order."""
    return tuple(column.attname for column in model._meta.concrete_fields)


def in_some_language(field: str) -> models.Q:
    """Returns the condition that a translated text exists in at least one language."""
    condition = models.Q()
    for language in Language.values:
        condition |= models.Q(**{f"{field}_{language}__isnull": False}) & ~models.Q(**{f"{field}_{language}": ""})
    return condition


class Fact(Named):
    """A statement about a project. It may be inferred or uncertain, and then gives the reason.

    Rule 6 of the domain: inferred information is marked as inferred, with the reason.
    """

    about: ClassVar[str]
    """The field that holds the statement, beside the project."""

    inferred = models.BooleanField(
        _("inferred"), default=False, help_text=_("A person concluded this; the source does not say it.")
    )
    note = models.TextField(
        _("note"), blank=True, max_length=1000, validators=[plain_text], help_text=_("Why it is read this way.")
    )

    class Meta:
        abstract = True

    def known_as(self) -> str:
        """Returns the code that identifies the subject of the fact in the API: a council's code, a place's slug."""
        value = getattr(self, self.about)
        return str(value.natural_key()[0] if isinstance(value, Named) else value)

    @staticmethod
    def reason_given(name: str) -> models.CheckConstraint:
        """Returns the constraint that an inferred fact has its reason; ``name`` prefixes the constraint's name."""
        return models.CheckConstraint(
            condition=models.Q(inferred=False) | in_some_language("note"),
            name=f"{name}_inferred_needs_reason",
            violation_error_message=_("An inferred fact needs a note that gives the reason."),
        )


def end_not_before_start(name: str, starts: str = "starts", ends: str = "ends") -> models.CheckConstraint:
    """Returns the constraint that the period of ``ends`` is not completely before that of ``starts``.

    It compares as many letters as the end has: 2006 is not before 2006-09, since it may be December.
    """
    not_before = models.Q(**{f"{ends}__gte": Left(starts, Length(ends))})
    return models.CheckConstraint(
        condition=models.Q(**{f"{starts}__isnull": True}) | models.Q(**{f"{ends}__isnull": True}) | not_before,
        name=f"{name}_end_not_before_start",
        violation_error_message=_("The end lies before the start."),
    )


def titled_in_some_language(name: str) -> models.CheckConstraint:
    """Returns the constraint that the title exists in at least one language."""
    return models.CheckConstraint(
        condition=in_some_language("title"),
        name=f"{name}_titled_in_some_language",
        violation_error_message=_("Write the title in one language at least."),
    )
