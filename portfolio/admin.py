"""The editing side as a whole: its name, and the order of its apps and models."""

from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from changes.apply import apply
from changes.approving.gate import MustWait
from changes.models import Way
from changes.opened import changing
from changes.rights import may_propose
from projects.filtering.pickers import in_a_list

FIRST = ("projects", "budgets", "events")
FIRST_IN_APP: tuple[str, ...] = (
    "Project",
    "Portfolio",
    "Council",
    "Organisation",
    "Contact",
    "Place",
    "CoreArea",
    "Document",
    "Source",
)
FIRST_IN_APP += ("Allocation", "Contract", "Entry", "CoFinancing", "BudgetPost", "BudgetRate", "Period", "Rule", "Fund")


class Suggestions(AutocompleteJsonView):
    """Suggestions while a person types, with the same labels as the lists to choose from."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": in_a_list(obj)}


class Site(admin.AdminSite):
    """Django's administration, with the projects first and the register before the accounts."""

    site_header = site_title = "Oversigt"
    index_title = _("Editing")

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirects to the site's own sign-in page. A signed-in person who is not staff gets a 403."""
        index = reverse("admin:index")
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or index, reverse("sign-in"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Redirects to the site's own page, which counts tries of the old password."""
        return redirect("change-password")

    def get_urls(self) -> list[Any]:
        # Comes before Django's own address of this page, which would lead any staff member to any row's page
        return [path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.on_site)), *super().get_urls()]

    def on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """Redirects to the page of a row ("View on site") if the person may see the row. Raises Http404 otherwise."""
        kind = get_object_or_404(ContentType, pk=content_type_id)
        model: Any = kind.model_class()
        pages = self._registry.get(model)
        if pages is None:
            raise Http404
        row = pages.get_object(request, object_id)
        if row is None or not pages.has_view_permission(request, row) or not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row.get_absolute_url())

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Returns the view with Django's guard. Everything that one POST writes is one change."""

        @wraps(view)
        def in_a_change(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            try:
                with changing(way=Way.ADMIN, actor=request.user):
                    return view(request, *args, **kwargs)
            except MustWait as held:
                return self._proposed(request) or self.not_alone(request, held)

        return super().admin_view(in_a_change, cacheable)

    def _proposed(self, request: HttpRequest) -> HttpResponse | None:
        """Keeps what the form means as a proposal, if its page knows (``request.proposes``), and leads to it."""
        proposals = getattr(request, "proposes", None)
        if not proposals:
            return None
        outcome = apply(proposals=proposals, way=Way.ADMIN, actor=request.user, may=may_propose(request.user))
        if outcome.waiting is None:
            return None
        # The view said that it saved
        list(messages.get_messages(request))
        messages.success(request, _("Nothing is saved yet. It waits until a second person approves it."))
        return redirect("proposal", outcome.waiting.pk)

    def not_alone(self, request: HttpRequest, held: MustWait) -> HttpResponse:
        """Says that nothing was saved, because a second person has to approve it: the pages take it as a proposal."""
        # The view said that it saved
        list(messages.get_messages(request))
        context = {**self.each_context(request), "title": _("Nothing has been saved"), "reason": str(held)}
        context["messages"] = []
        return render(request, "admin/must_wait.html", context, status=409)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Suggestions.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is None:
            apps = _together(apps, "accounts", "auth")
        for app in apps:
            app["models"].sort(key=lambda model: _rank(FIRST_IN_APP, model["object_name"]))
        return sorted(apps, key=lambda app: _rank(FIRST, app["app_label"]))


def _together(apps: list[Any], part: str, whole: str) -> list[Any]:
    """Returns the apps with the models of app ``part`` moved into app ``whole``, if both are in the list."""
    by_label = {app["app_label"]: app for app in apps}
    if part in by_label and whole in by_label:
        by_label[whole]["models"] += by_label.pop(part)["models"]
    return list(by_label.values())


def _rank(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
