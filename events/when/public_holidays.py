"""Public holidays of the countries whose people attend the calendar's events.

The days come from the ``holidays`` package. Its public holidays leave out days on which nobody meets, such as 24
December and Midsummer Eve. ``MORE``, ``EVES`` and ``CHRISTMAS_EVE`` add them, but not unofficial days on which people
do meet (Finnish flag days).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import holidays
from django.utils.translation import get_language, gettext, gettext_noop

COUNTRIES = ("DK", "FI", "IS", "NO", "SE", "FO", "GL", "AX", "EE", "LV", "LT", "PL", "DE", "RU")
"""Countries with known holidays (ISO 3166 alpha-2)."""

NORDIC_AND_BALTIC = ("DK", "FI", "IS", "NO", "SE", "FO", "GL", "AX", "EE", "LV", "LT")
"""Countries of the audience of a meeting of the Council, unless the event names others."""

MORE = {"DK": ("optional",), "GL": ("optional",), "SE": ("de_facto",), "IS": ("half_day",), "FO": ("half_day",)}
"""Country → categories of the package, beside the public ones, on whose days offices are closed there."""

EVES = {"FI": ("Christmas Eve", "Midsummer Eve"), "AX": ("Christmas Eve", "Midsummer Eve")}
"""Country → unofficial days on which nobody meets."""

CHRISTMAS_EVE = ("NO", "DE")
"""Countries where offices close on 24 December, although the package does not list it."""

LANGUAGES = {"da": ("da",), "sv": ("sv", "sv_FI"), "nb": ("no",), "fi": ("fi",), "is": ("is",), "en": ("en_US",)}
"""The reader's language → codes of that language in the package."""

NEITHER = (gettext_noop("Midsummer Eve"), gettext_noop("Midsummer Day"), gettext_noop("Independence Day"))
"""Days that some Nordic catalogue does not name, although they are holidays in Nordic countries."""

ELSEWHERE = (
    *(gettext_noop("May Day"), gettext_noop("Workers' Day"), gettext_noop("Labor Day")),
    *(gettext_noop("First Day of Summer"), gettext_noop("Commerce Day"), gettext_noop("Åland's Autonomy Day")),
    *(gettext_noop("Constitution Day"), gettext_noop("National Flag Day")),
    *(gettext_noop("Saint Olaf's Eve"), gettext_noop("Saint Olaf's Day")),
    *(gettext_noop("All Saints' Day"), gettext_noop("All Souls' Day"), gettext_noop("Assumption Day")),
    *(gettext_noop("Corpus Christi"), gettext_noop("Mother's Day"), gettext_noop("Father's Day")),
    *(gettext_noop("Victory Day"), gettext_noop("Independence Restoration Day")),
    *(gettext_noop("Restoration of Independence Day"), gettext_noop("Constitutional Assembly Convocation Day")),
    gettext_noop("Republic of Latvia Proclamation Day"),
    gettext_noop("Day of Restoration of the State of Lithuania"),
    gettext_noop("Day of Restoration of Independence of Lithuania"),
    *(gettext_noop("Day of Dew and Saint John"), gettext_noop("Statehood Day")),
    *(gettext_noop("National Day of the Third of May"), gettext_noop("National Independence Day")),
    *(gettext_noop("German Unity Day"), gettext_noop("New Year Holidays"), gettext_noop("Day off")),
    *(gettext_noop("Defender of the Fatherland Day"), gettext_noop("International Women's Day")),
    *(gettext_noop("Holiday of Spring and Labor"), gettext_noop("Russia Day"), gettext_noop("Unity Day")),
)
"""Days that the catalogue of some Nordic language does not name, although its readers see them."""

NAMED_IN = ("DK", "SE", "FI", "IS", "NO", "GL", "FO")
"""Countries whose catalogues name days in Nordic languages."""


@dataclass(frozen=True, order=True)
class Holiday:
    """A public holiday: its day, its country, and its name in the reader's language, or else in English."""

    day: date
    country: str
    name: str


def holidays_in(country: str, days: Iterable[date]) -> list[Holiday]:
    """Returns the country's holidays (ISO 3166 alpha-2) among the days, by day; empty for an unknown country."""
    if country not in COUNTRIES:
        return []
    language = (get_language() or "en")[:2]
    found = []
    for day in sorted(days):
        name = _of_year(country, day.year).get(day)
        if name:
            found.append(Holiday(day, country, "; ".join(_in_words(language, part) for part in name)))
    return found


@cache
def ordinals_of_year(country: str, year: int) -> tuple[int, ...]:
    """Returns the days (``date.toordinal()``) of the country's holidays in a year, in order; empty for an unknown
    country."""
    return tuple(sorted(day.toordinal() for day in _of_year(country, year))) if country in COUNTRIES else ()


@cache
def _of_year(country: str, year: int) -> dict[date, list[str]]:
    days = dict(_from_package(country, year, "en_US", ("public", *MORE.get(country, ()))))
    if country in EVES:
        unofficial = _from_package(country, year, "en_US", ("unofficial",))
        days |= {day: name for day, name in unofficial.items() if name in EVES[country]}
    if country in CHRISTMAS_EVE:
        days.setdefault(date(year, 12, 24), "Christmas Eve")
    return {day: _apart(name) for day, name in days.items()}


def _from_package(country: str, year: int, language: str, categories: Iterable[str]) -> dict[date, str]:
    known: Any = getattr(holidays, country)
    # A catalogue without the reader's language gives the names in its own language
    spoken = language if language in known.supported_languages else known.default_language
    return dict(known(years=year, language=spoken, categories=tuple(categories)))


def _apart(names: str) -> list[str]:
    # A day may have several names; remarks such as "(from 1pm)" are cut off
    return [name.partition(" (")[0] for name in names.split("; ")]


def _in_words(language: str, name: str) -> str:
    return _names(language).get(name) or gettext(name)


@cache
def _names(language: str) -> dict[str, str]:
    """Returns English name → name in the language, from the catalogues of the Nordic countries.

    A catalogue has few languages, but a day in two catalogues has one name: a reader in Reykjavik reads the German
    Christmas Day under the Icelandic name that Iceland's catalogue gives for it.
    """
    names: dict[str, str] = {}
    if language == "en":
        return names
    for country in NAMED_IN:
        known: Any = getattr(holidays, country)
        for spoken in LANGUAGES.get(language, ()):
            if spoken in known.supported_languages:
                names |= _paired(country, known, spoken)
    return names


def _paired(country: str, known: Any, spoken: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for year in (2024, 2025):
        theirs = _from_package(country, year, spoken, known.supported_categories)
        for day, name in _from_package(country, year, "en_US", known.supported_categories).items():
            mine = _apart(theirs.get(day, ""))
            if len(mine) == len(_apart(name)):
                pairs |= zip(_apart(name), mine, strict=True)
    return pairs
