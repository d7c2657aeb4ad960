"""Amounts of money as people type and read them.

``1.250.000``, ``1 250 000,50``, ``1,250,000.50`` and ``1250000`` are all understood. A text never means different
amounts in different languages of the site: ``1.250`` is 1,250 for readers whose language groups thousands with a
point, and an error for the others, because they may mean 1.25. The API takes plain decimals only (docs/api.md).
"""

import re
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

SPACE = " "
MARKS = ",."
GROUP_SIGNS = (SPACE, ".", ",")
THREE_DIGITS = re.compile(r"(-?[1-9][0-9]{0,2})([.,])([0-9]{3})")
"""A single separator before three digits: it marks thousands in one language and decimals in another."""
KRONER = re.compile(r"(?:(?:dkk|kr\.?) ?(?P<after>.*[0-9])|(?P<before>-?[0-9].*?) ?(?:dkk|kr\.?))", re.IGNORECASE)
"""An amount with the currency written beside it, before or after."""
EXAMPLE = Decimal("1250000.50")


def format_amount(amount: Decimal, decimals: int = 2) -> str:
    """Returns the amount in the format of the reader's language, with decimals only if they are not zero:
    "1.200.000", "99,50"."""
    shown = 0 if amount == amount.to_integral_value() else decimals
    return str(formats.number_format(amount, shown, use_l10n=True, force_grouping=True))


def without_kroner(text: str) -> str:
    """Returns an amount in Danish kroner without the currency: "500 kr.", "DKK 500" → "500"; any other text as it
    is."""
    match = KRONER.fullmatch(re.sub(r"\s+", SPACE, text.strip()))
    return (match["after"] or match["before"]) if match else text


def format_count(number: int) -> str:
    """Returns a number of rows in the format of the reader's language: "9,484"."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))


def parse_amount(text: str, decimals: int = 2, *, grouped: bool = True) -> Decimal:
    """Returns the number that a person typed. Raises ValueError with a sentence in the reader's language.

    ``grouped``: whether thousands may be separated. Not in rates: there point and comma are both decimal marks.
    """
    written = re.sub(r"\s+", SPACE, text.strip()).replace("\u2212", "-")
    if grouped and (match := THREE_DIGITS.fullmatch(written)):
        return _thousands(written, *match.groups())
    readings = {
        number
        for mark, sign in product(MARKS, GROUP_SIGNS if grouped else ("",))
        if mark != sign and (number := _read(written, mark, sign, decimals)) is not None
    }
    if len(readings) != 1:
        raise ValueError(_problem(written, decimals))
    return readings.pop()


def _thousands(written: str, whole: str, sign: str, rest: str) -> Decimal:
    if sign == formats.get_format("THOUSAND_SEPARATOR"):
        return Decimal(whole + rest)
    raise two_readings(written, whole, rest)


def two_readings(written: str, whole: str, rest: str) -> ValueError:
    """Returns the error of a text such as "1.250", whose mark separates thousands in one format and decimals in
    another."""
    small = Decimal(f"{whole}.{rest}")
    words = {
        "text": written,
        "large": format_amount(Decimal(whole + rest)),
        "small": format_amount(small, 3 if rest[-1] != "0" else 2),
    }
    return ValueError(
        _("“%(text)s” can mean %(large)s or %(small)s. Write the amount without separators, or with two decimals.")
        % words
    )


def _read(written: str, mark: str, sign: str, decimals: int) -> Decimal | None:
    """Returns the number if the text has this decimal mark and this separator of thousands; else None."""
    thousands = rf"|[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+" if sign else ""
    shape = rf"(-?)([0-9]+{thousands})(?:{re.escape(mark)}([0-9]{{1,{decimals}}}))?"
    match = re.fullmatch(shape, written)
    if match is None:
        return None
    minus, whole, rest = match.groups()
    return Decimal(f"{minus}{whole.replace(sign, '') if sign else whole}.{rest or 0}")


def _problem(written: str, decimals: int) -> str:
    if re.fullmatch(r"-?[0-9]+[.,][0-9]+", written):
        return _("No more than %(decimals)d decimals.") % {"decimals": decimals}
    return _("Write a number, for example %(example)s.") % {"example": format_amount(EXAMPLE)}


class AmountField(forms.DecimalField):
    """An amount of money, or a rate. With ``typed`` it reads and shows amounts in the format of the reader's
    language. Otherwise it takes only a plain decimal, as in addresses and the API."""

    takes_kroner = False
    """Whether Danish kroner may be written beside the amount. The form then judges the currency (``says_kroner``)."""
    says_kroner = False

    def __init__(self, *, typed: bool = True, **kwargs: Any) -> None:
        self.typed = typed
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 18}))
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        number = super().to_python(self._plain(value))
        # Any comparison with a signalling NaN raises an error
        if number is not None and not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def _plain(self, value: Any) -> Any:
        """Returns the text as a plain decimal. If only plain decimals are allowed, a text with two readings is an
        error that names both."""
        text = str(value).strip() if value is not None else ""
        if self.takes_kroner and (bare := without_kroner(text)) != text:
            self.says_kroner, text = True, bare
        if not text or not (self.typed or THREE_DIGITS.fullmatch(text)):
            return value
        try:
            number = parse_amount(text, self.decimal_places or 0, grouped=self._grouped)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        return number if self.typed else value

    @property
    def _grouped(self) -> bool:
        # A rate has eight decimals and is below a hundred
        return (self.decimal_places or 0) <= 2

    @staticmethod
    def in_words(value: str) -> str:
        """Returns an amount of the address in the reader's format; a text that is not an amount stays unchanged."""
        try:
            return format_amount(Decimal(value))
        except InvalidOperation:
            return value

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Returns the typed amount as it was understood, so that the person sees it again before it is saved."""
        try:
            return self.to_python(data) if self.typed and data else data
        except ValidationError:
            return data

    def prepare_value(self, value: Any) -> Any:
        if not (self.typed and isinstance(value, Decimal)):
            return value
        if self._grouped:
            return format_amount(value)
        return formats.number_format(value.normalize(), use_l10n=True, force_grouping=False)
