"""The records that one may be a double of: shown before it is made, or before it gets the name of another."""

import hashlib
from collections.abc import Iterable
from typing import Any

from pages.doubles.words import evidence_in_words
from pages.keeping.register.kinds import Kept
from pages.keeping.searched import LEAST_ALIKE, SEARCHED, exactly, letter_groups, names_of, nearest
from projects.doubles.nearest import nearest as nearest_organisations
from projects.language.folding import fold

MOST_SHOWN = 8


def doubles(kept: Kept, values: dict[str, Any]) -> list[Any]:
    """Returns the records whose names are near to those of a new record, the nearest first, each once.

    Organisations have ``evidence``: why they look alike, in words.
    """
    if kept.kind == "organisation":
        return _organisations(kept, values)
    return _each_once(_near(kept, words) for words in _names_in(kept, values))


def _organisations(kept: Kept, values: dict[str, Any]) -> list[Any]:
    found = []
    numbers = [(row["scheme"], row["number"]) for row in values.get("numbers") or ()]
    names = _names_in(kept, values)
    for near in nearest_organisations(names, country=values.get("country") or "", numbers=numbers, most=MOST_SHOWN):
        row: Any = near.organisation
        row.evidence = evidence_in_words(near.alike)
        found.append(row)
    return _each_once([found, *(_near(kept, words) for words in names)])


def same_named(kept: Kept, values: dict[str, Any], row: Any) -> list[Any]:
    """Returns the other records that have exactly a name which ``row`` does not have yet and would get."""
    own = names_of(row)
    new = [words for words in _names_in(kept, values) if fold(words) not in own]
    return [found for found in _each_once(_exactly(kept, words) for words in new) if found.pk != row.pk]


def _names_in(kept: Kept, values: dict[str, Any]) -> list[str]:
    names = dict.fromkeys([*(values.get(kept.name) or {}).values(), values.get("abbreviation") or ""])
    return [words for words in names if words]


def _each_once(lists: Iterable[Iterable[Any]]) -> list[Any]:
    found: dict[int, Any] = {}
    for rows in lists:
        for row in rows:
            found.setdefault(row.pk, row)
    return list(found.values())[:MOST_SHOWN]


def _near(kept: Kept, words: str) -> Iterable[Any]:
    if kept.kind in SEARCHED:
        return nearest(kept.kind, words)
    wanted = letter_groups(_loose(words))
    # Funds are few, so each is compared
    scored = [(max(_shared(wanted, name) for name in names_of(row)), row) for row in kept.model.objects.all()]
    scored = [(share, row) for share, row in scored if share >= LEAST_ALIKE]
    return [row for _share, row in sorted(scored, key=lambda pair: -pair[0])]


def _exactly(kept: Kept, words: str) -> Iterable[Any]:
    if kept.kind in SEARCHED:
        return exactly(kept.kind, words)
    return [row for row in kept.model.objects.all() if fold(words) in names_of(row)]


def _shared(wanted: set[str], name: str) -> float:
    return len(wanted & letter_groups(_loose(name))) / len(wanted)


def _loose(name: str) -> str:
    return fold(name).replace("-", " ")


def mark_of(rows: list[Any]) -> str:
    """Returns a text that is the same for the same rows: the person has seen these."""
    keys = ",".join(str(row.pk) for row in rows)
    return hashlib.sha256(keys.encode()).hexdigest()[:16] if rows else ""
