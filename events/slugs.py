"""The names of an event: its slug in addresses, and its UID in calendar programs."""

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
"""Number of stems that one query looks up."""

UID_HOST = "@oversigt.norden.org"
"""Ends every UID, after the slug. A constant: calendar programs know events by it, whatever the site's host is."""

DEADLINES_HOST = "@deadlines.oversigt.norden.org"
"""Ends every UID of a deadline of a grant, after its key. Deadlines are worked out, so an import leaves them out."""


def uid_of(event: Event) -> str:
    """Returns the UID by which calendar programs know the event: always our own, also for an imported event.

    The feed does not pass on the UID of an imported file: its author could copy the UID of somebody else's event and
    overwrite that event in the programs that read the feed.
    """
    return f"{event.slug}{UID_HOST}"


def free_slug(title: str) -> str:
    """Returns a free slug made from the title: ``network-meeting``, ``network-meeting-2``."""
    return free_slugs([title])[0]


def free_slugs(titles: list[str]) -> list[str]:
    """Returns free slugs for new events with these titles, in order; two queries for each hundred."""
    stems = [slugify(fold(title))[:LONGEST].strip("-") or "event" for title in titles]
    taken: set[str] = set()
    # Old slugs stay taken, because calendar programs know events by them
    past: Any = Event
    for rows in (Event.objects, past.history):
        for few in _batched(sorted(set(stems))):
            any_of = reduce(or_, (Q(slug__startswith=stem) for stem in few))
            taken |= set(rows.filter(any_of).values_list("slug", flat=True))
    return [_free(stem, taken) for stem in stems]


def _free(stem: str, taken: set[str]) -> str:
    """Returns the stem, with a number if it is taken, and adds the result to the taken slugs."""
    names = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def _batched(stems: list[str]) -> Iterator[list[str]]:
    """Yields the stems in batches small enough for one query."""
    return (stems[start : start + AT_ONCE] for start in range(0, len(stems), AT_ONCE))
