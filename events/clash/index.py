"""Keeps the index of the clash check in step with the events.

The index is the only derived table of the project, and the only use of signals. Rows of three tables decide what an
event takes up. Whichever of them is saved, by the admin, a form, a file or a fixture, the index has to follow
(docs/decisions.md). No page shows a fact from the index: sentences read the events themselves. Code that writes without
signals (``bulk_create``, ``update``) calls ``index_events`` afterwards.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from events.clash.taken import STANDING, Taken, occupies, taken_by
from events.models import Engagement, Event, EventContact, EventParty
from events.when.occurrences import spans_of

AT_ONCE = 500
"""Number of events whose rows are read and written together."""

_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)
"""Keys of events to index at the end of ``indexed_together``; None while each event is indexed at once."""


def index_events(events: Any = None) -> int:
    """Makes the rows of these events anew, or of all events; returns the number of rows.

    ``events`` is a queryset or a list of keys. All rows are written, or none.
    """
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True) if events is None else events)
    with transaction.atomic():
        return sum(_index(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))


def engagements_of(event: Event) -> Iterator[Engagement]:
    """Yields the rows of the index for the event."""
    taken = [Taken.time(), *taken_by(event)]
    for number, span in enumerate(spans_of(event)):
        for thing in taken:
            yield Engagement(
                event=event,
                number=number,
                takes=thing.takes,
                key=thing.key,
                standing=STANDING[event.status],
                occupies=occupies(event.kind),
                **span.numbers(),
            )


def follow_changes() -> None:
    """Connects the index to each row that is saved or deleted. Called once, when the app is ready."""
    post_save.connect(_event_saved, Event, dispatch_uid="index_event")
    post_delete.connect(_event_deleted, Event, dispatch_uid="index_event_deleted")
    for model in (EventParty, EventContact):
        for signal in (post_save, post_delete):
            signal.connect(_belonging_changed, model, dispatch_uid=f"index_{model.__name__}_{id(signal)}")


@contextmanager
def indexed_together() -> Iterator[None]:
    """Indexes all events that are saved meanwhile once, at the end. For use inside one transaction."""
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        index_events(sorted(waiting))


def _follow(event: int) -> None:
    waiting = _waiting.get()
    if waiting is None:
        index_events([event])
    else:
        waiting.add(event)


def _index(keys: Iterable[int]) -> int:
    Engagement.objects.filter(event__in=keys).delete()
    events = (
        Event.objects.filter(pk__in=keys).select_related("place").prefetch_related("parties", "event_contacts__contact")
    )
    rows = Engagement.objects.bulk_create((row for event in events for row in engagements_of(event)), batch_size=2000)
    return len(rows)


def _event_saved(instance: Event, raw: bool = False, **_kwargs: Any) -> None:
    # A dump (loaddata) contains the rows of the index, and may load them before the rows that they refer to
    if not raw:
        _follow(instance.pk)


def _event_deleted(instance: Event, **_kwargs: Any) -> None:
    # Deleting the rows that belong to the event came first, and each deletion made the event's index rows anew
    Engagement.objects.filter(event=instance.pk).delete()


def _belonging_changed(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        _follow(instance.event_id)
