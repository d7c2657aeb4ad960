"""The closed lists of letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of thing that a person can follow."""

    VIEW = "view", _("saved view")
    PROJECT = "project", _("project")
    ORGANISATION = "organisation", _("organisation")
    FUND = "fund", _("fund")


class Rhythm(models.TextChoices):
    """How often a person gets letters about a thing."""

    DAILY = "daily", _("daily")
    WEEKLY = "weekly", _("weekly")


AT_ONCE = "once"
"""The rhythm of letters about proposals: each run of the command sends what is new."""


class State(models.TextChoices):
    """The state of a letter."""

    READABLE = "readable", _("to read here only")
    """There is no mail server, or the account has no e-mail address."""
    WAITING = "waiting", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused by the mail server")
    STOPPED = "stopped", _("stopped before it was sent")
