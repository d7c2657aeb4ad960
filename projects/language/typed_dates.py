"""Years, months and days as people type them, in any of the site's languages: "maj 2027", "8.9.2006", "2027-05".

A text never means different dates in different languages: ``9/8/2006`` is 9 August for Nordic readers. Readers of
English may mean 8 September, so for them it is an error that names both dates. The API takes ISO 8601 only
(docs/api.md).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from projects.language.texts import readers_language
from projects.partial_date import NoSuchDate, PartialDate

MONTHS = (
    ("january", "januar", "januari", "tammikuu"),
    ("february", "februar", "februari", "helmikuu"),
    ("march", "marts", "mars", "maaliskuu"),
    ("april", "huhtikuu"),
    ("may", "maj", "mai", "toukokuu"),
    ("june", "juni", "kesakuu"),
    ("july", "juli", "heinakuu"),
    ("august", "augusti", "agust", "elokuu"),
    ("september", "syyskuu"),
    ("october", "oktober", "lokakuu"),
    ("november", "marraskuu"),
    ("december", "desember", "joulukuu"),
)
"""The names of the months in English, Danish, Swedish, Norwegian, Finnish and Icelandic, without accents, each once."""
SHORTEST = 3
"""The number of letters from which the beginning of a name counts as its abbreviation."""
SHORT = {"ag": 8}
FINNISH_CASE = re.compile(r"(kuu)(ta|ssa|n|sta|hun)$")
MARCH, NOVEMBER = 3, 11
FILL = re.compile(r"\b(den|d|the|of|i|in)\b\.?|(?<=[0-9])(st|nd|rd|th|:e|:a)\b")
"""Words and endings that do not change the date: "den 8:e maj", "8th of May"."""

DAY_FIRST = re.compile(r"([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})\s*[./\s-]\s*([0-9]{4})")
MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})\s*[./]\s*([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})\s*[./-]\s*([0-9]{1,2})(?:\s*[./-]\s*([0-9]{1,2}))?\.?")
DAY_MONTH_YEAR = re.compile(r"(?:([0-9]{1,2})\.?\s*)?([^\W\d_]+)\.?,?\s*([0-9]{4})\.?")
MONTH_DAY_YEAR = re.compile(r"([^\W\d_]+)\.?\s*([0-9]{1,2})\s*,\s*([0-9]{4})")
LONGEST = 60


class TwoReadings(ValueError):
    """The text means different days to different readers."""


def parse_date(text: str) -> PartialDate:
    """Returns the year, month or day that a person typed. Raises ValueError with a sentence in the reader's
    language."""
    try:
        return _read(text)
    except NoSuchDate:
        raise ValueError(_("There is no such date: %(date)s.") % {"date": text.strip()[:LONGEST]}) from None


def _read(text: str) -> PartialDate:
    written = _plain(text)
    if match := re.fullmatch(r"[0-9]{4}", written):
        return PartialDate(int(written))
    if match := YEAR_FIRST.fullmatch(written):
        return PartialDate(*(int(part) for part in match.groups() if part))
    if match := MONTH_AND_YEAR.fullmatch(written):
        month, year = match.groups()
        return PartialDate(int(year), int(month))
    if match := DAY_FIRST.fullmatch(written):
        return _day_first(text.strip(), *match.groups())
    return _with_name(written)


def examples() -> str:
    """Returns three spellings of a date in the reader's language, for the placeholder of an empty field."""
    return f"2027, {PartialDate(2027, 5).in_words()}, 8.5.2027"


def examples_of_days() -> str:
    """Returns two spellings of a whole day in the reader's language, for the placeholder of an empty field."""
    return f"{PartialDate(2027, 5, 8).in_words()}, 8.5.2027"


def _plain(text: str) -> str:
    """Returns the text in lower case, without accents, fill words and double spaces."""
    letters = unicodedata.normalize("NFD", text[:LONGEST].casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(FILL.sub(" ", letters).split())


def _day_first(text: str, first: str, sign: str, second: str, year: str) -> PartialDate:
    day, month = int(first), int(second)
    if sign != "." and readers_language() == "en" and day != month and day <= 12:
        if month > 12:
            return PartialDate(int(year), day, month)
        words = {
            "text": text,
            "one": PartialDate(int(year), month, day).in_words(),
            "other": PartialDate(int(year), day, month).in_words(),
        }
        raise TwoReadings(_("“%(text)s” can mean %(one)s or %(other)s. Write the month as a word.") % words)
    return PartialDate(int(year), month, day)


def _with_name(written: str) -> PartialDate:
    if match := DAY_MONTH_YEAR.fullmatch(written):
        day, name, year = match.groups()
    elif match := MONTH_DAY_YEAR.fullmatch(written):
        name, day, year = match.groups()
    else:
        raise ValueError(_how())
    return PartialDate(int(year), _month(name), int(day) if day else None)


def _month(name: str) -> int:
    name = FINNISH_CASE.sub(r"\1", name)
    found = {
        number
        for number, names in enumerate(MONTHS, start=1)
        if len(name) >= SHORTEST and any(full.startswith(name) for full in names)
    }
    if found == {MARCH, NOVEMBER}:
        # "mar" is March in every language except Finnish, where it may be marraskuu
        found = found if readers_language() == "fi" else {MARCH}
    found = found or {SHORT[name]} if name in SHORT else found
    if len(found) != 1:
        raise ValueError(_how())
    return found.pop()


def _how() -> str:
    return _("Write a year, a month or a day, for example: %(examples)s.") % {"examples": examples()}
