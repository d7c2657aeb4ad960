"""The closed lists of the calendar. The values are used in the API and never change with the language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """The kind of an event. An adoption is a decision on a document, which may be taken without a meeting."""

    CONFERENCE = "conference", _("Conference")
    SEMINAR = "seminar", _("Seminar")
    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit")
    TRAINING = "training", _("Training")
    LAUNCH = "launch", _("Launch")
    ADOPTION = "adoption", _("Adoption")
    DEADLINE = "deadline", _("Deadline")


class EventStatus(models.TextChoices):
    """The certainty of an event. A past event is confirmed."""

    IDEA = "idea", _("Idea")
    TENTATIVE = "tentative", _("Tentative")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class EventRole(models.TextChoices):
    """The role of an organisation or a council of ministers at an event."""

    ORGANISING = "organising", _("Organising")
    COORGANISING = "co-organising", _("Co-organising")
    HOSTING = "hosting", _("Hosting")
    PARTICIPATING = "participating", _("Participating")


class Audience(models.TextChoices):
    """The audience of an event: the groups that the sources name as working against trafficking."""

    MINISTERS = "ministers", _("Ministers")
    PARLIAMENTARIANS = "parliamentarians", _("Parliamentarians")
    OFFICIALS = "officials", _("Public officials")
    MUNICIPALITIES = "municipalities", _("Municipalities and regions")
    POLICE = "police", _("Police")
    PROSECUTORS = "prosecutors", _("Prosecutors and courts")
    SOCIAL_SERVICES = "social-services", _("Social services")
    HEALTH_CARE = "health-care", _("Health care")
    VICTIM_SUPPORT = "victim-support", _("Support to victims")
    LABOUR_INSPECTORS = "labour-inspectors", _("Labour inspectors")
    MIGRATION_AUTHORITIES = "migration-authorities", _("Migration authorities")
    SCHOOLS = "schools", _("Schools")
    NGOS = "ngos", _("Non-governmental organisations")
    INTERNATIONAL = "international", _("International organisations and task forces")
    RESEARCHERS = "researchers", _("Researchers")
    PUBLIC = "public", _("The public")


class SpokenLanguage(models.TextChoices):
    """The languages of an event (ISO 639-1): those of the region and its neighbours."""

    DANISH = "da", _("Danish")
    SWEDISH = "sv", _("Swedish")
    NORWEGIAN = "nb", _("Norwegian")
    FINNISH = "fi", _("Finnish")
    ICELANDIC = "is", _("Icelandic")
    ENGLISH = "en", _("English")
    FAROESE = "fo", _("Faroese")
    GREENLANDIC = "kl", _("Greenlandic")
    NORTHERN_SAMI = "se", _("Northern Sami")
    ESTONIAN = "et", _("Estonian")
    LATVIAN = "lv", _("Latvian")
    LITHUANIAN = "lt", _("Lithuanian")
    RUSSIAN = "ru", _("Russian")
    POLISH = "pl", _("Polish")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")


class Takes(models.TextChoices):
    """A thing that an event takes up, and so may share with another. Read by programs only."""

    TIME = "time"
    PERSON = "person"
    VENUE = "venue"
    ORGANISER = "organiser"
    PARTICIPANT = "participant"
    CITY = "city"
    AUDIENCE = "audience"


class Severity(models.IntegerChoices):
    """The severity of a clash. A worse severity has a higher number."""

    WORTH_KNOWING = 1, _("minor")
    SERIOUS = 2, _("serious")
    BLOCKING = 3, _("blocking")
