"""Letters that stand for each other, and how the database finds a word that is written with others.

Which letters these are is what the search says (``folded_by``).
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import quote

LETTERS = tuple(map(chr, range(0xC0, 0x180)))
"""Letters of Latin alphabets beyond ASCII."""
TOGETHER = ("aa", "ae", "oe")
"""Letters that are written together for one."""
OFTEN_VARIED = "ao"
"""Plain letters that Nordic names write in several ways: å, aa, ä, æ and a; ø, ö, oe and o."""
FEWEST_LETTERS = 3
_folds: list[Callable[[str], str]] = []


def folded_by(function: Callable[[str], str]) -> Callable[[str], str]:
    """Registers how columns for searching write a text. The room that has such columns registers it."""
    if function not in _folds:
        _folds.append(function)
    return function


def folds() -> Sequence[Callable[[str], str]]:
    """Returns the functions that say how columns for searching write a text."""
    return _folds


def fold(text: str) -> str:
    """Returns a text as the search compares it."""
    for function in folds():
        text = function(text)
    return text.casefold()


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


@cache
def spelled() -> dict[str, list[str]]:
    """Returns for each folded letter, or two of them, all its spellings."""
    found: dict[str, list[str]] = {}
    for letters in (*TOGETHER, *LETTERS):
        # Two letters that the search leaves as they are stand for themselves
        plain = fold(letters)
        if plain != letters.casefold() and plain.isascii() and plain.isalpha() and (len(plain) == 1 or letters == "þ"):
            found.setdefault(plain, []).append(letters.casefold())
    return {plain: list(dict.fromkeys(written)) for plain, written in found.items()}


def units_of(stem: str) -> list[str]:
    """Returns the letters of a folded word; two together where one letter stands for them, as in "th" for "þ"."""
    two = sorted((plain for plain in spelled() if len(plain) > 1), key=len, reverse=True)
    return re.findall("|".join([*map(re.escape, two), "."]), stem)


def pattern_of_word(stem: str, changes: bool = False) -> str:
    return "".join(pattern_of_unit(unit, changes) for unit in units_of(stem))


def pattern_of_unit(unit: str, changes: bool) -> str:
    written = [re.escape(unit), *map(re.escape, spelled().get(unit, ()))]
    if changes and unit == "a":
        written += ["ö", "o"]
    # The longest first, so that "aa" is not read as one "a"
    return f"(?:{'|'.join(sorted(set(written), key=lambda one: (-len(one), one)))})"


def pieces_of(word: str) -> tuple[str, ...]:
    """Returns the pieces of a word, in their order, that are the same in each of its usual spellings: "s", "rensen" for
    Sørensen. Returns nothing if they are too short to be looked for.
    """
    own = {fold(letter) for letter in word if not letter.isascii()}
    units = units_of(fold(word))
    kept = [unit if unit.isalnum() and len(unit) == 1 and unit not in {*OFTEN_VARIED, *own} else "%" for unit in units]
    if sum(unit != "%" for unit in kept) < FEWEST_LETTERS:
        return ()
    return tuple(filter(None, "".join(kept).split("%")))
