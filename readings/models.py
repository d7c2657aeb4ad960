"""Annexes that people sent, what was read of them, and which projects came from them.

They are not records: they belong to no change and move no version of the data. A project that came from an annex is
named by the key of its row, as in a change, so that undoing and restoring leave the link as it is.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Document, Portfolio
from projects.models.base import Named, NaturalKeyManager


class AnnexReading(Named):
    """An annex: the text of its pages and what was read. Deleted after some weeks if no project came from it."""

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="annexes", verbose_name=_("person")
    )
    made = models.DateTimeField(_("made"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+", verbose_name=_("document"))
    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="+", verbose_name=_("portfolio"))
    pages = models.JSONField(default=list)
    """The text of each page."""
    items = models.JSONField(default=list)
    """The items, as ``readings/rules/facts.py`` makes data of them."""
    put_aside = models.JSONField(default=list)
    """The numbers of the items that the person rejected."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("annex that was read")
        verbose_name_plural = _("annexes that were read")

    def __str__(self) -> str:
        return self.name


class AcceptedItem(Named):
    """An item of an annex from which a project came."""

    natural_fields = ("reading", "number")

    reading = models.ForeignKey(AnnexReading, models.PROTECT, related_name="accepted", verbose_name=_("annex"))
    number = models.PositiveIntegerField(_("item"))
    row = models.BigIntegerField(_("project"), db_index=True)
    """The key of the project's row."""
    made = models.DateTimeField(_("made"), auto_now_add=True)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["reading", "number"]
        verbose_name = _("accepted item")
        verbose_name_plural = _("accepted items")
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="accepted_item_once")]

    def __str__(self) -> str:
        return f"{self.reading} {self.number}"
