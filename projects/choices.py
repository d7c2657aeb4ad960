"""The closed lists of the register. The values are those of the API and are the same in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_STATED = "not-stated"
"""The value that stands for "the source does not say", in filters and in totals."""


class Language(models.TextChoices):
    """The languages of texts (ISO 639-1): those of the site, and English for foreign originals."""

    DANISH = "da", _("Danish")
    SWEDISH = "sv", _("Swedish")
    NORWEGIAN = "nb", _("Norwegian")
    FINNISH = "fi", _("Finnish")
    ICELANDIC = "is", _("Icelandic")
    ENGLISH = "en", _("English")


class Status(models.TextChoices):
    ONGOING = "ongoing", _("Ongoing")
    CLOSED = "closed", _("Closed")


class Kind(models.TextChoices):
    PROGRAMME = "programme", _("Programme")
    PROJECT = "project", _("Project")
    CONFERENCE = "conference", _("Conference")
    SEMINAR = "seminar", _("Seminar")
    STUDY = "study", _("Study")
    CAMPAIGN = "campaign", _("Campaign")
    PARTNERSHIP = "partnership", _("Partnership")


class CouncilRoleKind(models.TextChoices):
    """The role of a council of ministers in a project. Only ``funding`` means that it pays."""

    FUNDING = "funding", _("Funding")
    INITIATING = "initiating", _("Initiating")
    COOPERATING = "co-operating", _("Co-operating")
    AUDIENCE = "audience", _("Audience")


class PartnerRole(models.TextChoices):
    IMPLEMENTING = "implementing", _("Implementing")
    COOPERATING = "co-operating", _("Co-operating")
    COFUNDING = "co-funding", _("Co-funding")
    HOSTING = "hosting", _("Hosting")
    COORDINATING = "coordinating", _("Coordinating")
    INITIATING = "initiating", _("Initiating")


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
    CITY = "city", _("City")


class OrganisationKind(models.TextChoices):
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    PUBLIC = "public", _("Public authority")
    MUNICIPAL = "municipal", _("Municipality, region or their association")
    RESEARCH = "research", _("Research or education")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    NETWORK = "network", _("Network")


class NumberScheme(models.TextChoices):
    """Registers of organisations, by their codes at org-id.guide."""

    DENMARK = "DK-CVR", _("CVR number (Denmark)")
    FINLAND = "FI-PRO", _("Y-tunnus (Finland)")
    ICELAND = "IS-RSK", _("Kennitala (Iceland)")
    NORWAY = "NO-BRC", _("Organisasjonsnummer (Norway)")
    SWEDEN = "SE-ON", _("Organisationsnummer (Sweden)")


class DocumentKind(models.TextChoices):
    ACCOUNT = "account", _("Account to a parliament")
    AGREEMENT = "agreement", _("Agreement")
    ACTION_PLAN = "action-plan", _("Action plan")
    GUIDELINE = "guideline", _("Guideline")
    REPORT = "report", _("Report")
    DECLARATION = "declaration", _("Declaration")
    TOOL = "tool", _("Tool")
    ARTICLE = "article", _("Article")


class Reading(models.TextChoices):
    """What is known of the text of a file."""

    READ = "read", _("Its text is searched.")
    EMPTY = "empty", _("It contains no text, as a scanned page.")
    FAILED = "failed", _("Its text could not be read.")
    NONE = "none", _("The text of this type of file is not searched.")
    REMOVED = "removed", _("The file was removed. Its checksum stays.")


class PartyRole(models.TextChoices):
    """The role of a party in a document."""

    ADOPTING = "adopting", _("Adopted by")
    PARTY = "party", _("Party")
    PUBLISHING = "publishing", _("Published by")
    CONTRIBUTING = "contributing", _("With contributions of")


class Currency(models.TextChoices):
    """ISO 4217 codes of the currencies of the region and of the usual donors."""

    DKK = "DKK", _("Danish krone")
    EUR = "EUR", _("Euro")
    SEK = "SEK", _("Swedish krona")
    NOK = "NOK", _("Norwegian krone")
    ISK = "ISK", _("Icelandic króna")
    USD = "USD", _("US dollar")
    GBP = "GBP", _("Pound sterling")
    CHF = "CHF", _("Swiss franc")
    PLN = "PLN", _("Polish złoty")
    RUB = "RUB", _("Russian rouble")
    EEK = "EEK", _("Estonian kroon")
    LVL = "LVL", _("Latvian lats")
    LTL = "LTL", _("Lithuanian litas")


class Gap(models.TextChoices):
    """The kinds of missing information in a project."""

    BUDGET = "budget", _("Without a stated budget")
    RATE = "rate", _("With a grant in another currency without a rate")
    COUNCIL = "council", _("Without a council of ministers")
    CORE_AREA = "core-area", _("Without a core area")
    START = "start", _("Without a start")
    END = "end", _("Closed, without an end")
    PLACE = "place", _("Without a place")
    PARTNER = "partner", _("Without a partner")
    SOURCE = "source", _("Without a source")
