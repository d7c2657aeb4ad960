"""How a word of a name may be written: with other letters, in the cases of Icelandic and Finnish, or alone.

Which letters stand for each other is what the search says (``folded_by``): å, aa and a; ø, ö, oe and o; ð and d. So
Sørensen is found as Soerensen, Sörensen and Sorensen, and the other way round.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from changes.erasing.letters import escaped_for_like, fold, pattern_of_word, spelled, spellings, units_of

SHORTEST, SHORTEST_FIRST = 4, 3
"""Letters of a word that is looked for, and of an Icelandic first name."""
VARIED = "adeiouy"
"""Letters that are often written otherwise."""
ICELANDIC = re.compile("[ðþáéíóúýæö]", re.IGNORECASE)
ENDINGS = {
    "ur": ("ur", "", "i", "ar", "s"),
    "ir": ("ir", "i", "is"),
    "ll": ("ll", "l", "li", "ls"),
    "nn": ("nn", "n", "ni", "ns"),
    "a": ("a", "u"),
    "i": ("i", "a"),
    "": ("", "i", "s", "u", "ar", "a"),
}
"""The end of an Icelandic first name → its ends in the four cases."""
FINNISH = ("nen", "sen", "sta", "sena", "seksi", "sella", "selta", "selle", "sessa", "sesta", "seen")
"""The ends of a Finnish name on -nen in its cases."""
MOST_SPELLINGS, MOST_PLACES, FEWEST = 20, 64, 3
"""Spellings of a word; its patterns with places; letters that nobody writes otherwise, with which places are enough."""
ANY = ("_", "__", r"\\u00__", r"\%C3\%__")
"""Places of LIKE for a letter: as it is, as two letters, as JSON writes it, and as addresses do."""
CODED = ("a", "o", "d", "th")
"""Letters of ASCII that are often written by a Nordic one, which JSON and addresses write otherwise."""
USUAL = "áäåæéíóöøúýðþ"


@dataclass(frozen=True)
class Written:
    """A word of a name, in all its spellings."""

    rank: int
    """0: the last name or the user name; 1: a part of a double name; 2: a first name. Low ranks tell most."""
    pattern: str
    """A regular expression of the whole word."""
    rough: str
    """A pattern of LIKE that fits every text with the word, and others."""
    likes: tuple[str, ...]
    """Patterns of LIKE, of which one fits every text with the word, and few others."""


def words_of(names: Iterable[str]) -> list[Written]:
    """Returns the words of a person's names to look for: last names, halves of double names, Icelandic first names, and
    user names.
    """
    found: dict[str, Written] = {}
    for name in names:
        if name.strip() and "@" not in name and "," not in name:
            for one in _words_of(name.split()):
                if one.pattern not in found or one.rank < found[one.pattern].rank:
                    found[one.pattern] = one
    return sorted(found.values(), key=lambda one: (one.rank, one.pattern))


def _words_of(words: list[str]) -> Iterator[Written]:
    last, icelandic = words[-1], is_icelandic(words)
    if _is_word(last, SHORTEST):
        yield _last_name(0, last, icelandic)
    halves = last.split("-") if "-" in last else []
    for half in [*halves, *(words[-2:-1] if len(words) > 2 else [])]:
        if _is_word(half, SHORTEST):
            yield _last_name(1, half, icelandic)
    if icelandic and _is_word(words[0], SHORTEST_FIRST):
        stem, ends = first_name_in_cases(fold(words[0]))
        yield _written(2, words[0], stem, ends, changes=True)


def is_icelandic(words: list[str]) -> bool:
    """Returns whether a name is Icelandic by its look: a daughter of somebody, or a son with letters of the language. A
    person with such a name is called by the first name.
    """
    last = fold(words[-1])
    return len(words) > 1 and (
        last.endswith("dottir") or (last.endswith("son") and bool(ICELANDIC.search(" ".join(words))))
    )


def first_name_in_cases(name: str) -> tuple[str, tuple[str, ...]]:
    """Returns the part of a folded Icelandic first name that all cases have, and the ends of the cases."""
    end = next(end for end in ENDINGS if name.endswith(end))
    return name.removesuffix(end), ENDINGS[end]


def _is_word(word: str, shortest: int) -> bool:
    return len(word) >= shortest and not any(sign.isdigit() for sign in word)


def _last_name(rank: int, word: str, icelandic: bool) -> Written:
    plain = fold(word)
    if icelandic and plain.endswith("dottir"):
        return _written(rank, word, plain[:-2], ("ir", "ur"))
    if icelandic and plain.endswith("son"):
        return _written(rank, word, plain[:-2], ("on", "yni", "onar"))
    if plain.endswith("nen"):
        return _written(rank, word, plain[:-3], FINNISH)
    return _written(rank, word, plain, ("",))


def _written(rank: int, word: str, stem: str, ends: tuple[str, ...], *, changes: bool = False) -> Written:
    """Takes the folded stem of a word and its ends. ``changes``: an "a" of the stem becomes "ö" in some cases."""
    pattern = f"{pattern_of_word(stem, changes)}(?:{'|'.join(pattern_of_word(end) for end in ends)})"
    return Written(rank, pattern, _rough(word, stem), tuple(_likes(word, stem, changes)))


def _rough(word: str, stem: str) -> str:
    """Returns a pattern of LIKE with the letters that nobody writes otherwise. It excludes most rows at little cost."""
    return re.sub("%+", "%", f"%{''.join(_kept(word, stem))}%")


def _kept(word: str, stem: str) -> list[str]:
    own = {fold(letter) for letter in word if not letter.isascii()} | {*VARIED}
    # Hyphens are of several kinds
    return [
        "%" if unit in own or len(unit) > 1 or not unit.isalnum() else escaped_for_like(unit) for unit in units_of(stem)
    ]


def _likes(word: str, stem: str, changes: bool) -> Iterator[str]:
    """Yields patterns of LIKE of which one fits each spelling: with a place for each letter that is written otherwise,
    or, for a word with few other letters, its usual spellings.
    """
    kept, units = _kept(word, stem), units_of(stem)
    written = [[unit, *_usual(unit, changes)] for unit in units]
    few = sum(unit != "%" for unit in kept) < FEWEST
    if few and prod(map(len, written)) <= MOST_SPELLINGS:
        for chosen in product(*written):
            yield from (f"%{escaped_for_like(text)}%" for text in sorted(_in_capitals("".join(chosen))))
        return
    own = {fold(letter) for letter in word if not letter.isascii()} | {*CODED}
    places = [
        (ANY if unit in own else ANY[:1]) if like == "%" else (like,) for unit, like in zip(units, kept, strict=True)
    ]
    if prod(map(len, places)) > MOST_PLACES:
        yield _rough(word, stem)
        return
    yield from (f"%{''.join(chosen)}%" for chosen in product(*places))


def _in_capitals(word: str) -> set[str]:
    # LIKE takes capitals of ASCII for small letters
    return {word} if word.isascii() else spellings(word)


def _usual(unit: str, changes: bool) -> list[str]:
    written = [one for one in spelled().get(unit, ()) if len(one) > 1 or one in USUAL]
    return [*written, "ö"] if changes and unit == "a" and "ö" not in written else written
