"""Texts in the reader's language; if one is missing, in the original language, and the name of that language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from projects.choices import Language

LANGUAGES = (Language.ENGLISH.value, *(code for code in Language.values if code != Language.ENGLISH))
"""The order in which languages replace a missing text. A constant, because the enumeration builds its list on each
access."""


@dataclass(frozen=True)
class Shown:
    """A text and its language (ISO 639-1). Both are empty if there is no text."""

    text: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.text


def readers_language() -> str:
    """Returns the reader's language, by the code that the register's columns use."""
    language = (get_language() or LANGUAGES[0]).split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def shown(row: Any, field: str, reader: str = "") -> Shown:
    """Returns the text of a field in the language of the reader (or of ``reader``), else in the row's original
    language, else in any."""
    original = getattr(row, "original_language", LANGUAGES[0])
    for language in (reader or readers_language(), original, *LANGUAGES):
        text = getattr(row, f"{field}_{language}", None)
        if text:
            return Shown(text, language)
    return Shown()
