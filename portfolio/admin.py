"""The editing side as a whole: its name, and what stands first in it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

FIRST = ("projects", "budgets", "events")
FIRST_IN_APP = ("Project", "Portfolio", "Council", "Organisation", "Contact", "Place", "CoreArea", "Document", "Source")


class Site(admin.AdminSite):
    """Django's own administration, with the register before the accounts and the projects before all else."""

    site_header = site_title = "Oversigt"
    index_title = _("Editing")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is None:
            apps = _together(apps, "authtoken", "auth")
        for app in apps:
            app["models"].sort(key=lambda model: _rank(FIRST_IN_APP, model["object_name"]))
        return sorted(apps, key=lambda app: _rank(FIRST, app["app_label"]))


def _together(apps: list[Any], part: str, whole: str) -> list[Any]:
    """The apps with the models of one of them among another's, where both are there."""
    by_label = {app["app_label"]: app for app in apps}
    if part in by_label and whole in by_label:
        by_label[whole]["models"] += by_label.pop(part)["models"]
    return list(by_label.values())


def _rank(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
