"""The editing side as a whole: its name, and what stands first in it."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

FIRST = ("projects", "budgets", "events")
FIRST_IN_APP = ("Project", "Portfolio", "Council", "Organisation", "Contact", "Place", "CoreArea", "Document", "Source")


class Site(admin.AdminSite):
    """Django's own administration, with the register before the accounts and the projects before all else."""

    site_header = site_title = "Oversigt"
    index_title = _("Editing")

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Leads to the site's own sign-in page; whoever is signed in and not on the staff is told so."""
        index = reverse("admin:index")
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or index, reverse("sign-in"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is None:
            for part in ("authtoken", "accounts"):
                apps = _together(apps, part, "auth")
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
