"""Keys of forms that were sent: the same form sent twice is one save."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=2)
"""Nobody sends the same form again later than that; then its key is deleted."""


class SentFormManager(models.Manager):
    """Makes room."""

    def prune(self) -> None:
        """Deletes the keys that are older than ``KEPT_FOR``."""
        self.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()


class SentForm(models.Model):
    """A form that saved something. Its key is unique, so that the database itself refuses a second save.

    Written in the transaction of the save, by the program alone (``projects/editing/once.py``).
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    saved_as = models.CharField(_("address"), max_length=2000, blank=True)
    """The address to which the first sending led."""
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar[SentFormManager] = SentFormManager()

    def __str__(self) -> str:
        return self.saved_as
