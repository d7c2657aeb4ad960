"""Whether two organisations are one: the evidence for it and against it.

A pair is a likely double only if a rule below says so and nothing speaks against it. Measured in
``bench/scenarios/doubles.py``: a wrong merge costs more than a double that a person has to find.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from projects.doubles.spelling import NONE, Spelled
from projects.doubles.words import PLACES_ALIKE

SHORTEST, SHORTEST_OF_PLACES = 6, 8
"""Letters of a word in which one wrong letter is a typing error; of the place in a municipality's name."""
FROM_PLACES = frozenset({"#municipality", "#county", "#county administrative board", "#region", "#city"})
"""What organisations are that differ by their place alone."""


class Evidence(StrEnum):
    """Why two organisations look like one."""

    NUMBER = "number"
    SPELLING = "spelling"
    ORDER = "order"
    TRANSLATION = "translation"
    COUNTRY_WORD = "country-word"
    TYPING_ERROR = "typing-error"
    SHORT_WORD = "short-word"
    ACRONYM = "acronym"
    INITIALS = "initials"
    WORDS = "words"
    """They share words. This alone makes no likely double."""


class Against(StrEnum):
    """Why two organisations that look alike are not one."""

    NUMBER = "other-number"
    COUNTRY = "other-country"
    FORM = "other-legal-form"
    PART = "part-of"
    SAID = "said-to-differ"
    SEVERAL = "several"
    """The evidence leads to several organisations."""


