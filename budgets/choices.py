"""The closed lists of the money."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whether an allocation is part or all of a budget without co-financing, or the Council's share of another.

    A project may have several allocations of either.
    """

    WHOLE = "whole", _("Budget without co-financing")
    SHARE = "share", _("Share of a co-financed project")
