"""The names of the register for the reader: read once for each reading, in one query for each kind."""

import re

from django.db.models import Model

from budgets.models import Fund
from projects.language.folding import fold
from projects.models import Council, CouncilAlias, Organisation, Place, Project
from readings.rules.names import Register
from readings.words.places import REGIONS

LANGUAGES = ("da", "sv", "nb", "fi", "is", "en")
OFFICE = {
    "Nordisk Ministerråds": ("NMR", "Ministerrådets"),
    "Nordiska ministerrådets": ("NMR", "Ministerrådets"),
    "Nordisk ministerråds": ("NMR", "Ministerrådets"),
    "Nordic Council of Ministers'": ("NMR", "the Council of Ministers'", "the Council's"),
    "Pohjoismaiden ministerineuvoston": ("Ministerineuvoston",),
    "Skrifstofa Norrænu ráðherranefndarinnar": ("Skrifstofa ráðherranefndarinnar",),
}
"""What annexes write for the Council at the beginning of its offices' names: "NMR kontoret i Riga"."""
NORDIC = ("nord", "pohjois", "norr")
SHORT = {
    "who-europe": ("WHO Europa", "WHO Europe", "WHO/Europe", "WHO Euroopa"),
    "cbss": ("Østersøstaternes Råd", "Østersjøstatenes råd"),
    "nikk": ("Nordisk Institut for kundskab om kön", "Nordisk institutt for kunnskap om kjønn"),
}
"""Spellings that annexes use, by the register's short names."""


def register() -> Register:
    """Returns the names that the register has in every language, with codes, aliases and abbreviations."""
    found = Register()
    for council in Council.objects.all():
        found.add("council", council.code, [council.code], code=True)
        names = _names(council)
        found.add("council", council.code, [*names, *(_without_nordic(name) for name in names)])
    for alias in CouncilAlias.objects.select_related("council"):
        found.add("council", alias.council.code, [alias.alias], code=True)
    for place in Place.objects.all():
        others = [name for part in place.other_names.split(";") if (name := part.strip())]
        found.add("place", place.slug, [*_names(place), *others, *REGIONS.get(place.slug, ())])
    for organisation in Organisation.objects.all():
        names = _names(organisation)
        short = [
            name.replace(long, to)
            for name in names
            for long, several in OFFICE.items()
            for to in several
            if name.startswith(long + " ")
        ]
        more = [other for name in names for other in other_forms(name)]
        found.add("organisation", organisation.slug, [*names, *short, *more, *SHORT.get(organisation.slug, ())])
        if organisation.abbreviation:
            found.add("organisation", organisation.slug, [organisation.abbreviation], code=True)
    for fund in Fund.objects.all():
        found.add("fund", fund.slug, _names(fund))
    _add_titles(found)
    return found


def other_forms(name: str) -> list[str]:
    """Returns other ways to write the name of a public body: "Länsstyrelsen i Norrbottens län", "bystyret i Riga"."""
    county = re.fullmatch(r"Länsstyrelsen (\w+?)s?", name)
    council = re.fullmatch(r"(.+?)s? (bystyre|byråd|stadsstyre|kommunstyre)", name, re.IGNORECASE)
    forms = [f"Länsstyrelsen i {county[1]}s län"] if county else []
    return forms + ([f"{council[2].casefold()}t i {council[1]}"] if council else [])


def _names(row: Model) -> list[str]:
    return [name for language in LANGUAGES if (name := getattr(row, f"name_{language}", None))]


def _without_nordic(name: str) -> str:
    """Returns the name as annexes of the Council shorten it: "Ministerrådet for Ligestilling"."""
    first, _blank, rest = name.partition(" ")
    return rest if len(rest.split()) > 1 and first.casefold().startswith(NORDIC) else name


def _add_titles(found: Register) -> None:
    columns = [f"title_{language}" for language in LANGUAGES]
    for reference, *titles in Project.objects.values_list("reference", *columns).iterator(chunk_size=2000):
        for title in titles:
            if title:
                found.titles.setdefault(fold(title), reference)
