"""Recognises a copy of the calendar's own feed that comes back as a file: only edited parts count as changes."""

from collections.abc import Iterable

from django.utils import translation

from events.files.feed import calendar_of
from events.files.ics import read
from events.files.parts import ReadEvent
from events.files.takeover import PARTS
from events.models import Event
from events.slugs import UID_HOST, uid_of
from projects.choices import Language

NOWHERE = "https://calendar.invalid"


def own_slug(uid: str) -> str:
    """Returns the slug of an event whose UID this calendar made; empty for any other UID."""
    return uid.removesuffix(UID_HOST) if uid.endswith(UID_HOST) else ""


def as_sent(events: Iterable[Event], floating: str) -> dict[str, list[ReadEvent]]:
    """Returns UID → the event as the feed writes it, once per language."""
    rows = list(events)
    sent: dict[str, list[ReadEvent]] = {uid_of(event): [] for event in rows}
    for language in Language.values if rows else ():
        with translation.override(language):
            body = calendar_of(rows, address=lambda path: NOWHERE + path, own_url=NOWHERE)
        for copy in read(body, floating).events:
            sent.setdefault(copy.uid, []).append(copy)
    return sent


def untouched(incoming: ReadEvent, sent: Iterable[ReadEvent], path: str) -> frozenset[str]:
    """Returns the parts of the event in which the file equals the feed in one of its languages.

    ``path``: the path of the event on the site, which the feed gives as its web address.
    """
    same = {
        part
        for copy in sent
        for part, names in PARTS.items()
        if all(getattr(incoming, name) == getattr(copy, name) for name in names)
    }
    return frozenset({*same, *({"url"} if incoming.url.endswith(path) else ())})
