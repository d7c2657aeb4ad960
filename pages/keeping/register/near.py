"""The records that a new one may be a double of: shown before it is made."""

import hashlib
from collections.abc import Iterable
from typing import Any

from pages.keeping.register.kinds import Kept
from pages.keeping.searched import SEARCHED, nearest
from projects.language.folding import fold

MOST_SHOWN = 8
LEAST_SHARED = 0.5
"""The share of the words of a name that a fund's name has in common with it."""


def doubles(kept: Kept, values: dict[str, Any]) -> list[Any]:
    """Returns the records whose names are near to those of a new record, the nearest first, each once."""
    names = dict.fromkeys([*(values.get(kept.name) or {}).values(), values.get("abbreviation") or ""])
    found: dict[int, Any] = {}
    for words in filter(None, names):
        for row in _near(kept, words):
            found.setdefault(row.pk, row)
    return list(found.values())[:MOST_SHOWN]


def _near(kept: Kept, words: str) -> Iterable[Any]:
    if kept.kind in SEARCHED:
        return nearest(kept.kind, words)
    wanted = set(fold(words).split())
    return [row for row in kept.model.objects.all() if _shared(wanted, row.name) >= LEAST_SHARED]


def _shared(wanted: set[str], name: str) -> float:
    words = set(fold(name).split())
    return len(wanted & words) / max(1, min(len(wanted), len(words)))


def mark_of(rows: list[Any]) -> str:
    """Returns a text that is the same for the same rows: the person has seen these."""
    keys = ",".join(str(row.pk) for row in rows)
    return hashlib.sha256(keys.encode()).hexdigest()[:16] if rows else ""
