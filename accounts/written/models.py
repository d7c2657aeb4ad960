"""The place of each account's last write in the log of PostgreSQL."""

from django.db import models


class LastWrite(models.Model):
    """Where the log stood after the last request with which an account wrote. Only sites with replicas have rows."""

    account = models.BigIntegerField(primary_key=True)
    """The number of the account. Not a relation: the row says nothing about a person."""
    timeline = models.BigIntegerField()
    """The history to which the place belongs: each promotion of a replica begins a new one."""
    place = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.account}: {self.timeline}/{self.place}"
