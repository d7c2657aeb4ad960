"""An event: its kind, time and place."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.choices import Audience, EventKind, EventStatus, SpokenLanguage
from events.fields import DerivedDayField, RevisionField, WordsField
from events.querysets import EventQuerySet
from events.validators import days_shape, known_zone, recurrence_shape, within_known_years, zone
from events.when.occurrences import days_left_out, standing_days
from events.when.recurrence import check_recurrence
from events.when.words import time_in_words
from projects.choices import Language, PlaceKind
from projects.fields import FoldedField, PartialDateField, SortKeys, to_partial_date
from projects.language.texts import shown
from projects.models import Contact, Document, Organisation, Place, Project, Source
from projects.models.base import Fact, NaturalKeyManager, end_not_before_start, titled_in_some_language
from projects.models.project import Remark, remarks_on
from projects.validators import plain_line, plain_text

LONGEST = timedelta(days=366)
"""An event that lasts longer is a typing error, or a project."""


class Event(Fact):
    """Something with a date: a conference, a meeting, a visit, a deadline.

    Its time has one of two forms: partial dates (``starts``, ``ends``; rule 5 of the domain), or moments
    (``starts_at``, ``ends_at``) with the time zone in which people read them. Without an end it ends in the period in
    which it starts. ``first_day`` and ``last_day`` are the days between which it may lie, both inclusive, in the time
    zone of the event. Filters and the clash check search these two.
    """

    natural_fields = ("slug",)
    about = "slug"

    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("Calendars know the event by it: it never changes.")
    )
    title = models.CharField(_("title"), max_length=300, blank=True, validators=[plain_line])
    original_language = models.CharField(
        _("original language"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    description = models.TextField(_("description"), blank=True, max_length=5000, validators=[plain_text])
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=EventStatus.choices)
    starts = PartialDateField(_("starts"), blank=True, help_text=_("A year, a month or a day."))
    ends = PartialDateField(_("ends"), blank=True, help_text=_("Left empty: it ends in the period in which it starts."))
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True, validators=[within_known_years])
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True, validators=[within_known_years])
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[known_zone],
        help_text=_("Of an event with exact times: Europe/Copenhagen, Europe/Riga, …"),
    )
    first_day = DerivedDayField(_("first possible day"), of="first_possible_day")
    last_day = DerivedDayField(_("last possible day"), of="last_possible_day", db_index=True)
    online = models.BooleanField(_("online"), default=False, help_text=_("It can be attended from elsewhere."))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    address = models.CharField(_("street address"), max_length=300, blank=True, validators=[plain_line])
    url = models.URLField(_("address"), blank=True)
    languages = WordsField(_("languages"), codes=SpokenLanguage)
    audience = WordsField(_("audience"), codes=Audience)
    audience_countries = models.ManyToManyField(
        Place,
        blank=True,
        related_name="events_for",
        limit_choices_to={"kind": PlaceKind.COUNTRY},
        verbose_name=_("countries of the audience"),
    )
    recurrence = models.CharField(
        _("recurrence"),
        max_length=300,
        blank=True,
        validators=[recurrence_shape],
        help_text=_("A rule of RFC 5545, such as FREQ=YEARLY;BYMONTH=3."),
    )
    exceptions = WordsField(
        _("exceptions"),
        max_length=2000,
        validators=[days_shape],
        help_text=_("Days on which it does not recur: 2009-12-08, with a space between."),
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="events", verbose_name=_("source"))
    uid = models.CharField(
        _("UID"),
        max_length=255,
        blank=True,
        editable=False,
        validators=[plain_text],
        help_text=_("By which the calendar that it came from knows it (RFC 5545)."),
    )
    calendar = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("calendar"),
        help_text=_("The organisation whose calendar file it came from."),
    )
    uid_sequence = models.PositiveIntegerField(default=0, editable=False)
    """SEQUENCE of the imported version: an older file does not overwrite it."""
    sequence = RevisionField()
    changed_at = models.DateTimeField(auto_now=True, null=True)
    projects = models.ManyToManyField(Project, through="EventProject", related_name="events")
    documents = models.ManyToManyField(Document, through="EventDocument", related_name="events")
    contacts = models.ManyToManyField(Contact, through="EventContact", related_name="events")
    search_text = FoldedField(sources=("slug", "title", "description", "address"))
    sort_key = SortKeys("title")

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(EventQuerySet)()

    class Meta:
        ordering = ["first_day", "last_day", "slug"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["first_day", "last_day"], name="event_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=False, starts_at__isnull=True, ends_at__isnull=True, timezone="")
                | Q(starts__isnull=True, ends__isnull=True, starts_at__isnull=False) & ~Q(timezone=""),
                name="event_time_told_in_one_way",
                violation_error_message=_(
                    "Tell when it starts in one way: as a year, month or day, or as a time with its time zone."
                ),
            ),
            end_not_before_start("event"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="event_moment_not_before_start",
                violation_error_message=_("It ends at a time before it starts."),
            ),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="event_days_in_order"),
            models.CheckConstraint(
                condition=Q(exceptions="") | ~Q(recurrence=""),
                name="event_exceptions_only_of_a_recurrence",
                violation_error_message=_("Only an event that recurs has exceptions."),
            ),
            # Two organisations that were invited to one meeting have it in their calendars under the same UID
            models.UniqueConstraint(
                fields=["calendar", "uid"],
                condition=~Q(uid=""),
                name="event_uid_once_in_a_calendar",
                violation_error_message=_("Another event has this UID."),
            ),
            models.CheckConstraint(
                condition=Q(uid="", calendar__isnull=True) | ~Q(uid="") & Q(calendar__isnull=False),
                name="event_uid_is_of_a_calendar",
                violation_error_message=_("A UID belongs to the calendar that the event came from."),
            ),
            titled_in_some_language("event"),
            Fact.reason_given("event"),
        ]

    def __str__(self) -> str:
        return str(shown(self, "title"))

    def clean(self) -> None:
        """Refuses an event between exact days or moments that lasts longer than 366 days, and an invalid series.

        Raises ValidationError.
        """
        try:
            days = [to_partial_date(self.starts), to_partial_date(self.ends)]
            first, last = self.start_day(), self.end_day()
        except (ValidationError, OverflowError):
            # The field's own check reports an invalid date, time or time zone
            return
        if first and last and last - first >= LONGEST and all(day is None or day.precision == "day" for day in days):
            field = "ends_at" if self.starts_at else "ends"
            raise ValidationError({field: _("An event does not last longer than 366 days.")})
        if self.recurrence and first:
            self._check_series(first)

    def _check_series(self, first: date) -> None:
        if not self.starts_at and any(
            day and day.precision != "day" for day in map(to_partial_date, (self.starts, self.ends))
        ):
            raise ValidationError({"recurrence": _("Only an event on exact days recurs.")})
        try:
            recurrence_shape(self.recurrence)
            check_recurrence(self.recurrence, first, self.local(self.starts_at) if self.starts_at else None)
        except ValidationError as error:
            raise ValidationError({"recurrence": error}) from None
        if next(standing_days(self), None) is None:
            raise ValidationError({"exceptions": _("Every day of the series is left out.")})

    def local(self, moment: datetime) -> datetime:
        """Returns the moment as a clock at the event shows it."""
        return moment.astimezone(zone(self.timezone))

    def start_day(self) -> date | None:
        """Returns the earliest day on which the event may start; a recurrence rule counts from it. None while
        unknown."""
        if self.starts_at:
            return self.local(self.starts_at).date() if self.timezone else None
        starts = to_partial_date(self.starts)
        return starts.first if starts else None

    def end_day(self) -> date | None:
        """Returns the latest day on which the event may end. An end at midnight is the day before (RFC 5545: an end is
        exclusive)."""
        if self.starts_at:
            moment = self.starts_at
            if self.ends_at and self.ends_at > self.starts_at:
                moment = self.ends_at - timedelta(microseconds=1)
            return self.local(moment).date() if self.timezone else None
        ends = to_partial_date(self.ends) or to_partial_date(self.starts)
        return ends.last if ends else None

    def first_possible_day(self) -> date | None:
        """Returns the earliest day on which it may start; for a series, the start of the first day that is no
        exception."""
        day = self.start_day()
        return day + days_left_out(self) if day else None

    def last_possible_day(self) -> date | None:
        """Returns the latest day on which it may end; for a series, of the first occurrence that is no exception."""
        day = self.end_day()
        return day + days_left_out(self) if day else None

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    def when(self) -> str:
        """Returns its time in the reader's language, as exact as the source."""
        return time_in_words(self)

    def all_notes(self) -> list[Remark]:
        """Returns the notes of the event, its parties, projects and documents in one list."""
        facts: dict[str, Any] = {
            "parties": self.parties,
            "projects": self.event_projects,
            "documents": self.event_documents,
        }
        note = shown(self, "note")
        own = [Remark("event", None, self.inferred, note)] if note.text else []
        return own + remarks_on({field: related.all() for field, related in facts.items()})
