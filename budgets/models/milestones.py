"""Milestones: changes as of which the groups of the totals are kept, so that nobody has to work them out again."""

from django.db import models


class Milestone(models.Model):
    """A change as of which groups are kept (``budgets/milestones/``)."""

    change = models.BigIntegerField(primary_key=True)
    """Its number. No relation: deleting changes must not wait for these rows."""
    mark = models.CharField(max_length=16)
    """Its random mark: after a restore another change may have its number."""
    definition = models.CharField(max_length=16)
    """A digest of the SQL that worked the groups out."""

    def __str__(self) -> str:
        return str(self.change)


class KeptGroup(models.Model):
    """A group of the totals with its figures, from one milestone until another, like a state of the history."""

    grouping = models.CharField(max_length=40)
    """How was grouped: "council:exclusive"."""
    key = models.TextField()
    from_change = models.BigIntegerField()
    until_change = models.BigIntegerField(null=True)
    """The milestone as of which the group has other figures, or is gone; null: none yet."""
    projects = models.BigIntegerField()
    bare = models.BigIntegerField()
    counted = models.BigIntegerField()
    left_out = models.BigIntegerField()
    ore = models.BigIntegerField()
    paying = models.BigIntegerField()
    paid = models.BigIntegerField()
    projects_paid = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["grouping", "until_change"], name="kept_group_of_grouping")]

    def __str__(self) -> str:
        return f"{self.grouping} {self.key}"
