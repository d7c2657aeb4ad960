"""Keys of sent forms: a form that is sent twice saves once."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=2)
"""The time after which a key is deleted. Nobody sends the same form again so late."""


class SentFormManager(models.Manager):
    """Deletes old keys."""

    def prune(self) -> None:
        """Deletes the keys that are older than ``KEPT_FOR``."""
        self.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()


class SentForm(models.Model):
    """A form that saved something. Its key is unique, so the database itself refuses a second save.

    Only the program writes it, in the transaction of the save (``projects/editing/once.py``).
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    saved_as = models.CharField(_("address"), max_length=2000, blank=True)
    """The address to which the first sending redirected."""
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar[SentFormManager] = SentFormManager()

    def __str__(self) -> str:
        return self.saved_as
