"""What each occurrence of an event takes up: the index that the clash check searches."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.choices import Takes
from events.models.event import Event


class Engagement(models.Model):
    """One occurrence of an event, and one thing that it takes up: a city, an organisation's time, an audience.

    Derived from the event and what belongs to it, never edited, and put right whenever one of them is saved
    (``events/engagements.py``); ``manage.py index_calendar`` makes all of it anew. Days are whole numbers
    (``date.toordinal()``), minutes count from 1970 in UTC: both databases reckon with numbers alike.

    An occurrence starts between ``starts_first`` and ``starts_last`` and ends between ``ends_first`` and
    ``ends_last``, all inclusive: of exact dates both bounds are the same.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="engagements", verbose_name=_("event"))
    number = models.PositiveSmallIntegerField(_("number in the series"), default=0)
    takes = models.CharField(_("takes up"), max_length=16, choices=Takes.choices)
    key = models.CharField(_("which"), max_length=80)
    standing = models.PositiveSmallIntegerField(_("how sure"))
    occupies = models.BooleanField(_("takes people's time"), default=True)
    starts_first = models.IntegerField()
    starts_last = models.IntegerField()
    ends_first = models.IntegerField()
    ends_last = models.IntegerField()
    from_minute = models.BigIntegerField(null=True)
    to_minute = models.BigIntegerField(null=True)
    reach = models.PositiveSmallIntegerField(_("reach"))
    """The smallest k for which the occurrence lies within 2^k days: what makes a search for overlap an indexed one."""

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        indexes = [
            # One date against all: a few ranges of starts, one for each reach
            models.Index(fields=["key", "reach", "starts_first"], name="engagement_by_reach"),
            # All against all: of two that meet, the later starts no later than the other ends
            models.Index(fields=["key", "starts_first"], name="engagement_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.key})"
