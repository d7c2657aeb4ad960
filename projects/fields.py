"""Model fields of the project: partial dates, money in whole øre, exact rates, folded text, sort keys."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from projects.language.amounts import AmountField
from projects.language.folding import fold
from projects.language.sorting import LONGEST, SORT_KEYS, key_of
from projects.language.texts import LANGUAGES
from projects.language.typed_dates import TwoReadings, examples, parse_date
from projects.partial_date import PartialDate


def to_partial_date(value: Any) -> PartialDate | None:
    """Returns a PartialDate for a text or a PartialDate; None for no value. Otherwise raises ValidationError."""
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return value
    try:
        return PartialDate.parse(str(value))
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error


ISO_8601 = ("%Y-%m-%d",)
"""How parameters of addresses write a day. In another language another way would be another day: pages read what people
type first (``filtering/typed.py``)."""


def check_year(day: date) -> None:
    """A validator of form fields. Raises ValidationError for a day whose year no partial date can have."""
    try:
        PartialDate(day.year)
    except ValueError as error:
        # A field replaces the sentence of an error with the code "invalid" by its own
        raise ValidationError(str(error), code="year") from error


class DateInWords(forms.TextInput):
    """An input of a page's address that shows its date as the reader's language writes it. Pages read such dates back
    (``filtering/typed.py``).
    """

    def format_value(self, value: Any) -> str | None:
        text = super().format_value(value)
        return PartialDateFormField.in_words(text) if text else text


TYPED: dict[str, Any] = {"placeholder": lazy(examples, str)(), "size": 26}
"""The attributes of an input for a year, a month or a day."""
ISO_DAY: dict[str, Any] = {"input_formats": ISO_8601, "validators": [check_year], "widget": DateInWords}
"""The arguments of a field for a whole day in the address of a page or of the API."""


class PartialDateFormField(forms.CharField):
    """A form field for ``2006``, ``2006-09`` or ``2006-09-08``; its value is a PartialDate or None.

    With ``typed`` it also reads dates as people write them, such as "maj 2027" or "8.9.2006". Without it, it is a
    parameter of an address.
    """

    def __init__(self, *, typed: bool = False, **kwargs: Any) -> None:
        self.typed = typed
        kwargs.setdefault("widget", (forms.TextInput if typed else DateInWords)(attrs=TYPED))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not (text and isinstance(text, str)):
            return to_partial_date(text)
        try:
            found = parse_date(text)
        except ValueError as error:
            # If a text has two readings, the two dates help more than an explanation of ISO 8601
            if self.typed or isinstance(error, TwoReadings):
                raise ValidationError(str(error), code="invalid") from error
        return found if self.typed else to_partial_date(text)

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))

    @staticmethod
    def in_words(value: str) -> str:
        """Returns a date of the address in words; a text that is not a date stays unchanged."""
        try:
            return PartialDate.parse(value).in_words()
        except ValueError:
            return value


class PartialDateField(models.CharField):
    """An ISO 8601 date of reduced precision. It is stored as text, which sorts by the first day.

    Beside the text lookups it has ``on_or_after`` and ``on_or_before``. They match if the period that the date
    names can reach the other date: ``2006`` is on or after ``2006-09``, because it may mean a later month.
    """

    description = "ISO 8601 date of reduced precision"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs["null"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["null"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        """Returns the database constraint on the shape of the text. Python checks the months and days."""
        column = connection.ops.quote_name(self.column)
        if connection.vendor == "sqlite":
            year = "[0-9]" * 4
            shapes = (year, f"{year}-[0-1][0-9]", f"{year}-[0-1][0-9]-[0-3][0-9]")
            return " OR ".join(f"{column} GLOB '{shape}'" for shape in shapes)
        return f"{column} ~ '^[0-9]{{4}}(-[0-1][0-9](-[0-3][0-9])?)?$'"

    def to_python(self, value: Any) -> PartialDate | None:
        return to_partial_date(value)

    def from_db_value(self, value: str | None, *_args: Any) -> PartialDate | None:
        return None if not value else PartialDate.parse(value)

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        return None if value is None else str(value)

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": PartialDateFormField, "typed": True, **kwargs})


class _ReachesInto(models.Lookup):
    """Compares the column with a day that is cut to the column's own precision.

    Texts of the same length compare like the dates that they name, in every collation: the period ``2006-09`` lasts
    until 2006-09-08 or longer exactly when ``2006-09`` >= ``2006-09``.
    """

    operator: str
    edge: str

    def get_prep_lookup(self) -> str:
        value = to_partial_date(self.rhs)
        if value is None:
            raise ValueError("A partial date is needed to compare with.")
        return getattr(value, self.edge).isoformat()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} {self.operator} SUBSTR(%s, 1, LENGTH({column}))", (*params, self.rhs, *params)


@PartialDateField.register_lookup
class OnOrAfter(_ReachesInto):
    lookup_name, operator, edge = "on_or_after", ">=", "first"


@PartialDateField.register_lookup
class OnOrBefore(_ReachesInto):
    lookup_name, operator, edge = "on_or_before", "<=", "last"


HIGHEST_AMOUNT = Decimal("9999999999.99")
HIGHEST_RATE = Decimal("99.99999999")


def amount_in_bounds(value: Decimal) -> None:
    """Refuses an amount of ten billion or more, which the database may be unable to hold. Raises ValidationError."""
    if abs(value) > HIGHEST_AMOUNT:
        raise ValidationError(_("An amount is above zero and below ten billion."))


def rate_in_bounds(value: Decimal) -> None:
    """Refuses a rate of a hundred or more, which the database may be unable to hold. Raises ValidationError."""
    if abs(value) > HIGHEST_RATE:
        raise ValidationError(
            _("Only a currency other than DKK has a rate, and the rate must be above 0 and below 100.")
        )


class ScaledField(models.Field):
    """A decimal number, stored as a whole number of its smallest unit so that sums are exact on both databases.

    SQLite adds decimal columns as floats. Both databases add integers exactly.
    """

    decimals: int
    max_digits = 18

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, *_args: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.decimals)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
            exact = number.quantize(Decimal(1).scaleb(-self.decimals))
            finite = number.is_finite()
        except InvalidOperation:
            finite = False
        if not finite:
            raise ValidationError(_("“%(value)s” is not a number."), "invalid", {"value": value})
        if exact != number:
            raise ValidationError(_("No more than %(decimals)d decimals."), "decimals", {"decimals": self.decimals})
        return exact

    def get_prep_value(self, value: Any) -> Any:
        if hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        return None if number is None else int(number.scaleb(self.decimals))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(self.to_python(value))

    def formfield(self, **kwargs: Any) -> Any:
        defaults = {"form_class": AmountField, "decimal_places": self.decimals, "max_digits": self.max_digits}
        return super().formfield(**{**defaults, **kwargs})


class MoneyField(ScaledField):
    """An amount of money: Decimal with two decimals in Python, whole øre (or cents) in the database."""

    description = "Money in whole hundredths"
    decimals = 2
    default_validators: Any = [amount_in_bounds]


class RateField(ScaledField):
    """An exchange rate: DKK for one unit of another currency, with eight decimals."""

    description = "Exchange rate"
    decimals = 8
    default_validators: Any = [rate_in_bounds]


class PercentField(ScaledField):
    """A share in percent, with two decimals."""

    description = "Share in percent"
    decimals = 2


class FoldedField(models.TextField):
    """Text for search: the folded values of other fields of the row, updated when the row is saved.

    ``sources`` names the fields. All languages of a translated field are included.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.update(editable=False, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["default"]
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        fields = [
            field
            for field in model_instance._meta.concrete_fields
            if getattr(field, "translated_field", field).name in self.sources
        ]
        texts = dict.fromkeys(str(value) for field in fields if (value := field.value_from_object(model_instance)))
        folded = fold("\n".join(texts))
        setattr(model_instance, self.attname, folded)
        return folded


class SortKeyField(models.CharField):
    """The sort key of a row for readers of ``language``. It is made of the text of ``source`` that they see, and is
    updated when the row is saved."""

    def __init__(self, *args: Any, source: str = "", language: str = "", **kwargs: Any) -> None:
        self.source, self.language = source, language
        kwargs.update(editable=False, default="", max_length=LONGEST)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["default"], kwargs["max_length"]
        return name, path, args, {**kwargs, "source": self.source, "language": self.language}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = key_of(model_instance, self.source, self.language)
        setattr(model_instance, self.attname, key)
        return key


class SortKeys:
    """Adds a ``SortKeyField`` for each language to a model: ``sort_key_da`` etc. ``InAlphabet`` orders by them."""

    def __init__(self, source: str) -> None:
        self.source = source

    def contribute_to_class(self, model: Any, name: str) -> None:
        for language in LANGUAGES:
            model.add_to_class(f"{name}_{language}", SortKeyField(source=self.source, language=language))


def sort_key_indexes(name: str) -> list[models.Index]:
    """Returns an index for each sort key, for models with thousands of rows; ``name`` prefixes the indexes' names.

    ``db_index`` would add a second index on PostgreSQL, for a search that is never made.
    """
    return [models.Index(fields=[column], name=f"{name}_{column}") for column in SORT_KEYS]
