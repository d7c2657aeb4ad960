"""Sorts texts by each language's alphabet, in the same way on SQLite and every PostgreSQL.

The rules are those of CLDR (Unicode's common/collation: da, no, sv, fi and is, and its root for English), as far
as names and titles need them:

- da, nb: … z æ ø å. Aa sorts as å, ä as æ, ö and ő as ø, ü and ű as y.
- sv, fi: … z å ä ö. Æ sorts as ä, ø and ő as ö, ü and ű as y; w is a separate letter, after v.
- is: a á b c d ð e é … i í … o ó … u ú … y ý z þ æ ö å. Ä sorts as æ, ø as ö.
- en: a–z, þ; letters with accents sort as those without.

A character outside the alphabet sorts as the letter that it comes from (é as e, ł as l, þ as th). If two texts
are otherwise equal, it comes after that letter. Case does not count. Numbers come before letters. Letters of
other scripts come last, by their code points. Three rules are our own: numbers sort by their value (2 before 10);
signs and spaces only separate words, so that a quotation mark or a hyphen does not move a title; and accents sort
by their code points.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models import F

from projects.language.texts import LANGUAGES, readers_language, shown

LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "da": LATIN + "æøå",
    "nb": LATIN + "æøå",
    "sv": LATIN + "åäö",
    "fi": LATIN + "þåäö",
    "is": "aábcdðeéfghiíjklmnoópqrstuúvwxyýzþæöå",
    "en": LATIN + "þ",
}
LONG_A = "\ue000"
"""Represents aa where it sorts as å: a code point that Unicode leaves to private use."""

WITHOUT_ACCENT = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ŋ": "n", "ħ": "h", "ŧ": "t", "ı": "i",
    "ǥ": "g", "ʒ": "z",
}  # fmt: skip
DANISH = {LONG_A: "å", "ä": "æ", "ö": "ø", "ő": "ø", "ü": "y", "ű": "y"}
SWEDISH = {"æ": "ä", "ø": "ö", "ő": "ö", "ü": "y", "ű": "y"}
VARIANTS = {
    "da": DANISH,
    "nb": {**DANISH, "œ": "ø"},
    "sv": {**SWEDISH, "œ": "ö"},
    "fi": SWEDISH,
    "is": {"ä": "æ", "ø": "ö"},
    "en": {},
}
"""Letters that sort as other letters, beside those that only lose an accent."""

LONGEST = 1000
"""The greatest number of digits of a key, for 300 letters or more. PostgreSQL refuses to index a value of 2,700."""
END, SPACE, NUMBER, FIRST_LETTER, OTHER_SCRIPT = "00", "01", "02", 10, "90"
PLAIN = "1"
"""The value of a letter without an accent when accents are compared: less than any accent."""
SORT_KEYS = tuple(f"sort_key_{language}" for language in LANGUAGES)
"""The columns of the keys; see ``projects.fields.SortKeys``."""
NUMBERS = re.compile(r"(\d{1,999})")

Unit = tuple[str, str]
"""The two parts that a character adds to a key: to its letters, and to the accents after them. An accent alone adds
no letter."""


@lru_cache(maxsize=4096)
def sort_key(text: str, language: str) -> str:
    """Returns digits that sort as the text does in the alphabet of ``language``. Texts that differ only in case get
    equal digits.

    The key has only digits, because every collation sorts them alike. Letters may have their own rules (aa in
    Danish). Each letter takes two digits; the accents follow, if there are any. Raises KeyError for an unknown
    language.
    """
    weights = WEIGHTS[language]
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if LONG_A in weights.variants:
        text = text.replace("aa", LONG_A)
    units: list[Unit] = []
    for place, part in enumerate(NUMBERS.split(text)):
        if place % 2:
            units.append((_number(part), ""))
            continue
        for char in part:
            units += weights[char]
    return _joined(units)[:LONGEST]


def _joined(units: list[Unit]) -> str:
    letters, accents = [SPACE], [""]
    for letter, accent in units:
        if not letter:
            accents[-1] = accent + accents[-1]
        elif letter != SPACE or letters[-1] != SPACE:
            letters.append(letter)
            accents.append(accent)
    if letters[-1] == SPACE:
        letters.pop()
    while accents and accents[-1] in ("", PLAIN):
        accents.pop()
    return "".join(letters[1:]) + (END + "".join(accents) if accents else "")


def _number(digits: str) -> str:
    # The length comes first, because a longer number is greater
    digits = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    return f"{NUMBER}{len(digits):03}{digits}"


class _Weights(dict[str, list[Unit]]):
    """The units that each character adds to a key in a language, computed when a character first occurs."""

    def __init__(self, language: str) -> None:
        self.alphabet = ALPHABETS[language]
        self.variants = {**WITHOUT_ACCENT, **VARIANTS[language]}

    def __missing__(self, char: str) -> list[Unit]:
        self[char] = units = self._units(char)
        return units

    def _units(self, char: str) -> list[Unit]:
        if char in self.alphabet:
            return [(str(FIRST_LETTER + self.alphabet.index(char)), PLAIN)]
        if char in self.variants:
            return self._marked(self.variants[char], char)
        if parts := unicodedata.decomposition(char):
            base, *marks = (chr(int(code, 16)) for code in parts.split())
            return self._marked(base, *marks)
        return _of_no_alphabet(char)

    def _marked(self, letters: str, *marks: str) -> list[Unit]:
        *units, (letter, accent) = [unit for character in letters for unit in self[character]]
        return [*units, (letter, accent and "".join(map(_accent, marks)) + accent)]


def _accent(mark: str) -> str:
    return f"2{ord(mark):07}"


def _of_no_alphabet(char: str) -> list[Unit]:
    category = unicodedata.category(char)
    if category.startswith("M"):
        return [("", _accent(char))]
    if category in ("Ll", "Lo", "Lu", "Lt"):
        return [(f"{OTHER_SCRIPT}{ord(char):07}", PLAIN)]
    # Format characters, such as a soft hyphen, and modifier letters do not separate words
    return [] if category in ("Cf", "Lm") else [(SPACE, "")]


WEIGHTS = {language: _Weights(language) for language in ALPHABETS}


class InAlphabet(F):
    """Orders rows by their shown text in the alphabet of the reader's language, which is read when the query is
    built.

    For models with ``SortKeys``. ``along`` is the lookup from the queried model to such a model:
    ``"organisation__"``.
    """

    def __init__(self, along: str = "") -> None:
        self.along = along

    @property
    def name(self) -> str:
        """Returns the column of the reader's language, as lookups write it."""
        return f"{self.along}sort_key_{readers_language()}"


def key_of(row: Any, field: str, language: str) -> str:
    """Returns the sort key of the text of ``field`` that the row shows to readers of ``language``."""
    return sort_key(shown(row, field, language).text or getattr(row, field) or "", language)
