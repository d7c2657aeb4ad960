"""Tables that people sent, and what they said about their columns.

They are not records of the register: no change writes them.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import Named, NaturalKeyManager
from tables.choices import State

USER = settings.AUTH_USER_MODEL


class TableFile(Named):
    """A table that a person sent. Only that person sees it. Its cells are deleted after some days; its checksum stays,
    so that the same file is recognised.
    """

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(USER, models.CASCADE, related_name="tables", verbose_name=_("person"))
    made = models.DateTimeField(_("made"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    cells = models.BinaryField()
    """The cells as ``tables/reading/cells.py`` packs them; empty when they are deleted."""
    kind = models.CharField(_("kind of table"), max_length=20, blank=True)
    columns = models.JSONField(default=dict)
    """Position of a column → what it holds."""
    headings = models.JSONField(default=list)
    begins = models.PositiveIntegerField(default=1)
    """Lines before the first row."""
    language = models.CharField(max_length=8, blank=True)
    """Of the headings."""
    defaults = models.JSONField(default=dict)
    """Values that hold for all rows, by what they are."""
    empties = models.BooleanField(_("empty cells empty the value"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SENT)
    of_language = models.CharField(max_length=8, blank=True)
    """The language of the person, in which a process of its own writes the sentences."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat = models.DateTimeField(null=True, blank=True)
    """When the process that works on it last said so."""
    result = models.BinaryField(default=bytes)
    """What the check found, as ``tables/checking/results.py`` packs it."""
    left_out = models.JSONField(default=list)
    """First lines of the rows that the person leaves out."""
    reason = models.CharField(max_length=1000, blank=True)
    """Why the person applies it."""
    problem = models.CharField(max_length=500, blank=True)
    """Why the last step failed."""
    change = models.PositiveBigIntegerField(_("change"), null=True, blank=True)
    """The number of the change that applied it."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("table that was sent")
        verbose_name_plural = _("tables that were sent")

    def __str__(self) -> str:
        return self.name


class TableHeading(Named):
    """What a person said that a heading means, for the next file."""

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(USER, models.CASCADE, related_name="table_headings", verbose_name=_("person"))
    kind = models.CharField(_("kind of table"), max_length=20)
    heading = models.CharField(_("heading"), max_length=200)
    """Folded."""
    target = models.CharField(_("holds"), max_length=60, blank=True)
    """Empty: the column is left aside."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["kind", "heading"]
        verbose_name = _("heading of a table")
        verbose_name_plural = _("headings of tables")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "heading"], name="table_heading_once_per_person"),
        ]

    def __str__(self) -> str:
        return self.heading
