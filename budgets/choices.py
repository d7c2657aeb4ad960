"""The closed lists of the money."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whether an allocation is the project's whole budget or the Council's share of a co-financed one."""

    WHOLE = "whole", _("Whole budget")
    SHARE = "share", _("Share of a co-financed project")