LIKENESS = {
    Evidence.NUMBER: 1.0,
    Evidence.SPELLING: 0.99,
    Evidence.ORDER: 0.97,
    Evidence.ACRONYM: 0.96,
    Evidence.TRANSLATION: 0.95,
    Evidence.COUNTRY_WORD: 0.94,
    Evidence.TYPING_ERROR: 0.93,
    Evidence.SHORT_WORD: 0.92,
    Evidence.INITIALS: 0.9,
}


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation as it is compared."""

    key: int
    """Of its row; 0 for an organisation that is not in the register."""
    slug: str
    names: tuple[str, ...]
    """In every language, with former and other names."""
    spelled: tuple[Spelled, ...]
    acronyms: frozenset[str] = NONE
    country: str = ""
    """ISO 3166-1; empty if not stated."""
    numbers: frozenset[tuple[str, str]] = NONE
    """Pairs of a register and the digits."""
    part_of: int | None = None
    differs: frozenset[int] = NONE
    """Keys of organisations that a person said to be others."""


@dataclass(frozen=True)
class Alike:
    """The result of comparing two organisations."""

    evidence: Evidence
    likeness: float
    """0 to 1."""
    names: tuple[str, str] = ("", "")
    """The names of both that the evidence is about; a number for numbers."""
    against: tuple[Against, ...] = ()

    @property
    def is_double(self) -> bool:
        """Whether it is a likely double, and not only alike."""
        return self.likeness >= LIKENESS[Evidence.INITIALS] and not self.against


def against(one: Known, other: Known) -> tuple[Against, ...]:
    """Returns what speaks against two organisations being one, whatever their names."""
    found = []
    schemes = {scheme for scheme, _digits in one.numbers} & {scheme for scheme, _digits in other.numbers}
    if schemes and not one.numbers & other.numbers:
        found.append(Against.NUMBER)
    if one.country and other.country and one.country != other.country:
        found.append(Against.COUNTRY)
    if one.part_of == other.key != 0 or other.part_of == one.key != 0:
        found.append(Against.PART)
    if one.key in other.differs or other.key in one.differs:
        found.append(Against.SAID)
    return tuple(found)


def compared(one: Known, other: Known, is_real: Callable[[str], bool]) -> Alike | None:
    """Returns the strongest evidence that two organisations are one; None if no rule finds any.

    ``is_real`` says whether a folded word is known from elsewhere, so that it is no typing error of another word.
    """
    if common := one.numbers & other.numbers:
        digits = min(common)[1]
        return Alike(Evidence.NUMBER, LIKENESS[Evidence.NUMBER], (digits, digits), _without_names(one, other))
    hindered = against(one, other)
    best: Alike | None = None
    for first, mine in zip(one.names, one.spelled, strict=True):
        for second, theirs in zip(other.names, other.spelled, strict=True):
            for found, reasons in _of_names((one, mine), (other, theirs), is_real):
                # Names of which only one is of another country leave the other names as evidence
                alike = Alike(found, LIKENESS[found], (first, second), tuple(dict.fromkeys([*hindered, *reasons])))
                if best is None or (alike.is_double, alike.likeness) > (best.is_double, best.likeness):
                    best = alike
    return best


def _without_names(one: Known, other: Known) -> tuple[Against, ...]:
    return tuple(reason for reason in against(one, other) if reason in (Against.PART, Against.SAID))


Side = tuple[Known, Spelled]


def _of_names(one: Side, other: Side, is_real: Callable[[str], bool]) -> Iterator[tuple[Evidence, list[Against]]]:
    evidence = _evidence(one, other, is_real)
    if evidence is not None:
        yield evidence, list(_told_apart(one, other))


def _told_apart(one: Side, other: Side) -> Iterator[Against]:
    """Yields what the names say against it: another country, another kind of legal form."""
    mine, theirs = _countries(*one), _countries(*other)
    if mine and theirs and not mine & theirs:
        yield Against.COUNTRY
    if one[1].forms and other[1].forms and not one[1].forms & other[1].forms:
        yield Against.FORM


def _countries(known: Known, name: Spelled) -> frozenset[str]:
    """Returns the countries to which an organisation may belong by a name and its own country; empty: any."""
    return name.countries or (frozenset({known.country}) if known.country else name.homes)


def _evidence(one: Side, other: Side, is_real: Callable[[str], bool]) -> Evidence | None:
    mine, theirs = one[1], other[1]
    if mine.places != theirs.places and any({*mine.places, *theirs.places} == {*two} for two in PLACES_ALIKE):
        return None
    if mine.joined == theirs.joined:
        return Evidence.SPELLING
    if mine.is_of_partners and theirs.is_of_partners and not _same_place(mine.raw, theirs.raw):
        # "Lind & Holm" is not "Holm & Lind"
        return None
    if sorted(mine.raw) == sorted(theirs.raw):
        return Evidence.ORDER
    if _by_acronym(one, other) or _by_acronym(other, one):
        return Evidence.ACRONYM
    if mine.keys == theirs.keys and (found := _same_words(one, other)):
        return found
    if found := _but_for_one_word(mine, theirs, is_real):
        return found
    return Evidence.INITIALS if _by_initials(one, other) or _by_initials(other, one) else None


def _same_place(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(one == other for one, other in zip(mine, theirs, strict=False))


def _by_acronym(short: Side, whole: Side) -> bool:
    """Whether one is named by the acronym that the other is known by."""
    known = whole[0].acronyms | whole[1].acronyms
    acronym = short[1].joined
    return short[1].is_acronym and len(acronym) >= 3 and acronym in known


def _by_initials(short: Side, whole: Side) -> bool:
    acronym = short[1].joined
    return short[1].is_acronym and len(acronym) >= 4 and acronym == whole[1].initials


def _same_words(one: Side, other: Side) -> Evidence | None:
    """Judges names of the same words: translated, or with a word for their country that one leaves out."""
    mine, theirs = one[1], other[1]
    pairs = list(zip(_by_key(mine), _by_key(theirs), strict=True))
    if not pairs or not all(first.translates(second) for first, second in pairs):
        return None
    known = _countries(*one) & _countries(*other)
    same = all(first.text == second.text for first, second in pairs)
    if same and not mine.countries & theirs.countries:
        # "Red Barnet Danmark" and "Red Barnet", whose country is Denmark
        return Evidence.COUNTRY_WORD if known and mine.countries != theirs.countries else None
    own = any(not first.languages and first.text == second.text and len(first.text) >= 3 for first, second in pairs)
    if same and mine.is_english == theirs.is_english:
        # "Norges Bank" and "Norsk Bank": two words for a country in one language
        return None
    return Evidence.TRANSLATION if own or known else None


def _by_key(name: Spelled) -> list:
    return sorted(name.words, key=lambda word: (word.key, word.text))


def _but_for_one_word(mine: Spelled, theirs: Spelled, is_real: Callable[[str], bool]) -> Evidence | None:
    """Judges names that differ in one word: a typing error or a shortened word."""
    if len(mine.raw) != len(theirs.raw):
        return None
    first, second = _differing(mine.raw, theirs.raw), _differing(theirs.raw, mine.raw)
    if len(first) != 1 or len(second) != 1:
        return None
    one, other = first[0], second[0]
    if _is_short_for(one, other, mine.dotted) or _is_short_for(other, one, theirs.dotted):
        return Evidence.SHORT_WORD if len(mine.raw) > 1 else None
    by_place = any(word.key in FROM_PLACES for word in (*mine.words, *theirs.words))
    shortest = SHORTEST_OF_PLACES if by_place else SHORTEST
    if min(len(one), len(other)) < shortest or any(sign.isdigit() for sign in one + other):
        return None
    if (is_real(one) and is_real(other)) or not one_letter_apart(one, other):
        return None
    return Evidence.TYPING_ERROR


def _differing(some: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    rest = list(others)
    return [word for word in some if not (word in rest and not rest.remove(word))]  # type: ignore[func-returns-value]


def _is_short_for(short: str, whole: str, dotted: frozenset[str]) -> bool:
    return short in dotted and 2 <= len(short) < len(whole) and whole.startswith(short)


def one_letter_apart(one: str, other: str) -> bool:
    """Returns whether one letter more, less or other, or two letters in the other order, turns one into the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    # People seldom miss the first letter: it tells two words apart
    return swapped or (start > 0 and one[start + 1 :] == other[start + 1 :])
