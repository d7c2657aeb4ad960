"""By which names an event is known: its short name in addresses, its UID in calendar programs."""

from collections.abc import Iterator
from functools import reduce
from itertools import count
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from events.models import Event
from projects.language.folding import fold

LONGEST = 70
"""Leaves room for a number at the end."""
AT_ONCE = 100
"""Stems that are looked for by one query."""

UID_HOST = "@oversigt.norden.org"
"""Makes a UID of a short name. A constant: calendar programs know events by it, whatever host serves them."""


def uid_of(event: Event) -> str:
    """Returns the UID by which calendar programs know the event: one of ours, wherever the event came from.

    The UID of a file that it came from is not handed on: anybody could name theirs like an event of somebody else
    and overwrite it in the programs that read the feed.
    """
    return f"{event.slug}{UID_HOST}"


def free_slug(title: str) -> str:
    """A short name that no event has yet, made of the title: ``network-meeting``, ``network-meeting-2``."""
    return free_slugs([title])[0]


def free_slugs(titles: list[str]) -> list[str]:
    """Short names for new events of these titles, in order; two queries for each hundred."""
    stems = [slugify(fold(title))[:LONGEST].strip("-") or "event" for title in titles]
    taken: set[str] = set()
    # Old names stay taken: calendar programs know events by them
    past: Any = Event
    for rows in (Event.objects, past.history):
        for few in _batched(sorted(set(stems))):
            any_of = reduce(or_, (Q(slug__startswith=stem) for stem in few))
            taken |= set(rows.filter(any_of).values_list("slug", flat=True))
    return [_free(stem, taken) for stem in stems]


def _free(stem: str, taken: set[str]) -> str:
    """The stem, or the stem with a number, that is not taken; it is then."""
    names = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def _batched(stems: list[str]) -> Iterator[list[str]]:
    """Stems in lots that make a query of a usual size."""
    return (stems[start : start + AT_ONCE] for start in range(0, len(stems), AT_ONCE))
