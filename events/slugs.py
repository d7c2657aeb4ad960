"""Short names of events."""

from typing import Any

from django.utils.text import slugify

from events.models import Event
from projects.folding import fold

LONGEST = 70
"""Leaves room for a number at the end."""


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
