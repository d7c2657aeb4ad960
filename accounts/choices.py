"""The closed lists of personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a key of a program may, as far as its account may."""

    READ = "read", _("read the register, the money and the calendar")
    WRITE = "write", _("change projects, organisations, places, documents and events")
    MONEY = "money", _("change the money: grants, contracts, entries, budgets")
    CALENDAR = "calendar", _("read the calendar")


class Page(models.TextChoices):
    """The pages whose views can be saved, by the names of their addresses."""

    DASHBOARD = "dashboard", _("Dashboard")
    PROJECTS = "projects", _("Projects")
    ALLOCATIONS = "allocations", _("Allocations")
    REPORTS = "reports", _("Reports")
    REPORT = "report", _("Report")
    ANNEX = "annex", _("Annex")
