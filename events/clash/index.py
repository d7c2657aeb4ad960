"""Keeps the index of the clash check in step with the events.

The one derived table of the house, and the one use of signals: what an event takes up is told by rows of three
tables, and whichever of them is saved, in the editing, by a form, from a file or a fixture, the index has to follow
(docs/decisions.md). Nobody reads a fact from it: sentences are told from the rows themselves. What writes past the
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
"""Events whose rows are read and written together."""

_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)
"""Keys of events whose rows are made at the end; None while each is made at once."""


def index_events(events: Any = None) -> int:
    """Makes the rows of these events anew, or those of all; gives the number of rows.

    ``events`` is a queryset or a list of keys. All or nothing.
    """
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True) if events is None else events)
    with transaction.atomic():
        return sum(_index(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))


def engagements_of(event: Event) -> Iterator[Engagement]:
    """The rows of the index that follow from the event as it stands."""
    taken = [Taken.time(), *taken_by(event)]
    for number, span in enumerate(spans_of(event)):
        for one in taken:
            yield Engagement(
                event=event,
                number=number,
                takes=one.takes,
                key=one.key,
                standing=STANDING[event.status],
                occupies=occupies(event.kind),
                **span.numbers(),
            )


def follow_changes() -> None:
    """Has the index follow each row that is saved or deleted. Called once, when the calendar is ready."""
    post_save.connect(_event_saved, Event, dispatch_uid="index_event")
    post_delete.connect(_event_deleted, Event, dispatch_uid="index_event_deleted")
    for model in (EventParty, EventContact):
        for signal in (post_save, post_delete):
            signal.connect(_belonging_changed, model, dispatch_uid=f"index_{model.__name__}_{id(signal)}")


@contextmanager
def indexed_together() -> Iterator[None]:
    """Has the index follow at the end, once, whatever is saved meanwhile. For use inside one transaction."""
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
    # A dump (loaddata) brings the rows of the index along, and its rows may come before those they refer to
    if not raw:
        _follow(instance.pk)


def _event_deleted(instance: Event, **_kwargs: Any) -> None:
    # What belongs to it went first, and each of these made its rows anew
    Engagement.objects.filter(event=instance.pk).delete()


def _belonging_changed(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        _follow(instance.event_id)
