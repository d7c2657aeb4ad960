"""The closed lists of tables that are sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a table has come."""

    SENT = "sent", _("Sent")
    """It is read. The person has not confirmed its columns."""
    TO_CHECK = "to-check", _("Waits to be checked")
    CHECKING = "checking", _("Is being checked")
    CHECKED = "checked", _("Checked")
    TO_APPLY = "to-apply", _("Waits to be applied")
    APPLYING = "applying", _("Is being applied")
    APPLIED = "applied", _("Applied")
    SUBMITTED = "submitted", _("Waits for a second person")
    CANCELLED = "cancelled", _("Cancelled")


AT_WORK = (State.TO_CHECK, State.CHECKING, State.TO_APPLY, State.APPLYING)
"""The states in which a process works on a table, or is about to."""
DONE = (State.APPLIED, State.SUBMITTED)
