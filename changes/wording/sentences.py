"""Sentences about a difference, and how single values read in them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changes.parts.values import LANGUAGES, Moment

LONGEST = 160
"""Characters of a value in a sentence."""
CONTEXT = 30
"""Characters shown before the first difference of two long texts."""


@dataclass(frozen=True)
class Sentence:
    """One difference in words: "Status: Ongoing → Closed"."""

    label: str
    text: str
    before: str = ""
    """The whole text before, where the sentence shows only a part of it."""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.text else self.label

    @property
    def is_cut(self) -> bool:
        """Whether there is more to read than the sentence says."""
        return bool(self.before or self.after)


def text_of(texts: Any, original: str | None = None) -> str:
    """Returns a text that is kept by language, in the reader's language, or else the original, or else any."""
    texts = texts or {}
    reader = (get_language() or "en").split("-")[0]
    found = (texts.get(language) for language in (reader, original, "en", *LANGUAGES))
    return next((str(text) for text in found if text), "")


def number(value: Decimal) -> str:
    """Returns a number in the format of the reader's language, with decimals only if they are not zero."""
    places = 0 if value == value.to_integral_value() else None
    return str(formats.number_format(value, places, use_l10n=True, force_grouping=True))


def money(value: Decimal) -> str:
    """Returns an amount of money: with two decimals, or with none if they are zero: "1,250,000.50", "200,000"."""
    return number(value.quantize(Decimal("0.01")))


def signed(value: Decimal) -> str:
    """Returns an amount with its sign: "+200,000", "−50.50"."""
    return f"{'−' if value < 0 else '+'}{money(abs(value))}"


def plain(column: Any, value: Any) -> str:
    """Returns the value of a column, as JSON holds it, in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    known = column.to_python(value)
    if hasattr(known, "in_words"):
        return str(known.in_words())
    if isinstance(known, Decimal):
        return number(known)
    if isinstance(known, date):
        return formats.date_format(known, "DATETIME_FORMAT" if isinstance(known, datetime) else "DATE_FORMAT")
    return str(known)


def language_name(code: str) -> str:
    """Returns the name of a language of the site in the reader's language."""
    return _(str(dict(settings.LANGUAGES)[code]))


def moment(part: Moment, value: str) -> str:
    """Returns a date as exact as it is known, or a moment, in words."""
    if "T" not in value:
        return plain(part.date.column, value)
    return str(formats.date_format(datetime.fromisoformat(value), "DATETIME_FORMAT"))


def of_values(label: str, before: str, after: str) -> Sentence:
    """Returns the sentence about a value that changed; of long texts it shows the first place that differs."""
    short = shortened_pair(before, after)
    whole = (before, after) if short != (before, after) else ()
    return Sentence(label, " → ".join(short), *whole)


def shortened_pair(before: str, after: str) -> tuple[str, str]:
    """Returns two texts, or the parts of them around the first place where they differ if one is long."""
    if len(before) <= LONGEST and len(after) <= LONGEST:
        return before, after
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    start = max(0, start - CONTEXT)
    return shortened(before, start), shortened(after, start)


def of_value(label: str, text: str, *, deleted: bool = False) -> Sentence:
    """Returns the sentence that states one value, of a new or a deleted record."""
    whole = text if len(text) > LONGEST else ""
    return Sentence(label, shortened(text), before=whole if deleted else "", after="" if deleted else whole)


def shortened(text: str, start: int = 0) -> str:
    """Returns the part of a text that a sentence shows, from a place on."""
    end = start + LONGEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"
