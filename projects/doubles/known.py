"""The known organisations as they are compared, indexed: read once for each version of the data."""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from changes.version import version
from projects.choices import Language
from projects.doubles.alike import Known
from projects.doubles.spelling import Spelled, flat, spelled
from projects.language.folding import fold
from projects.models import Organisation, Place

NAMES = tuple(f"name_{language}" for language in Language.values)
ENDS = 3
"""Letters at the beginning and at the end of a word. One wrong letter leaves one of both as it is."""


class Index:
    """Organisations by everything that doubles have in common. Readers share it and must not change it."""

    def __init__(self, known: Iterable[Known], words_of_places: frozenset[str] = frozenset()) -> None:
        self.known: dict[int, Known] = {}
        self.together: dict[Hashable, list[int]] = defaultdict(list)
        """Organisations with something in common; see ``traits``."""
        self.with_word: dict[str, list[int]] = defaultdict(list)
        self.times: Counter[str] = Counter()
        """Raw word → the number of organisations that have it."""
        self.words_of_places = words_of_places
        for one in known:
            self._add(one)

    def _add(self, one: Known) -> None:
        self.known[one.key] = one
        for trait in traits(one):
            self.together[trait].append(one.key)
        for word in {word for name in one.spelled for word in words_of(name)}:
            self.with_word[word].append(one.key)
        self.times.update({word for name in one.spelled for word in name.raw})

    def is_real(self, word: str) -> bool:
        """Returns whether a folded word is known from several organisations, or from a place."""
        return self.times[word] > 1 or word in self.words_of_places

    def weight(self, word: str) -> float:
        """Returns how much a shared word says: the rarer, the more."""
        return math.log(1 + len(self.known) / (1 + len(self.with_word.get(word, ()))))


def words_of(name: Spelled) -> set[str]:
    """Returns the words by which names are compared loosely: concepts, other words, countries."""
    return {*(word.key for word in name.words), *(f"@{country}" for country in name.countries)}


def traits(one: Known) -> set[Hashable]:
    """Returns what doubles of an organisation have in common with it: each pair of doubles shares one of these."""
    found: set[Hashable] = {("number", number) for number in one.numbers}
    for name in one.spelled:
        found |= {("joined", name.joined), ("raw", tuple(sorted(name.raw))), ("keys", name.keys)}
        found |= {("acronym", acronym) for acronym in one.acronyms | name.acronyms}
        if name.is_acronym:
            found |= {("acronym", name.joined), ("initials", name.joined)}
        elif len(name.initials) >= 4:
            found.add(("initials", name.initials))
        found |= set(_but_for_one_word(name.raw))
    return found


def _but_for_one_word(raw: tuple[str, ...]) -> Iterator[Hashable]:
    for place, word in enumerate(raw):
        rest = tuple(sorted((*raw[:place], *raw[place + 1 :])))
        yield ("but", rest, word[:ENDS])
        if len(word) > ENDS:
            yield ("but", rest, "", word[-ENDS:])


class _Kept:
    """The index of this process, and the version of the data that it was read in."""

    lock = threading.Lock()
    of: tuple[str, Index] | None = None


def known_organisations() -> Index:
    """Returns all organisations, indexed. It is kept until a record changes."""
    now = version()
    if now is None:
        return Index(_read(), _words_of_places())
    with _Kept.lock:
        if _Kept.of is None or _Kept.of[0] != now:
            _Kept.of = (now, Index(_read(), _words_of_places()))
        return _Kept.of[1]


def _read() -> Iterator[Known]:
    columns = ("pk", "slug", "abbreviation", "part_of_id", "country__code", *NAMES)
    for key, slug, abbreviation, part_of, country, *names in Organisation.objects.order_by().values_list(*columns):
        own = tuple(dict.fromkeys(name for name in names if name))
        yield known_as(own, key=key, slug=slug, abbreviations=[abbreviation], part_of=part_of, country=country or "")


def known_as(names: tuple[str, ...], *, abbreviations: Iterable[str] = (), **facts: Any) -> Known:
    """Returns an organisation of these names as it is compared; ``facts`` are other fields of ``Known``."""
    read = tuple(spelled(name) for name in names)
    acronyms = frozenset(flat(one) for one in abbreviations if one)
    numbers = frozenset(number for name in read for number in name.numbers) | facts.pop("numbers", frozenset())
    return Known(names=names, spelled=read, acronyms=acronyms, numbers=numbers, **facts)


def _words_of_places() -> frozenset[str]:
    rows = Place.objects.order_by().values_list("other_names", *NAMES)
    return frozenset(word for row in rows for text in row if text for word in spelled(fold(text)).raw)
