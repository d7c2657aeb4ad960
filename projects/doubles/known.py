"""The known organisations as they are compared, indexed: read once for each version of the data."""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from django.db.models import Q

from changes import guard
from changes.as_of.point import current_point
from changes.models import Change, Latest, RecordChange
from changes.opened import current
from projects.choices import Language
from projects.doubles.alike import Known
from projects.doubles.spelling import Spelled, few, flat, spelled
from projects.language.folding import fold
from projects.models import Organisation, OrganisationDistinction, OrganisationName, OrganisationNumber, Place

NAMES = tuple(f"name_{language}" for language in Language.values)
MOST_REFRESHED = 500
"""Organisations that are read again after changes. After more, all are read."""
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

    def _add(self, one: Known, to_shared: bool = False) -> None:
        self.known[one.key] = one
        words = {word for name in one.spelled for word in words_of(name)}
        lists: Any
        for lists, found in ((self.together, traits(one)), (self.with_word, words)):
            for each in found:
                if to_shared:
                    lists[each] = [*lists[each], one.key]
                else:
                    lists[each].append(one.key)
        self.times.update({word for name in one.spelled for word in name.raw})

    def with_others(self, keys: set[int], known: Iterable[Known], words_of_places: frozenset[str]) -> "Index":
        """Returns a new index in which these organisations stand for those of ``keys``, which may be gone."""
        fresh = Index((), words_of_places)
        fresh.known, fresh.times = dict(self.known), Counter(self.times)
        fresh.together, fresh.with_word = defaultdict(list, self.together), defaultdict(list, self.with_word)
        new = list(known)
        for key in keys | {one.key for one in new}:
            fresh._take_out(key)
        for one in new:
            fresh._add(one, to_shared=True)
        return fresh

    def _take_out(self, key: int) -> None:
        one = self.known.pop(key, None)
        if one is None:
            return
        # Lists are shared with the index before, so each is replaced
        for trait in traits(one):
            self.together[trait] = [other for other in self.together[trait] if other != key]
        for word in {word for name in one.spelled for word in words_of(name)}:
            self.with_word[word] = [other for other in self.with_word[word] if other != key]
        self.times.subtract({word for name in one.spelled for word in name.raw})

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
    """The index of this process, and the number and mark of the last change that it contains."""

    lock = threading.Lock()
    of: tuple[int, str, Index] | None = None
    beside = 0


def known_organisations() -> Index:
    """Returns all organisations as the last change left them, indexed. An open change is not part of it.

    After a change, only the organisations that it touched are read again. As of an earlier day, all are.
    """
    latest = Latest.objects.filter(pk=1).values_list("number", "mark").first()
    if latest is None or current_point() is not None:
        return _read_all()
    number, mark = latest
    # Only tests and measurements write without a change
    beside = guard.unnumbered()
    change = current()
    with _Kept.lock:
        if _Kept.of is None or _Kept.beside != beside or not _is_of_this_history(_Kept.of):
            if change is not None and change.written:
                # It may be taken back
                return _read_all()
            _Kept.of, _Kept.beside = (number, mark, _read_all()), beside
        elif _Kept.of[0] != number:
            _Kept.of = (number, mark, _refreshed(_Kept.of[2], _Kept.of[0]))
        return _Kept.of[2]


def _is_of_this_history(kept: tuple[int, str, Index]) -> bool:
    # A restored backup has other changes of the same numbers
    return Change.objects.filter(number=kept[0], mark=kept[1]).exists()


def _read_all() -> Index:
    return Index(_read(Organisation.objects.all()), _words_of_places())


def _refreshed(index: Index, number: int) -> Index:
    newer = RecordChange.objects.filter(change__gt=number, kind__in=("organisation", "place")).order_by()
    touched = list(newer.values_list("kind", "row").distinct()[: MOST_REFRESHED + 1])
    if len(touched) > MOST_REFRESHED:
        return _read_all()
    if not touched:
        return index
    keys = {row for kind, row in touched if kind == "organisation"}
    # Names of merged organisations are known as those of the one that is kept, which the same change touched
    around = Organisation.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys) | Q(merged__in=keys))
    places = _words_of_places() if len(keys) < len(touched) else index.words_of_places
    return index.with_others(keys, _read(around.distinct()), places)


def _read(organisations: Any) -> Iterator[Known]:
    columns = ("pk", "slug", "abbreviation", "part_of_id", "country__code", "merged_into_id", *NAMES)
    rows = list(organisations.order_by().values_list(*columns))
    # A merged organisation is known by its names as the one into which it was merged
    leads_to = {row[0]: row[5] or row[0] for row in rows}
    names, acronyms = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for key, _slug, abbreviation, _part_of, _country, _merged_into, *own in rows:
        names[leads_to[key]] += [name for name in own if name]
        acronyms[leads_to[key]] += [abbreviation] if abbreviation else []
    for key, name in _of(OrganisationName, organisations, "name"):
        names[leads_to[key]].append(name)
    numbers, differs = defaultdict[int, set[Any]](set), defaultdict[int, set[int]](set)
    for key, scheme, number in _of(OrganisationNumber, organisations, "scheme", "number"):
        numbers[leads_to[key]].add((scheme, number))
    for key, other, stands_for in _of(OrganisationDistinction, organisations, "other", "other__merged_into"):
        differs[leads_to[key]].add(stands_for or other)
    for key, slug, _abbreviation, part_of, country, merged_into, *_own in rows:
        if merged_into is None:
            yield known_as(
                tuple(dict.fromkeys(names[key])),
                key=key,
                slug=slug,
                abbreviations=acronyms[key],
                part_of=part_of,
                country=country or "",
                numbers=few(numbers[key]),
                differs=few(differs[key]),
            )


def _of(model: Any, organisations: Any, *columns: str) -> Any:
    rows = model.objects.filter(organisation__in=organisations.order_by().values("pk")).order_by()
    return rows.values_list("organisation", *columns)


def known_as(names: tuple[str, ...], *, abbreviations: Iterable[str] = (), **facts: Any) -> Known:
    """Returns an organisation of these names as it is compared; ``facts`` are other fields of ``Known``."""
    read = tuple(spelled(name) for name in names)
    acronyms = few(flat(one) for one in abbreviations if one)
    numbers = few((*facts.pop("numbers", ()), *(number for name in read for number in name.numbers)))
    return Known(names=names, spelled=read, acronyms=acronyms, numbers=numbers, **facts)


def _words_of_places() -> frozenset[str]:
    rows = Place.objects.order_by().values_list("other_names", *NAMES)
    return frozenset(word for row in rows for text in row if text for word in spelled(fold(text)).raw)
