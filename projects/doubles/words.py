"""Parts of names that tell nothing apart: legal forms, small words, and short ways to write words."""

import re
from collections.abc import Iterable
from itertools import chain

from projects.language.folding import fold

FORMS = {
    "as": ("a/s", "as", "aktieselskab", "aksjeselskap"),
    "aps": ("aps", "anpartsselskab"),
    "asa": ("asa",),
    "ab": ("ab", "oy", "oy ab", "ab oy", "ab (publ)", "aktiebolag", "aktiebolaget", "osakeyhtiö"),
    "oyj": ("oyj", "abp"),
    "hf": ("hf", "hlutafélag"),
    "ehf": ("ehf", "einkahlutafélag"),
    "ohf": ("ohf",),
    "p/f": ("p/f", "sp/f"),
    "gmbh": ("gmbh",),
    "i/s": ("i/s", "interessentskab"),
    "k/s": ("k/s", "p/s"),
    "hb": ("hb", "handelsbolag"),
    "kb": ("kb", "kommanditbolag"),
    "ans": ("ans",),
    "ky": ("ky",),
    "slf": ("slf", "sf"),
    "co-operative": ("a.m.b.a", "f.m.b.a", "ek för", "ek. för", "osuuskunta", "svf"),
    "association": ("rf", "ry", "r.f", "r.y", "e.v", "ideell förening", "rekisteröity yhdistys", "f.r.i"),
    "foundation": ("stiftelse", "stiftelsen", "säätiö", "sr", "ses", "sjálfseignarstofnun", "s/i",
                   "den selvejende institution"),
    "": ("ltd", "limited", "inc", "plc"),
}  # fmt: skip
"""Legal forms and how they are written. Two forms of one country are two organisations. English words for a form say
nothing of it."""
AT_THE_START = ("stiftelsen", "stiftelse", "ab", "oy", "aktiebolaget", "a/s", "den selvejende institution", "the")
BINDING = re.compile(r"[/.\s]")
"""Signs inside legal forms that people leave out."""


def _any_of(spellings: Iterable[str]) -> str:
    forms = [fold(form) for form in spellings]
    written = {re.escape(form) for form in forms} | {re.escape(BINDING.sub("", form)) for form in forms}
    # Longer forms first: "ab (publ)" before "ab"
    return "|".join(sorted(written, key=len, reverse=True)).replace(r"\.", r"\.?").replace(r"\ ", r"\s+")


FORM_KIND = {BINDING.sub("", fold(form)): kind for kind, forms in FORMS.items() if kind for form in forms}
"""Legal form without its signs → its kind."""
FORMS_AT_THE_END = re.compile(rf"[\s,]+\(?(?P<form>{_any_of(chain.from_iterable(FORMS.values()))})\.?\)?\s*$")
FORMS_AT_THE_START = re.compile(rf"^(?P<form>{_any_of(AT_THE_START)})\s+")
COUNTRIES_OF_FORM = {
    BINDING.sub("", fold(form)): frozenset(countries.split())
    for form, countries in {
        "ab": "SE FI AX",
        "abp": "SE FI AX",
        "ab(publ)": "SE",
        "aktiebolag": "SE FI AX",
        "aktiebolaget": "SE FI AX",
        "oy": "FI AX",
        "oyj": "FI AX",
        "osakeyhtiö": "FI",
        "ry": "FI",
        "säätiö": "FI",
        "aps": "DK GL",
        "as": "DK NO GL EE",
        "aktieselskab": "DK GL",
        "anpartsselskab": "DK GL",
        "asa": "NO",
        "aksjeselskap": "NO",
        "ehf": "IS",
        "hf": "IS",
        "ohf": "IS",
        "ses": "IS",
        "i/s": "DK GL",
        "k/s": "DK GL NO",
        "p/s": "DK GL",
        "hb": "SE",
        "kb": "SE FI AX",
        "ans": "NO",
        "ky": "FI",
        "slf": "IS",
        "pf": "FO",
        "spf": "FO",
        "gmbh": "DE",
        "ev": "DE",
    }.items()
}
"""Legal form without its signs → the countries that have it. Forms of many countries are left out."""
SMALL = frozenset(
    fold(word)
    for word in (
        *(
            "og",
            "och",
            "ja",
            "and",
            "of",
            "the",
            "for",
            "för",
            "i",
            "in",
            "på",
            "at",
            "de",
            "den",
            "det",
            "till",
            "til",
        ),
        *("av", "af", "fra", "från", "ved", "vid", "með", "med", "with", "to", "um", "fyrir", "í", "á"),
        *("om", "s", "t", "a", "an"),
    )
)
"""Words that join others. Translations leave them out or add them."""
SHORTENED = {
    "inst": "institut",
    "univ": "university",
    "dept": "department",
    "dep": "department",
    "min": "ministry",
    "int": "international",
    "intl": "international",
    "natl": "national",
    "assoc": "association",
    "st": "sankt",
    "skt": "sankt",
    "saint": "sankt",
    "komm": "kommun",
    "dir": "direktorat",
}
"""Usual short ways to write words."""
PLACES_ALIKE = ("avesta", "alvesta"), ("habo", "håbo"), ("herøy", "herøya"), ("sala", "salo")
"""Places that are written almost alike: no typing errors, but two places."""
ONE_OF_TWO = frozenset(chain.from_iterable(PLACES_ALIKE))
