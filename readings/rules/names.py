"""Names of the register in a text: organisations, councils and places, in every language and in inflected forms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from projects.language.folding import fold

WORD = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*", re.UNICODE)
PLAIN = re.compile(r"[a-z0-9]+")
SAME = {"sankt": "st", "skt": "st", "saint": "st", "sankti": "st", "s": "st", "petersborg": "petersburg"}
SAME |= {"petersborgs": "petersburgs", "petursborg": "petersburg", "petursborgar": "petersburgs"}
"""Spellings of one word. "S:t" is two words of the text, the second of which is skipped."""
SMALL = {"og", "och", "ja", "and", "the", "of", "for", "i", "in", "om", "um", "a", "an", "en", "et", "at", "de", "den"}
ENDINGS = frozenset(
    [
        "s",
        "n",
        "t",
        "ssa",
        "sta",
        "lla",
        "lta",
        "lle",
        "en",
        "an",
        "in",
        "on",
        "un",
        "aan",
        "een",
        "iin",
        "oon",
        "han",
        "hin",
        "ksi",
        "na",
        "a",
        "e",
        "u",
        "i",
        "ar",
        "ur",
        "r",
        "um",
        "nni",
        "na",
        "nu",
        "nnar",
        "ne",
        "re",
        "gin",
        "gissa",
        "gille",
        "gista",
        "et",
        "erne",
        "ene",
        "ets",
        "ens",
        "ene",
        "erna",
        "ernas",
        "ernes",
        "enes",
        "inn",
        "ins",
        "inu",
        "inum",
        "num",
        "sins",
        "na",
        "nna",
        "nni",
        "arinnar",
        "unum",
        "inni",
        "inna",
        "inar",
        "arinnar",
        "ia",
        "ita",
        "iden",
        "jen",
        "ien",
        "ien",
        "sa",
        "ta",
        "la",
        "lta",
        "tta",
        "ssaan",
        "lleen",
        "issa",
        "ista",
        "illa",
        "ilta",
        "ille",
    ]
) | {""}
"""Endings with which words of the six languages are inflected, folded."""


CHANGED = frozenset(
    [("i", ending) for ending in ("essa", "esta", "een", "ella", "elta", "elle", "en")]
    + [("ti", ending) for ending in ("nissa", "nista", "nin", "nilla")]
    + [("ka", ending) for ending in ("assa", "an", "asta")]
)
"""The end of a Finnish name, and what it becomes: "Suomi", "Suomessa"; "Islanti", "Islannissa"."""


@dataclass(frozen=True)
class Token:
    """A word of the text: folded, and where it is."""

    word: str
    start: int
    end: int
    capital: bool
    first: bool
    """Whether it begins a sentence."""


@dataclass(frozen=True)
class Name:
    """One spelling of the name of a record."""

    kind: str
    """council, organisation, place or fund."""
    key: str
    words: tuple[str, ...]
    code: bool = False
    """Whether it is a code or an abbreviation: it is not inflected."""
    typical: bool = True
    """Whether the spelling stands for nothing else. A first name such as "Marta" does not."""


@dataclass(frozen=True)
class Mention:
    """A name that was found in the text."""

    kind: str
    key: str
    start: int
    end: int
    exact: bool = True
    capital: bool = True


@dataclass
class Register:
    """The names that the reader knows. ``names`` may be built without a database."""

    names: list[Name] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """References of projects by their folded titles."""
    _by_first: dict[str, list[Name]] = field(default_factory=dict)

    def add(self, kind: str, key: str, spellings: Iterable[str], code: bool = False) -> None:
        """Adds the spellings of a record's name."""
        for spelling in spellings:
            words = words_of(spelling)
            name = Name(kind, key, words, code, code or len(words) > 1 or not _is_first_name(spelling))
            if words and name not in self.names:
                self.names.append(name)
                self._by_first.setdefault(words[0][:2], []).append(name)

    def beginning_with(self, word: str) -> list[Name]:
        """Returns the names whose first word may be this one, the longest first."""
        return sorted(self._by_first.get(word[:2], ()), key=lambda name: -len(name.words))


def _is_first_name(spelling: str) -> bool:
    return spelling in ("Marta", "Anna", "Maria", "Eva", "Sara", "Ida", "Emma")


def words_of(text: str) -> tuple[str, ...]:
    """Returns the words of a name, folded, without quotes and hyphens."""
    return tuple(SAME.get(word, word) for word in PLAIN.findall(fold(text)) if word != "t" or len(text) < 4)


