"""Texts in the reader's language; where one is missing, the original, and which language that is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from projects.choices import Language

LANGUAGES = (Language.ENGLISH.value, *(code for code in Language.values if code != Language.ENGLISH))
"""In the order in which they stand in for one another. Kept: the enumeration makes its list anew each time."""


@dataclass(frozen=True)
class Shown:
    """A text and the language (ISO 639-1) it is in; both empty where there is none."""

    text: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.text


def readers_language() -> str:
    """The language of the reader, as the register's columns name it."""
    language = (get_language() or LANGUAGES[0]).split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def shown(row: Any, field: str, reader: str = "") -> Shown:
    """The text of a field in the language of the reader (or of ``reader``), else in the row's original one, else in
    any."""
    original = getattr(row, "original_language", LANGUAGES[0])
    for language in (reader or readers_language(), original, *LANGUAGES):
        text = getattr(row, f"{field}_{language}", None)
        if text:
            return Shown(text, language)
    return Shown()
