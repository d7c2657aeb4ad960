"""The index that the clash check searches: what each occurrence of an event takes up."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from events.choices import Takes
from events.models.event import Event

SHORT = 9
"""Occurrences of at most 2^9 days: every event with known days is this short."""


class EngagementQuerySet(models.QuerySet):
    """Named queries on the index."""

    def of_time(self) -> Self:
        """Returns one row for each occurrence: the row of its time."""
        return self.filter(key="time")

    def between(self, first: date, last: date) -> Self:
        """Returns occurrences that may lie, in part at least, between these days, both inclusive; a few ranges of the
        index find them."""
        start, end = first.toordinal(), last.toordinal()
        found = Q(reach__gt=SHORT, starts_first__lte=end)
        for reach in range(SHORT + 1):
            found |= Q(reach=reach, starts_first__range=(start - 2**reach, end))
        return self.filter(found, ends_last__gte=start)

    def with_known_days(self) -> Self:
        """Returns rows whose start and end are each known to the day."""
        return self.filter(starts_first=F("starts_last"), ends_first=F("ends_last"))


class Engagement(models.Model):
    """An occurrence of an event, and one thing that it takes up: a city, an organisation's time, an audience.

    Derived from the event and the rows that belong to it, and never edited. Saving one of them updates these rows
    (``events/clash/index.py``); ``manage.py index_calendar`` makes all of them anew. Days are whole numbers
    (``date.toordinal()``) and minutes count from 1970 in UTC, because both databases calculate alike with numbers.

    An occurrence starts between ``starts_first`` and ``starts_last`` and ends between ``ends_first`` and ``ends_last``,
    all inclusive. For exact dates both bounds are the same.
    """

    # The index by event and number below also covers lookups by event
    event = models.ForeignKey(Event, models.CASCADE, related_name="engagements", db_index=False)
    number = models.PositiveSmallIntegerField(default=0)
    takes = models.CharField(max_length=16, choices=Takes.choices)
    key = models.CharField(max_length=80)
    standing = models.PositiveSmallIntegerField()
    occupies = models.BooleanField(default=True)
    starts_first = models.IntegerField()
    starts_last = models.IntegerField()
    ends_first = models.IntegerField()
    ends_last = models.IntegerField()
    from_minute = models.BigIntegerField(null=True)
    to_minute = models.BigIntegerField(null=True)
    reach = models.PositiveSmallIntegerField()
    """The smallest k for which the occurrence lies within 2^k days. It lets an index answer a search for overlaps."""

    objects: ClassVar[Any] = models.Manager.from_queryset(EngagementQuerySet)()

    class Meta:
        indexes = [
            # One date against all events: a few ranges of starts, one for each reach
            models.Index(fields=["key", "reach", "starts_first"], name="engagement_by_reach"),
            # All events against all: of two that overlap, the later one starts before the other ends
            models.Index(fields=["key", "starts_first"], name="engagement_by_start"),
            # All rows of one occurrence: a series has hundreds of rows
            models.Index(fields=["event", "number"], name="engagement_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.key})"

    @property
    def has_days(self) -> bool:
        """Whether its days are known."""
        return self.starts_first == self.starts_last and self.ends_first == self.ends_last

    @property
    def first(self) -> date:
        """Returns the earliest day on which it may start."""
        return date.fromordinal(self.starts_first)

    @property
    def last(self) -> date:
        """Returns the latest day on which it may end."""
        return date.fromordinal(self.ends_last)
