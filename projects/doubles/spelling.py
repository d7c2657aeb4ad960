"""How a name of an organisation is read: its words, its legal form, the countries that it names, its acronym."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from projects.doubles.concepts import BEGINNINGS, CONCEPTS, COUNTRY_OF, ENDINGS, ENGLISH, FINNISH_HEADS
from projects.doubles.numbers import numbers_in, without_numbers
from projects.doubles.words import (
    BINDING,
    COUNTRIES_OF_FORM,
    FORM_KIND,
    FORMS_AT_THE_END,
    FORMS_AT_THE_START,
    ONE_OF_TWO,
    SHORTENED,
    SMALL,
)
from projects.language.folding import fold

WORD = re.compile(r"[^\W_]+\.?")
POSSESSIVE = re.compile(r"(?<=\w)[':](?:s|n|en|in|ssa)?(?=\s|$|,)")
IN_BRACKETS = re.compile(r"\(([^()]{2,30})\)")
AROUND = " \t\n.,;:-–—\"'“”„‟«»’‘"
"""Signs around a name that are no part of it."""
AFTER = re.compile(r"^(?P<name>.{6,}?)\s*(?:,|/| [-–—])\s*(?P<acronym>[A-ZÆØÅÄÖÐÞ][\w-]{1,9})$")
BEFORE = re.compile(r"^(?P<acronym>[A-ZÆØÅÄÖÐÞ][\w-]{1,9})\s*(?:,|/| [-–—])\s*(?P<name>.{6,})$")
FAR = frozenset({"en", "fi", "is"})
"""Languages whose words are seldom those of their neighbours."""
AND = frozenset({"og", "och", "and", "ja"})
MOST = 300
"""Letters of a name that are read."""
NONE: frozenset[Any] = frozenset()


def few(values: Iterable[Any]) -> frozenset[Any]:
    """Returns these values as a set. All empty sets are one: most sets of most names are empty, and a set of its own
    for each of them takes a third of the memory of all known names."""
    return frozenset(values) or NONE


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, folded."""

    text: str
    """Without a genitive s."""
    key: str
    """Its concept, or the text: words with the same key may be translations of each other."""
    languages: frozenset[str] = NONE
    """In which languages the concept has this word; empty: the word is no known concept."""
    dotted: bool = False
    """Whether a full stop follows: the word may be shortened."""

    def translates(self, other: "Word") -> bool:
        """Returns whether the words say the same: one word, or a concept in two languages."""
        if self.text == other.text:
            return True
        if self.key != other.key:
            return False
        if not self.languages & other.languages:
            return True
        # A word that is English too may be meant as English: hospital, institut
        return any(mine != theirs and {mine, theirs} & FAR for mine in self.languages for theirs in other.languages)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name as it is compared."""

    raw: tuple[str, ...]
    """Its words without small words and legal forms, in their order."""
    dotted: frozenset[str]
    """The raw words with a full stop behind them."""
    words: tuple[Word, ...]
    """The raw words without countries, compounds taken apart."""
    countries: frozenset[str]
    """The countries that it names (ISO 3166-1)."""
    is_english: bool
    """Whether a word for a country is English."""
    places: frozenset[str]
    """Words of two places that are written almost alike."""
    forms: frozenset[str]
    """The kinds of its legal forms."""
    homes: frozenset[str]
    """The countries that have its legal form; empty if any may."""
    acronyms: frozenset[str]
    """In brackets or beside the name, folded, without signs."""
    initials: str
    is_of_partners: bool
    """Whether it consists of two names with "and" between them, whose order says which is meant."""
    is_acronym: bool
    """Whether the name is only an acronym."""
    numbers: frozenset[tuple[str, str]]

    @property
    def joined(self) -> str:
        """The name without spaces."""
        return "".join(self.raw)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its words, sorted: the same for other orders and for translations."""
        return tuple(sorted(word.key for word in self.words))


