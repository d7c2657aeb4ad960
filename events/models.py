"""The calendar: events, and who and what belongs to them."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.choices import Audience, EventKind, EventRole, EventStatus, SpokenLanguage
from events.fields import DerivedDayField, WordsField
from events.querysets import EventQuerySet
from events.validators import days_shape, known_zone, recurrence_shape, within_known_years, zone
from events.words import time_in_words
from projects.choices import Language, PlaceKind
from projects.fields import FoldedField, PartialDateField, SortKeys, to_partial_date
from projects.models import Contact, Council, Document, Organisation, Place, Project, Source
from projects.models.base import Fact, Named, NaturalKeyManager, end_not_before_start, titled_in_some_language
from projects.models.project import Remark
from projects.texts import shown
from projects.validators import plain_text

LONGEST = timedelta(days=366)
"""An event that lasts longer is a typing error, or a project."""


class Event(Fact):
    """Something with a date: a conference, a meeting, a visit, a deadline.

    Its time is told in one of two ways: as partial dates (``starts``, ``ends``; rule 5 of the domain), or as
    moments (``starts_at``, ``ends_at``) with the time zone in which people read them. Without an end it ends in
    the period in which it starts. ``first_day`` and ``last_day`` are the days between which it may lie, both
    inclusive, as the calendar at the event's own place has them: what filters and the clash check search.
    """

    natural_fields = ("slug",)
    about = "slug"

    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("Calendars know the event by it: it never changes.")
    )
    title = models.CharField(_("title"), max_length=300, blank=True, validators=[plain_text])
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
    address = models.CharField(_("street address"), max_length=300, blank=True, validators=[plain_text])
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
            titled_in_some_language("event"),
            Fact.reason_given("event"),
        ]

    def __str__(self) -> str:
        return str(shown(self, "title"))

    def clean(self) -> None:
        """Refuses an event between exact days or moments that lasts longer than 366 days."""
        try:
            days = [to_partial_date(self.starts), to_partial_date(self.ends)]
            first, last = self.first_possible_day(), self.last_possible_day()
        except (ValidationError, OverflowError):
            # What is no date, no time or no time zone is told of at its own field
            return
        if first and last and last - first >= LONGEST and all(day is None or day.precision == "day" for day in days):
            field = "ends_at" if self.starts_at else "ends"
            raise ValidationError({field: _("An event does not last longer than 366 days.")})

    def local(self, moment: datetime) -> datetime:
        """The moment as a clock at the event shows it."""
        return moment.astimezone(zone(self.timezone))

    def first_possible_day(self) -> date | None:
        """The earliest day on which it may start; None while that is not told."""
        if self.starts_at:
            return self.local(self.starts_at).date() if self.timezone else None
        starts = to_partial_date(self.starts)
        return starts.first if starts else None

    def last_possible_day(self) -> date | None:
        """The latest day on which it may end. Midnight ends the day before (RFC 5545: an end is exclusive)."""
        if self.starts_at:
            moment = self.starts_at
            if self.ends_at and self.ends_at > self.starts_at:
                moment = self.ends_at - timedelta(microseconds=1)
            return self.local(moment).date() if self.timezone else None
        ends = to_partial_date(self.ends) or to_partial_date(self.starts)
        return ends.last if ends else None

    def when(self) -> str:
        """Its time in the reader's language, no more exact than it is."""
        return time_in_words(self)

    def all_notes(self) -> list[Remark]:
        """Why the event, its parties, projects and documents read as they do, in one list."""
        facts = {"parties": self.parties, "projects": self.event_projects, "documents": self.event_documents}
        own = [Remark("event", None, self.inferred, self.note)] if self.note else []
        return own + [
            Remark(field, fact.known_as(), fact.inferred, fact.note)
            for field, related in facts.items()
            for fact in related.all()
            if fact.note
        ]


class EventParty(Fact):
    """An organisation or a council of ministers in a role at an event."""

    natural_fields = ("event", "role", "council", "organisation")
    about = "party"

    event = models.ForeignKey(Event, models.CASCADE, related_name="parties", verbose_name=_("event"))
    role = models.CharField(_("role"), max_length=20, choices=EventRole.choices)
    council = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="event_roles", verbose_name=_("council")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="event_roles", verbose_name=_("organisation")
    )

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(council__isnull=False, organisation__isnull=True)
                | Q(council__isnull=True, organisation__isnull=False),
                name="event_party_is_exactly_one",
                violation_error_message=_("Name one party: a council or an organisation."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["event", "role", party],
                    condition=Q(**{f"{party}__isnull": False}),
                    name=f"event_party_once_per_{party}",
                    violation_error_message=_("This party already stands with the event in this role."),
                )
                for party in ("council", "organisation")
            ),
            Fact.reason_given("event_party"),
        ]

    def __str__(self) -> str:
        return f"{self.party} ({self.get_role_display()})"

    @property
    def party(self) -> Council | Organisation:
        return self.council or self.organisation  # type: ignore[return-value]


class EventProject(Fact):
    """A project that an event belongs to, or that it was about."""

    natural_fields = ("event", "project")
    about = "project"

    event = models.ForeignKey(Event, models.CASCADE, related_name="event_projects", verbose_name=_("event"))
    project = models.ForeignKey(Project, models.CASCADE, related_name="event_projects", verbose_name=_("project"))

    class Meta:
        ordering = ["event", "project__reference"]
        verbose_name = _("project of an event")
        verbose_name_plural = _("projects of an event")
        constraints = [
            models.UniqueConstraint(fields=["event", "project"], name="event_project_once"),
            Fact.reason_given("event_project"),
        ]

    def __str__(self) -> str:
        return str(self.project)


class EventDocument(Fact):
    """A document that was adopted or presented at an event, or tells of it."""

    natural_fields = ("event", "document")
    about = "document"

    event = models.ForeignKey(Event, models.CASCADE, related_name="event_documents", verbose_name=_("event"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="event_documents", verbose_name=_("document"))

    class Meta:
        ordering = ["event", "document"]
        verbose_name = _("document of an event")
        verbose_name_plural = _("documents of an event")
        constraints = [
            models.UniqueConstraint(fields=["event", "document"], name="event_document_once"),
            Fact.reason_given("event_document"),
        ]

    def __str__(self) -> str:
        return str(self.document)


class EventContact(Named):
    """A post at an organisation that answers for an event. Personal data: for staff only."""

    natural_fields = ("event", "contact")

    event = models.ForeignKey(Event, models.CASCADE, related_name="event_contacts", verbose_name=_("event"))
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="event_contacts", verbose_name=_("contact"))

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("contact of an event")
        verbose_name_plural = _("contacts of an event")
        constraints = [models.UniqueConstraint(fields=["event", "contact"], name="event_contact_once")]

    def __str__(self) -> str:
        return str(self.contact)
