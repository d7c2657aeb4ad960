"""The names, addresses and numbers of a person, and how they are found in texts."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote

SHORTEST = 6
"""Letters of a name that is looked for in texts. A shorter one is part of other words."""
ERASED = "[erased]"
SHORT = "[–]"
"""For texts shorter than ``ERASED``: no text becomes longer, so it still fits its column."""
_folds: list[Callable[[str], str]] = []


def folded_by(function: Callable[[str], str]) -> Callable[[str], str]:
    """Registers how columns for searching write a text. The room that has such columns registers it."""
    if function not in _folds:
        _folds.append(function)
    return function


def folds() -> Sequence[Callable[[str], str]]:
    """Returns the functions that say how columns for searching write a text."""
    return _folds


def can_be_found(text: str) -> bool:
    """Returns whether a text is only this person's: an address, a number, or a name of several words."""
    text = text.strip()
    digits = sum(letter.isdigit() for letter in text)
    return len(text) >= SHORTEST and ("@" in text or digits >= SHORTEST or len(text.split()) > 1)


class Terms:
    """What is looked for. Capital letters make no difference."""

    def __init__(self, texts: Iterable[str]) -> None:
        known = {text.strip() for text in texts if text and can_be_found(text)}
        known |= {fold(text) for text in known for fold in _folds}
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
        return sorted([*found, *("%" + "%".join(digits_of(term)) + "%" for term in self.texts if is_number(term))])

    def without(self, value: Any) -> Any:
        """Returns a value without the terms: a text, or all texts of a list or an object of JSON."""
        if isinstance(value, str):
            return self.pattern.sub(self._replaced, value)
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, dict):
            return {self.without(name): self.without(one) for name, one in value.items()}
        return value

    def _replaced(self, match: re.Match[str]) -> str:
        self.met.add(match[0])
        return _replacement(match)

    def in_stored(self, text: str) -> str:
        """Returns the text of a column without the terms. JSON stays JSON."""
        if text[:1] in '[{"':
            try:
                data = json.loads(text)
            except ValueError:
                return str(self.without(text))
            without = self.without(data)
            return text if without == data else json.dumps(without)
        return str(self.without(text))


def escaped_for_like(text: str) -> str:
    """Returns a text for LIKE without signs that have a meaning there."""
    return re.sub(r"([%_\\])", r"\\\1", text)


def spellings(term: str) -> set[str]:
    """Returns texts of which one is in every text that holds the name or the address."""
    # The longest word is enough, and finds a name over two lines. SQLite folds the capital letters of ASCII only, so
    # the usual ways to write a word are looked for.
    word = max(re.split(r"[\s,@]+", term), key=len)
    found = {word, word.lower(), word.upper(), word.title(), word.casefold()}
    return found | {json.dumps(text)[1:-1] for text in found} | {quote(text) for text in found}


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
_BETWEEN = r"(?:[\s+_-]|%20|%2B)+"
"""Between two words: spaces and line breaks, and what addresses and short names write instead."""
_BEFORE, _AFTER = r"(?:(?<![^\W_])|(?<=%[0-9A-F]{2}))", r"(?=(?:['’]?s)?(?![^\W_]))"
"""The Nordic genitive stays in the text."""


def _pattern_of_name(term: str) -> str:
    return _BETWEEN.join("".join(map(_pattern_of_letter, word)) for word in term.split())


def _pattern_of_letter(letter: str) -> str:
    coded = {quote(one, safe="") for one in (letter, letter.lower(), letter.upper())} - {letter}
    plain = re.escape(letter)
    return f"(?:{'|'.join([plain, *sorted(coded)])})" if (coded and not letter.isascii()) or letter in "@,+" else plain


def _pattern_of_number(term: str) -> str:
    between = r"(?:[\s()./-]|%20)*"
    code = rf"(?:(?:\+|%2B|00)?(?:{'|'.join(_COUNTRIES)}){between})?(?:0{between})?"
    return rf"(?<!\d)(?<!\d[.,])(?:\+|%2B)?{code}{between.join(digits_of(term))}(?![.,]?\d)"


def _replacement(match: re.Match[str]) -> str:
    return ERASED if len(match[0]) >= len(ERASED) else SHORT
