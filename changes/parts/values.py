"""How one value of a record is read, understood and written: a column, a text in several languages, a reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changes import tables
from changes.parts.references import references_to
from changes.record import Field, Record, Shape

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST_LIST = 2000
"""Rows of one list in one proposal."""
MOST_NAMED = 10
"""Rows that a sentence names."""


@dataclass
class Context:
    """What a value may need to be understood: the rest of the proposal, and the record as it is."""

    data: Mapping[str, Any] = field(default_factory=dict)
    current: Mapping[str, Any] = field(default_factory=dict)
    stored: bool = False
    """Whether the data is what a change kept, which is written as it is."""

    def tidy(self, text: str, now: Any) -> str:
        """The text as a form sends it: no blanks around it, each line ended by LF. What is stored stays as it is."""
        return text if self.stored or text == now else text.replace("\r\n", "\n").strip()


class Part:
    """A named value of a record, or of a row that belongs to it.

    What ``read`` gives is what JSON holds, and the same for the same fact. ``understand`` turns what was proposed
    into that, or raises ValidationError; ``write`` sets it on an instance.
    """

    empty: Any = None
    in_api = True
    derived = False
    only_stored = False
    """Whether nobody proposes it: it is written by a program of ours, and brought back by an undo."""

    def __init__(self, name: str, label: Any = "", columns: tuple[str, ...] = ()) -> None:
        self.name, self.label, self.columns = name, label or name, columns

    def read(self, row: Any) -> Any:
        raise NotImplementedError

    def understand(self, value: Any, context: Context) -> Any:
        raise NotImplementedError

    def write(self, row: Any, value: Any) -> None:
        raise NotImplementedError


class OwnColumn(Part):
    """One column."""

    def __init__(self, name: str, column: Any, label: Any = "") -> None:
        super().__init__(name, label or column.verbose_name, (column.name,))
        self.column = column
        self.empty = self.read_value(column.to_python(column.get_default())) if column.has_default() else None

    def read(self, row: Any) -> Any:
        return self.read_value(self.column.value_from_object(row))

    def read_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float) or type(value) is str:
            return None if value == "" and value is not False else value
        # The column only reads the attribute, and an instance of the model is slow to make
        return self.column.value_to_string(SimpleNamespace(**{self.column.attname: value})) or None

    def understand(self, value: Any, context: Context) -> Any:
        if value is None:
            return self.empty if isinstance(self.empty, bool) else None
        if isinstance(value, dict | list) or (isinstance(value, str) and "\x00" in value):
            raise ValidationError(_("This is not a plain value."))
        kind = self.column.get_internal_type()
        texts = kind in ("CharField", "TextField", "SlugField") and not isinstance(value, str)
        if texts or (kind == "DateField" and isinstance(value, int | float)):
            raise ValidationError(_("This is not a text."))
        if kind == "BooleanField" and not isinstance(value, bool):
            raise ValidationError(_("This is neither true nor false."))
        if isinstance(value, bool) and kind != "BooleanField":
            raise ValidationError(_("This is not a plain value."))
        if isinstance(value, str):
            value = context.tidy(value, context.current.get(self.name))
        found = self.column.to_python(value) if value != "" else None
        if isinstance(found, float) and not isfinite(found):
            raise ValidationError(_("“%(value)s” is not a number."), params={"value": value})
        return self.read_value(found)

    def write(self, row: Any, value: Any) -> None:
        if value is None and not self.column.null:
            value = self.column.get_default() if self.column.has_default() else ""
        setattr(row, self.column.attname, self.column.to_python(value))


class Words(OwnColumn):
    """A column of several words: a list."""

    def __init__(self, name: str, column: Any, label: Any = "", between: str = " ") -> None:
        self.between = between
        super().__init__(name, column, label)
        self.empty: list[str] = []

    def read_value(self, value: Any) -> Any:
        words = value.split(self.between) if isinstance(value, str) else value or ()
        return [text for word in words if (text := str(word).strip())]

    def understand(self, value: Any, context: Context) -> Any:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(word, str) and "\x00" not in word for word in value):
            raise ValidationError(_("This is not a list of texts."))
        if any(self.between in word.strip() for word in value):
            raise ValidationError(_("A text of this list holds the sign that separates them."))
        return self.read_value(self.column.to_python(f"{self.between} ".join(value)))

    def write(self, row: Any, value: Any) -> None:
        between = self.between if self.between == " " else f"{self.between} "
        setattr(row, self.column.attname, self.column.to_python(between.join(value or ())))


class Translated(Part):
    """A text in several languages, by language. A proposal may also give one text, in ``<name>_language`` or in the
    language in which the reader sees it."""

    def __init__(self, name: str, source: str, label: Any) -> None:
        super().__init__(name, label, tuple(f"{source}_{language}" for language in LANGUAGES))
        self.source = source
        self.empty: dict[str, str] = {}

    def read(self, row: Any) -> Any:
        texts = {language: getattr(row, f"{self.source}_{language}") for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}

    def understand(self, value: Any, context: Context) -> Any:
        known = dict(context.current.get(self.name) or {})
        if value is None or isinstance(value, str):
            known[self._language(context, known)] = value or ""
        elif isinstance(value, dict):
            known = value
        else:
            raise ValidationError(_("This is neither a text nor texts by language."))
        for language, text in known.items():
            if language not in LANGUAGES:
                raise ValidationError(_("There is no value “%(word)s”."), params={"word": language})
            if text is not None and (not isinstance(text, str) or "\x00" in text):
                raise ValidationError(_("This is not a text."))
        now = context.current.get(self.name) or {}
        texts = {language: context.tidy(known.get(language) or "", now.get(language)) for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}

    def _language(self, context: Context, known: Mapping[str, str]) -> str:
        named = context.data.get(f"{self.name}_language")
        if named:
            return str(named)
        reader = (get_language() or "en").split("-")[0]
        original = context.data.get("original_language") or context.current.get("original_language")
        shown = [language for language in (reader, original, "en", *LANGUAGES) if language in known]
        return str(shown[0] if shown else original or reader)

    def write(self, row: Any, value: Any) -> None:
        for language in LANGUAGES:
            setattr(row, f"{self.source}_{language}", (value or {}).get(language, ""))


class Reference(Part):
    """Another record, by its code; by several values where the declaration has parts."""

    def __init__(self, name: str, column: Any, label: Any = "", refers_to: str = "", parts: tuple[str, ...] = ()):
        super().__init__(name, label or column.verbose_name, (column.name,))
        self.column, self.by_code, self.parts = column, refers_to == "country", parts

    def read(self, row: Any) -> Any:
        other = getattr(row, self.column.name)
        if other is None:
            return None
        if self.parts:
            return {part: self._part(other, part) for part in self.parts}
        return other.code if self.by_code else str(other.natural_key()[0])

    @staticmethod
    def _part(other: Any, part: str) -> Any:
        value = getattr(other, part)
        return value.natural_key()[0] if hasattr(value, "natural_key") else value

    def understand(self, value: Any, context: Context) -> Any:
        if value is None or value == "":
            return None
        # Within a new record, a row cannot be looked up before it is written: then only its shape is judged
        found = self.find(value)
        # A record that was merged into another is named by its old code still. What a change kept stays as it was
        return self.read_found(found if context.stored else getattr(found, "stands_for", found))

    def read_found(self, other: Any) -> Any:
        return self.read(SimpleNamespace(**{self.column.name: other}))

    def find(self, value: Any) -> Any:
        """The row of this code. Raises ValidationError where there is none."""
        rows = references_to(self.column.related_model)
        name = self.name_of(value)
        if name not in rows:
            rows[name] = self._find(value)
        return rows[name]

    def name_of(self, value: Any) -> Any:
        """The name by which a row is remembered."""
        return self.parts, self.by_code, repr(value)

    @property
    def code_column(self) -> str:
        """The column of the code; a path where rows are named through another row."""
        return "code" if self.by_code else str(self.column.related_model.natural_lookups()[0])

    def _find(self, value: Any) -> Any:
        rows = self.column.related_model._default_manager.all()
        try:
            if self.parts:
                found = rows.filter(**self._lookups(value)).first()
            elif isinstance(value, Mapping):
                # As events show their place: an object that holds the code
                return self.find(value.get(self.code_column))
            elif not isinstance(value, str) or "\x00" in value:
                raise ValidationError(_("This is not a text."))
            else:
                found = rows.filter(**{self.code_column: value}).first()
                if found is None and not self.by_code and hasattr(rows, "known_as"):
                    found = rows.known_as(value).first()
        except (ValueError, TypeError, OverflowError):
            found = None
        if found is None:
            if self.parts:
                raise self._none_with(value)
            raise ValidationError(_("There is no “%(value)s”."), params={"value": _short(value)})
        return found

    def _none_with(self, value: Any) -> ValidationError:
        """Returns the error: the values that no row has, and those of rows with the same first value (document)."""
        first, wanted = next(iter(self._lookups(value).items()))
        rows = self.column.related_model._default_manager.filter(**{first: wanted})[:MOST_NAMED]
        known = [self._in_words({part: self._part(row, part) for part in self.parts[1:]}) for row in rows]
        words = {"wanted": self._in_words({part: value.get(part) for part in self.parts}), "known": "; ".join(known)}
        if known:
            return ValidationError(_("Nothing has these values: %(wanted)s. These exist: %(known)s."), params=words)
        return ValidationError(_("Nothing has these values: %(wanted)s."), params=words)

    def _in_words(self, said: Mapping[str, Any]) -> str:
        fields = self.column.related_model._meta
        labels = {part: fields.get_field(part).verbose_name for part in said}
        # A missing number is usual, a missing text is why nothing is found
        told = {part: f"“{_short(one)}”" if one else "–" for part, one in said.items() if one is not None}
        return ", ".join(f"{labels[part]} {one}" for part, one in told.items())

    def _lookups(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping) or set(value) - set(self.parts):
            raise ValidationError(_("Write %(parts)s."), params={"parts": ", ".join(self.parts)})
        found: dict[str, Any] = {}
        for part in self.parts:
            related = self.column.related_model._meta.get_field(part).related_model
            found[f"{part}__{related.natural_lookups()[0]}" if related else part] = value.get(part)
        if any(
            isinstance(wanted, dict | list) or (isinstance(wanted, str) and "\x00" in wanted)
            for wanted in found.values()
        ):
            raise ValidationError(_("This is not a plain value."))
        return {
            name if one is not None else f"{name}__isnull": one if one is not None else True
            for name, one in found.items()
        }

    def write(self, row: Any, value: Any) -> None:
        setattr(row, self.column.name, None if value is None else self.find(value))


class Moment(Part):
    """A date as exact as it is known, or a moment with its offset: two columns of which one is filled."""

    def __init__(self, name: str, model: Any, label: Any) -> None:
        super().__init__(name, label, (name, f"{name}_at"))
        self.date = OwnColumn(name, model._meta.get_field(name))

    def read(self, row: Any) -> Any:
        moment = getattr(row, f"{self.name}_at")
        return row.local(moment).isoformat() if moment else self.date.read(row)

    def understand(self, value: Any, context: Context) -> Any:
        if not isinstance(value, str) or "T" not in value:
            return self.date.understand(value, context)
        zone = context.data.get("timezone", context.current.get("timezone"))
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValidationError(_("A moment needs its offset, as in 2009-12-08T09:00:00+01:00."))
            return moment.astimezone(ZoneInfo(str(zone))).isoformat()
        except (ValueError, OSError, KeyError, OverflowError):
            raise ValidationError(_("This is no moment of a known time zone.")) from None

    def write(self, row: Any, value: Any) -> None:
        moment = datetime.fromisoformat(value) if value and "T" in value else None
        setattr(row, f"{self.name}_at", moment)
        self.date.write(row, None if moment else value)


class Party(Part):
    """One of several references of a row, with the kind that says which: a council, an organisation, a country."""

    def __init__(self, model: Any, names: tuple[str, ...]) -> None:
        super().__init__("party", columns=names)
        self.references = {
            name: Reference(name, model._meta.get_field(name), refers_to=name if name == "country" else "")
            for name in names
        }

    def read(self, row: Any) -> Any:
        return next(
            (kind, reference.read(row)) for kind, reference in self.references.items() if getattr(row, f"{kind}_id")
        )

    def understand(self, value: Any, context: Context) -> Any:
        kind, code = value
        if not isinstance(kind, str) or kind not in self.references:
            raise ValidationError(_("There is no value “%(word)s”."), params={"word": _short(kind)})
        if not code:
            raise ValidationError(_("This field is required."))
        return kind, self.references[kind].understand(code, context)

    def write(self, row: Any, value: Any) -> None:
        for kind, reference in self.references.items():
            reference.write(row, value[1] if kind == value[0] else None)


def part_of(model: Any, declared: Field) -> Part | None:
    """How a declared field of a model is read and written, if it is one value of the model's own columns."""
    if declared.shape == Shape.TRANSLATED:
        return Translated(declared.name, declared.source, declared.label)
    if declared.shape == Shape.MOMENT:
        return Moment(declared.name, model, declared.label)
    column = model._meta.get_field(declared.source)
    if column.many_to_one:
        parts = tuple(part.name for part in declared.parts)
        return Reference(declared.name, column, declared.label, declared.refers_to, parts)
    if not column.concrete or column.many_to_many:
        return None
    if declared.shape == Shape.VALUES:
        between = " " if hasattr(column, "codes") else ";"
        return Words(declared.name, column, declared.label, between)
    return OwnColumn(declared.name, column, declared.label)


def other_columns(model: Any, parts: list[Part], without: str = "") -> list[Part]:
    """The columns that say something and that no part covers: they are kept, whoever does not show them."""
    from changes.reading import facts_of, translated_of

    covered = {column for part in parts for column in part.columns} | {without}
    found: list[Part] = [
        Translated(name, name, model._meta.get_field(name).verbose_name)
        for name in translated_of(model)
        if f"{name}_{LANGUAGES[0]}" not in covered
    ]
    covered |= {column for part in found for column in part.columns}
    found += [
        Reference(column.name, column) if column.many_to_one else OwnColumn(column.name, column)
        for column in facts_of(model)
        if column.name not in covered
    ]
    for part in found:
        part.in_api = False
        part.only_stored = not {*part.columns}.isdisjoint(getattr(model, "only_stored_columns", ()))
    return found


def declared_of(kind: str) -> Record | None:
    """The declaration of a kind of record; None where it has none."""
    from changes.record import RECORDS

    return RECORDS.get(kind) if kind in tables.kinds() else None


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
