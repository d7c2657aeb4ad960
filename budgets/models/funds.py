"""Funds: the sources of money that allocations are paid from."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.models.base import Named
from projects.validators import plain_text


class Fund(Named):
    """The source of money that an allocation is paid from, such as the adjacent-area funds."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])

    class Meta:
        ordering = ["slug"]
        verbose_name = _("fund")
        verbose_name_plural = _("funds")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("fund", args=[self.slug])
