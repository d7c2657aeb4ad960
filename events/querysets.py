"""Named queries of the calendar."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Coalesce

from events.choices import EventRole
from projects.language.folding import fold
from projects.language.sorting import InAlphabet
from projects.partial_date import PartialDate
from projects.querysets import Combination, combination_key, read_with, shown_text
from projects.searching.newest import newest

RECENT = 4_000
"""The number of the latest events in which a frequent word is looked for first."""


class EventQuerySet(models.QuerySet):
    """Events. Days are those at the event's own place. A partial date counts as the whole period it names."""

    def for_list(self) -> Self:
        """Returns the events by time, with everything that a row or an API answer shows, in a constant number of
        queries."""
        return self.by_time().with_belongings()

    def with_belongings(self) -> Self:
        """Returns the events with their place, source and all rows that belong to them."""
        return (
            self.with_parties()
            .select_related("place__country", "source__document")
            .prefetch_related(
                "audience_countries",
                read_with(self.model, "event_projects", "project"),
                read_with(self.model, "event_documents", "document"),
            )
        )

    def with_parties(self) -> Self:
        """Returns the events with their organisers and participants."""
        return self.prefetch_related(read_with(self.model, "parties", "council", "organisation"))

    def by_time(self) -> Self:
        """Returns the earliest possible event first; if two may begin on the same day, the one that must end first."""
        return self.order_by("first_day", "last_day", "slug")

    def coming(self, day: date) -> Self:
        """Returns events that may still take place, in part at least, on the day or later: the next first."""
        return self.filter(Q(last_day__gte=day) | self._recurring(ends_last__gte=day.toordinal())).by_time()

    def past(self, day: date) -> Self:
        """Returns events that were over before the day, a series with its last occurrence: the latest first."""
        over = self.filter(last_day__lt=day).exclude(self._recurring(ends_last__gte=day.toordinal()))
        return over.order_by("-last_day", "-first_day", "slug")

    def between(self, first: date, last: date) -> Self:
        """Returns events that may lie, in part at least, between these days, both inclusive; a series if any
        occurrence may."""
        start, end = first.toordinal(), last.toordinal()
        return self.filter(
            Q(first_day__lte=last, last_day__gte=first) | self._recurring(starts_first__lte=end, ends_last__gte=start)
        )

    def starting_after(self, day: PartialDate) -> Self:
        """Returns events that may start in the period or later."""
        may_start = Q(starts__on_or_after=day) | Q(starts__isnull=True, first_day__gte=day.first)
        return self.filter(may_start, last_day__gte=day.first)

    def starting_before(self, day: PartialDate) -> Self:
        """Returns events that may start in the period or earlier."""
        return self.filter(first_day__lte=day.last)

    def ending_after(self, day: PartialDate) -> Self:
        """Returns events that may end in the period or later."""
        return self.filter(last_day__gte=day.first)

    def ending_before(self, day: PartialDate) -> Self:
        """Returns events that may end in the period or earlier; an event without an end ends in the period of its
        start."""
        may_end = (
            Q(ends__on_or_before=day)
            | Q(ends__isnull=True, starts__on_or_before=day)
            | Q(starts__isnull=True, last_day__lte=day.last)
        )
        return self.filter(may_end, first_day__lte=day.last)

    def naming_councils(self, councils: frozenset[int], exactly: bool) -> Self:
        """Returns events at which all of these councils (ids) have a role; ``exactly``: and no other council has
        one."""
        if not exactly:
            events = self
            for council in councils:
                events = events.filter(pk__in=self._parties().filter(council=council).values("event"))
            return events
        named = self._parties().filter(event=OuterRef("pk"), council__isnull=False)
        rows = self.model._default_manager.alias(councils_named=Coalesce(Combination(named, "council_id"), Value("")))
        return self.filter(pk__in=rows.filter(councils_named=combination_key(councils)).values("pk"))

    def matching(self, text: str) -> Self:
        """Returns events in which every word of the text occurs: in the event's own texts, the name of its place, or
        the name of a participating organisation.

        The places of a word are united queries, because no database can use its index for an OR across tables.
        """
        return self._matching_above(0, text)

    def _matching_above(self, key: int, text: str) -> Self:
        """Returns the matching events with an id above ``key``."""
        events = self
        rows = self.model._default_manager.order_by()
        parties_above = self._parties()
        if key > 0:
            # In each query, because no database adds the condition there by itself
            events, rows, parties_above = (
                events.filter(pk__gt=key),
                rows.filter(pk__gt=key),
                parties_above.filter(event__gt=key),
            )
        for word in fold(text).split():
            parties = parties_above.filter(organisation__search_text__contains=word)
            found = (
                rows.filter(search_text__contains=word).values("pk"),
                rows.filter(place__search_text__contains=word).values("pk"),
                rows.filter(pk__in=parties.order_by().values("event")).values("pk"),
            )
            events = events.filter(pk__in=found[0].union(*found[1:]))
        return events

    def newest_matching(self, text: str, most: int, *columns: str) -> list[Any]:
        """Returns the ids of the newest matching events, ``most`` of them at most. With ``columns``: tuples
        of the id and these columns."""
        last = self.order_by("-pk").values_list("pk", flat=True).first() or 0
        # A frequent word is in enough of the latest events; united queries find all events before the newest are known
        found = newest(self._matching_above(last - RECENT, text), most, *columns)
        if len(found) >= most or last <= RECENT:
            return found
        return newest(self.matching(text), most, *columns)

    def with_title(self) -> Self:
        """Annotates ``title_shown``: the title in the reader's language, else the original one. ``title_key`` is for
        sorting."""
        return self.annotate(title_shown=shown_text("title")).alias(title_key=InAlphabet())

    def of_organisation_alone(self, organisation: Any) -> Self:
        """Returns events of which this organisation is the only organiser; others may co-organise."""
        organising = self._parties().filter(role=EventRole.ORGANISING)
        its = organising.filter(organisation=organisation)
        others = organising.exclude(organisation=organisation, organisation__isnull=False)
        return self.filter(pk__in=its.values("event")).exclude(pk__in=others.values("event"))

    def of_contributors(self) -> Self:
        """Returns events with an organiser that has an account of its own."""
        contributors = self.model._meta.apps.get_model("events", "Contributor")._default_manager
        # An account may belong to an organisation that was merged into another
        accounts = contributors.order_by().values(theirs=Coalesce("organisation__merged_into", "organisation"))
        its = self._parties().filter(role=EventRole.ORGANISING, organisation__in=accounts)
        return self.filter(pk__in=its.values("event"))

    def _recurring(self, **days: int) -> Q:
        """Returns the condition for a series with an occurrence on these days (ordinals). It uses the index, because
        few events are series."""
        rows = self.model._meta.get_field("engagements").related_model._default_manager
        series = self.model._default_manager.exclude(recurrence="").values("pk")
        return ~Q(recurrence="") & Q(pk__in=rows.filter(key="time", event__in=series, **days).values("event"))

    def _parties(self) -> models.QuerySet:
        return self.model._meta.get_field("parties").related_model._default_manager.all()
