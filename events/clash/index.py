"""Keeps the index of the clash check in step with the events.

The index is the only derived table of the project. Rows of three tables decide what an event takes up. When a change
closes, the index of each of its events is made anew, once, whoever wrote which of the rows. So while a change is open,
the index is that of before: look for clashes before writing, or after the change. No page shows a fact from the index:
sentences read the events themselves. Changes without records (generated events) call ``index_events`` themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from changes.closing import at_close
from changes.models import Action, Change, RecordChange
from events.clash.taken import STANDING, Taken, occupies, taken_by
from events.models import Engagement, Event
from events.when.occurrences import spans_of

AT_ONCE = 500
"""Number of events whose rows are read and written together."""


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


@at_close
def follow(_change: Change, records: Sequence[RecordChange]) -> None:
    """Makes the rows of the change's events anew. Those of deleted events go with them."""
    events = [record.row for record in records if record.kind == "event" and record.action != Action.DELETE]
    if events:
        index_events(sorted(events))


def _index(keys: Iterable[int]) -> int:
    Engagement.objects.filter(event__in=keys).delete()
    events = (
        Event.objects.filter(pk__in=keys).select_related("place").prefetch_related("parties", "event_contacts__contact")
    )
    rows = Engagement.objects.bulk_create((row for event in events for row in engagements_of(event)), batch_size=2000)
    return len(rows)