def tokens_of(text: str) -> list[Token]:
    """Returns the words of a text. Parts of a compound with a hyphen are words of their own."""
    found: list[Token] = []
    for match in re.finditer(r"[^\W_]+", text):
        word = "".join(PLAIN.findall(fold(match.group())))
        if not word:
            continue
        if word == "t" and found and found[-1].word == "st" and text[match.start() - 1] == ":":
            continue
        before = text[: match.start()].rstrip(" \t\"“”«»*(‘’'")
        first = not before or before[-1] in ".!?:\n•"
        found.append(Token(SAME.get(word, word), match.start(), match.end(), match.group()[0].isupper(), first))
    return found


def mentions(text: str, register: Register) -> list[Mention]:
    """Returns the names in a text in their order. A longer name hides the shorter ones inside it."""
    tokens = tokens_of(text)
    found, place = [], 0
    while place < len(tokens):
        mention = _longest_at(tokens, place, register, text)
        if mention is None:
            place += 1
            continue
        found.append(mention)
        while place < len(tokens) and tokens[place].start < mention.end:
            place += 1
    return found


def _longest_at(tokens: list[Token], place: int, register: Register, text: str) -> Mention | None:
    best: tuple[int, Mention] | None = None
    for name in register.beginning_with(tokens[place].word):
        used = _fits(tokens, place, name, text)
        if used and (best is None or used > best[0]):
            if not _is_named(tokens[place : place + used], name):
                continue
            last = tokens[place + used - 1]
            exact = all(token.word == word for token, word in zip(tokens[place:], name.words, strict=False))
            whole = name.typical or not _surname_follows(tokens, place + used, text)
            best = used, Mention(name.kind, name.key, tokens[place].start, last.end, exact or whole, whole)
    return best[1] if best else None


def _fits(tokens: list[Token], place: int, name: Name, text: str) -> int:
    """Returns how many words of the text are the name; 0 if they are not."""
    for offset, word in enumerate(name.words):
        if place + offset >= len(tokens):
            return 0
        token = tokens[place + offset]
        if offset and not _near(tokens[place + offset - 1], token, text):
            return 0
        if (
            name.kind == "fund"
            and len(word) > 9
            and token.word.startswith(word[:-3])
            and len(token.word) < len(word) + 6
        ):
            continue
        if not same_word(token.word, word, exact=name.code and word != "st"):
            return 0
    return len(name.words)


def _inflected_fund(written: str, word: str) -> bool:
    """Returns whether a long word is the name of a fund in another case: "lähialuemäärärahoista"."""
    return len(word) > 9 and written.startswith(word[:-3]) and len(written) < len(word) + 6


def _near(before: Token, after: Token, text: str) -> bool:
    between = text[before.end : after.start]
    return (len(between) <= 4 and not re.search(r"[;()\n•]|[.,]\s+\S?$", between)) or between in (". ", "., ")


def _is_named(tokens: list[Token], name: Name) -> bool:
    """Returns whether the words are written as a name: with a capital, somewhere."""
    if name.kind == "fund":
        return True
    if len(tokens) == 1:
        return tokens[0].capital
    return any(token.capital for token in tokens) or name.kind in ("place", "council")


def _surname_follows(tokens: list[Token], place: int, text: str) -> bool:
    if place >= len(tokens) or not tokens[place].capital:
        return False
    return text[tokens[place - 1].end : tokens[place].start] == " "


def same_word(written: str, word: str, exact: bool = False) -> bool:
    """Returns whether a folded word of the text is the word of a name, inflected or not."""
    if written == word:
        return True
    if exact:
        return written == word + "s"
    if len(word) <= 3:
        return False
    shared = 0
    for one, other in zip(written, word, strict=False):
        if one != other:
            break
        shared += 1
    return _is_inflected(written[shared:], word[shared:], shared, len(word))


def _is_inflected(rest: str, lost: str, shared: int, whole: int) -> bool:
    """Returns whether a name that lost its last letters and got others is the same name in another case."""
    if len(lost) > 3 or shared < max(3, whole - 3):
        return False
    if not lost:
        return rest in ENDINGS
    if (lost, rest) in CHANGED:
        return True
    return rest in ENDINGS and (lost in ENDINGS or lost in ("ka", "kka", "ki", "ko", "ur", "or")) and shared >= 4


def between(found: list[Mention], start: int, end: int, kind: str) -> Iterator[Mention]:
    """Yields the mentions of a kind between two letters."""
    return (mention for mention in found if mention.kind == kind and start <= mention.start < end)
