"""What each occurrence of an event takes up: the index that the clash check searches."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from events.choices import Takes
from events.models.event import Event

SHORT = 9
"""Occurrences of no more than 2^9 days: every event whose days are known is one."""


class EngagementQuerySet(models.QuerySet):
    """Reads of the index that are worth a name."""

    def of_time(self) -> Self:
        """One row for each occurrence: that of its time."""
        return self.filter(key="time")

    def between(self, first: date, last: date) -> Self:
        """What may lie, in part at least, between these days, both inclusive; found by a few ranges of the index."""
        start, end = first.toordinal(), last.toordinal()
        found = Q(reach__gt=SHORT, starts_first__lte=end)
        for reach in range(SHORT + 1):
            found |= Q(reach=reach, starts_first__range=(start - 2**reach, end))
        return self.filter(found, ends_last__gte=start)

    def with_known_days(self) -> Self:
        """Those that start and end on one day each."""
        return self.filter(starts_first=F("starts_last"), ends_first=F("ends_last"))


class Engagement(models.Model):
    """One occurrence of an event, and one thing that it takes up: a city, an organisation's time, an audience.

    Derived from the event and what belongs to it, never edited, and put right whenever one of them is saved
    (``events/clash/index.py``); ``manage.py index_calendar`` makes all of it anew. Days are whole numbers
    (``date.toordinal()``), minutes count from 1970 in UTC: both databases reckon with numbers alike.

    An occurrence starts between ``starts_first`` and ``starts_last`` and ends between ``ends_first`` and
    ``ends_last``, all inclusive: of exact dates both bounds are the same.
    """

    # Its index is the one by event and number below
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
    """The smallest k for which the occurrence lies within 2^k days: what makes a search for overlap an indexed one."""

    objects: ClassVar[Any] = models.Manager.from_queryset(EngagementQuerySet)()

    class Meta:
        indexes = [
            # One date against all: a few ranges of starts, one for each reach
            models.Index(fields=["key", "reach", "starts_first"], name="engagement_by_reach"),
            # All against all: of two that meet, the later starts no later than the other ends
            models.Index(fields=["key", "starts_first"], name="engagement_by_start"),
            # What else an occurrence takes up: a series has hundreds of rows
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
        """The earliest day on which it may start."""
        return date.fromordinal(self.starts_first)

    @property
    def last(self) -> date:
        """The latest day on which it may end."""
        return date.fromordinal(self.ends_last)
