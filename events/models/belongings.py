"""Parties, projects, documents and contacts that belong to an event."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.choices import EventRole
from events.models.event import Event
from projects.models import Contact, Council, Document, Organisation, Project
from projects.models.base import Fact, Named


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
                    violation_error_message=_("This party already has this role in the event."),
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
    """A document that was adopted or presented at an event, or that reports on it."""

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
    """A post at an organisation that is responsible for an event. Personal data: for staff only."""

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
