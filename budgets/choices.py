"""The fixed lists of choices for allocations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whether an allocation belongs to a budget without co-financing, or is the Council's share of a co-financed
    budget.

    A project may have several allocations of either kind.
    """

    WHOLE = "whole", _("Budget without co-financing")
    SHARE = "share", _("Share of a co-financed project")
