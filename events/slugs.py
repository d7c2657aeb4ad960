"""By which names an event is known: its short name in addresses, its UID in calendar programs."""

from typing import Any

from django.utils.text import slugify

from events.models import Event
from projects.language.folding import fold

LONGEST = 70
"""Leaves room for a number at the end."""
UID_HOST = "@oversigt.norden.org"
"""Makes a UID of a short name. A constant: calendar programs know events by it, whatever host serves them."""


def uid_of(event: Event) -> str:
    """Returns the UID by which calendar programs know the event: that of the file it came from, else one of ours."""
    return event.uid or f"{event.slug}{UID_HOST}"


def free_slug(title: str) -> str:
    """A short name that no event has yet, made of the title: ``network-meeting``, ``network-meeting-2``."""
    stem = slugify(fold(title))[:LONGEST].strip("-") or "event"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    # Its old names stay taken: calendar programs know events by them
    past: Any = Event
    taken |= set(past.history.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(name for number in range(2, len(taken) + 3) if (name := f"{stem}-{number}") not in taken)
