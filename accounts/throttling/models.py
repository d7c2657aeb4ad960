"""The counters of tries."""

from django.db import models


class Tries(models.Model):
    """How many tries were counted under a key in its window of time.

    The key is a hash: whoever reads the table learns neither names nor addresses. People also type passwords into the
    field of the name. No password is ever stored.
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    ends = models.BigIntegerField(db_index=True)
    """The end of the window, in seconds since 1970 (UTC). The row means nothing afterwards."""
    account = models.CharField(max_length=64, blank=True, db_index=True)
    """The hash of the account that waits when the counter is full. Empty: the counter of an address."""

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.number}"