def flat(text: str) -> str:
    """Returns an acronym as it is compared: folded, letters and digits only."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def stem(word: str) -> str:
    """Returns a folded word without its genitive s."""
    return word[:-1] if len(word) >= 5 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@lru_cache(maxsize=60_000)
def spelled(name: str) -> Spelled:
    """Returns how a name is read. Letters after the first 300 are ignored."""
    numbers = few(numbers_in(name[:MOST]))
    text = without_numbers(name[:MOST]) if numbers else name[:MOST]
    text, acronyms = _without_acronym(text.strip(AROUND))
    bare, forms, homes = _without_forms(text)
    found = [match[0] for match in WORD.finditer(POSSESSIVE.sub("", fold(bare)))]
    dotted = few(word[:-1] for word in found if word.endswith("."))
    tokens = [word.rstrip(".") for word in found]
    plain = [word for word in tokens if word not in SMALL] or tokens
    raw = tuple(stem(SHORTENED.get(word, word)) for word in plain)
    countries = few(COUNTRY_OF[word] for word in plain if word in COUNTRY_OF)
    own = _without_finnish_n([word for word in plain if word not in COUNTRY_OF])
    words = tuple(part for word in own for part in _parts(word, word in dotted))
    alone = "".join(sign for sign in text if sign.isalnum())
    return Spelled(
        raw=raw,
        dotted=dotted,
        words=words,
        countries=countries,
        is_english=not ENGLISH.isdisjoint(plain),
        places=few(ONE_OF_TWO.intersection(stem(word) for word in text.casefold().split())),
        forms=forms,
        homes=homes,
        acronyms=acronyms,
        initials="".join(word[0] for word in plain),
        is_of_partners=len(plain) == 2 and ("&" in text or not AND.isdisjoint(tokens)),
        is_acronym=len(plain) <= 2 and 3 <= len(alone) <= 10 and alone.isupper(),
        numbers=numbers,
    )


def _without_acronym(text: str) -> tuple[str, frozenset[str]]:
    """Takes acronyms out of a name: those in brackets, and one before or behind a comma or a dash."""
    acronyms = [inside for inside in IN_BRACKETS.findall(text) if _looks_like_acronym(inside)]
    for inside in acronyms:
        text = text.replace(f"({inside})", " ")
    text = " ".join(text.split())
    for beside in (AFTER, BEFORE):
        match = beside.match(text)
        if match and _looks_like_acronym(match["acronym"]) and " " in match["name"].strip():
            acronyms.append(match["acronym"])
            text = match["name"]
    return text, few(flat(one) for one in acronyms)


def _looks_like_acronym(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    return " " not in text.strip() and 2 <= len(letters) <= 10 and capitals >= 2 and capitals * 2 > len(letters)


def _without_forms(text: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """Takes the legal forms off both ends. Returns the rest, their kinds, and the countries that have them."""
    kinds: set[str] = set()
    homes: set[str] = set()
    rest = fold(text)
    for pattern in (FORMS_AT_THE_END, FORMS_AT_THE_START, FORMS_AT_THE_END):
        match = pattern.search(rest)
        if match and (shorter := (rest[: match.start()] + rest[match.end() :]).strip(" ,.-")):
            form = BINDING.sub("", match["form"])
            rest = shorter
            kinds |= {FORM_KIND[form]} if form in FORM_KIND else set()
            homes |= COUNTRIES_OF_FORM.get(form, frozenset())
    return rest, few(kinds), few(homes)


def _parts(word: str, dotted: bool) -> list[Word]:
    """Returns a word, or the two parts of a compound whose end says what the organisation is."""
    whole = stem(SHORTENED.get(word, word))
    if whole in CONCEPTS:
        return [_word(whole, CONCEPTS, dotted)]
    for ending in ENDINGS:
        beginning = whole.removesuffix(ending)
        if beginning != whole and len(beginning) >= 3:
            return [_word(_joint(beginning), BEGINNINGS, False), _word(ending, CONCEPTS, dotted)]
    return [_word(whole, BEGINNINGS, dotted)]


def _without_finnish_n(words: list[str]) -> list[str]:
    """Returns the words of a Finnish name as its translations write them: without the n of their genitive."""
    if FINNISH_HEADS.isdisjoint(words):
        return words
    return [word[:-1] if len(word) >= 5 and word.endswith("n") and word not in CONCEPTS else word for word in words]


def _joint(beginning: str) -> str:
    """Returns the beginning of a compound as the table of concepts writes it: with or without the s between."""
    return next((known for known in (beginning, beginning.removesuffix("s")) if known in BEGINNINGS), beginning)


def _word(text: str, table: dict[str, tuple[tuple[str, frozenset[str]], ...]], dotted: bool) -> Word:
    concepts = table.get(text) or table.get(stem(text)) or ()
    if concepts:
        concept, languages = concepts[0]
        return Word(stem(text), f"#{concept}", languages, dotted)
    return Word(stem(text), stem(text), dotted=dotted)
