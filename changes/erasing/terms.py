"""The names, addresses and numbers of a person, and how they are found in texts."""

import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote

from changes.erasing.letters import (
    escaped_for_like,
    fold,
    folds,
    pattern_of_unit,
    pieces_of,
    spelled,
    spellings,
    units_of,
)

SHORTEST, SHORTEST_NAME = 6, 4
"""Letters of an address or a number, and of a name of several words, that are looked for in texts."""
ERASED = "[erased]"
SHORT = "[–]"
"""For short names where ``ERASED`` would make a text too long for its column."""


def can_be_found(text: str) -> bool:
    """Returns whether a text is only this person's: an address, a number, or a name of several words."""
    text = text.strip()
    if "@" in text or is_number(text) or len(text.split()) == 1:
        digits = sum(letter.isdigit() for letter in text)
        return len(text) >= SHORTEST and ("@" in text or digits >= SHORTEST or len(text.split()) > 1)
    # The comma of "Li, Bo" makes no longer name of it
    return sum(letter.isalnum() for letter in text) >= SHORTEST_NAME


class Terms:
    """What is looked for. Capital letters make no difference."""

    def __init__(self, texts: Iterable[str]) -> None:
        known = {text.strip() for text in texts if text and can_be_found(text)}
        known |= {function(text) for text in known for function in folds()}
        self.texts = sorted((text for text in known if can_be_found(text)), key=lambda text: (-len(text), text))
        self.met: set[str] = set()
        """The spellings that were found and replaced."""

    def __bool__(self) -> bool:
        return bool(self.texts)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The texts as whole words, also in the genitive ("Plantessons"), in addresses and over two lines."""
        names = "|".join(_pattern_of_name(text) for text in self.texts if not is_number(text))
        numbers = "|".join(_pattern_of_number(text) for text in self.texts if is_number(text))
        found = [rf"{_BEFORE}(?:{names}){_AFTER}" if names else "", numbers]
        return re.compile("|".join(filter(None, found)), re.IGNORECASE)

    def patterns_of_sql(self) -> list[str]:
        """Returns patterns of LIKE, of which one is in every text that holds a term: also where JSON is kept as text
        with its letters escaped.
        """
        written = {text for term in self.texts if not is_number(term) for text in spellings(term)}
        found = [f"%{escaped_for_like(text)}%" for text in written]
        found += ["%" + "%".join(map(escaped_for_like, pieces)) + "%" for pieces in self.pieces()]
        return sorted([*found, *("%" + "%".join(digits_of(term)) + "%" for term in self.texts if is_number(term))])

    def pieces(self) -> set[tuple[str, ...]]:
        """Returns pieces of words. A text with a term in another spelling holds all pieces of one entry."""
        names = [term for term in self.texts if "@" not in term and not is_number(term)]
        found = (max(map(pieces_of, _words_of(term)), key=lambda pieces: len("".join(pieces))) for term in names)
        return {pieces for pieces in found if pieces}

    def without(self, value: Any, most: int | None = None) -> Any:
        """Returns a value without the terms: a text, or all texts of a list or an object of JSON.

        ``most``: letters that a text may have; None: as many as it needs.
        """
        if isinstance(value, str):
            said = self.pattern.sub(self._replaced, value)
            return said if most is None or len(said) <= most else self.pattern.sub(_shortly, value)
        if isinstance(value, list):
            return [self.without(one, most) for one in value]
        if isinstance(value, dict):
            return {self.without(name, most): self.without(one, most) for name, one in value.items()}
        return value

    def _replaced(self, match: re.Match[str]) -> str:
        self.met.add(match[0])
        return ERASED

    def in_stored(self, text: str, most: int | None = None) -> str:
        """Returns the text of a column without the terms, with at most so many letters. JSON stays JSON."""
        if text[:1] in '[{"':
            try:
                data = json.loads(text)
            except ValueError:
                return str(self.without(text, most))
            without = self.without(data)
            if without == data:
                return text
            said = json.dumps(without)
            return said if most is None or len(said) <= most else json.dumps(self.without(data, 0))
        return str(self.without(text, most))


def is_number(term: str) -> bool:
    """Returns whether a term is a telephone number."""
    return not re.search(r"[^\d\s+()./-]", term)


def digits_of(number: str) -> str:
    """Returns the digits of a telephone number without the code of a Nordic country."""
    digits = re.sub(r"\D", "", number)
    if not number.strip().startswith(("+", "00")):
        return digits
    national = re.sub(rf"^(?:{'|'.join(_COUNTRIES)})0?", "", re.sub(r"^00", "", digits))
    return national if len(national) >= SHORTEST else digits


_COUNTRIES = ("298", "299", "354", "358", "45", "46", "47")
_HYPHENS = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_BETWEEN = rf"(?:[\s+_{_HYPHENS}]|%20|%2B|%E2%80%9[0-5])+"
"""Between two words: spaces, line breaks, hyphens of every kind, and what addresses and short names write instead."""
_MARKS = "[\u0300-\u036f]*"
"""Accents that stand after their letter."""
_BEFORE, _AFTER = r"(?:(?<![^\W_])|(?<=%[0-9A-F]{2}))", r"(?=(?:['’]?s)?(?![^\W_]))"
"""The Nordic genitive stays in the text."""


def _pattern_of_name(term: str) -> str:
    exact = _BETWEEN.join("".join(map(_pattern_of_letter, word)) for word in term.split())
    # Nobody writes an address with other letters
    return exact if "@" in term else f"{exact}|{_BETWEEN.join(map(_pattern_of_spellings, _words_of(term)))}"


def _words_of(term: str) -> list[str]:
    return [word for word in re.split(rf"[\s{_HYPHENS}]+", term) if word]


def _pattern_of_spellings(word: str) -> str:
    return "".join(map(_pattern_of_spelled, units_of(fold(word))))


def _pattern_of_spelled(unit: str) -> str:
    if not unit.isalpha():
        return _pattern_of_letter(unit)
    coded = "|%C[345]%[0-9A-F]{2}" if unit in spelled() else ""
    return f"(?:{pattern_of_unit(unit, changes=False)}{coded}){_MARKS}"


def _pattern_of_letter(letter: str) -> str:
    coded = {quote(one, safe="") for one in (letter, letter.lower(), letter.upper())} - {letter}
    plain = re.escape(letter)
    return f"(?:{'|'.join([plain, *sorted(coded)])})" if (coded and not letter.isascii()) or letter in "@,+" else plain


def _pattern_of_number(term: str) -> str:
    between = r"(?:[\s()./-]|%20)*"
    code = rf"(?:(?:\+|%2B|00)?(?:{'|'.join(_COUNTRIES)}){between})?(?:0{between})?"
    return rf"(?<!\d)(?<!\d[.,])(?:\+|%2B)?{code}{between.join(digits_of(term))}(?![.,]?\d)"


def _shortly(match: re.Match[str]) -> str:
    return ERASED if len(match[0]) >= len(ERASED) else SHORT
