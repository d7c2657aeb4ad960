"""The closed lists of personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Page(models.TextChoices):
    """The pages whose views can be saved, by the names of their addresses."""

    DASHBOARD = "dashboard", _("Dashboard")
    PROJECTS = "projects", _("Projects")
    ALLOCATIONS = "allocations", _("Allocations")
    REPORTS = "reports", _("Reports")
    REPORT = "report", _("Report")
    ANNEX = "annex", _("Annex")
