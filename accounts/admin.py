"""What belongs to persons, as administrators see it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Pin, Preference, SavedView
from projects.admin.base import RegisterAdmin


def _may_see(request: HttpRequest, view: Any) -> bool:
    return view is None or SavedView.objects.visible_to(request.user).filter(pk=view.pk).exists()


@admin.register(SavedView)
class SavedViewAdmin(RegisterAdmin):
    """Name and sharing; what a view asks is changed on its page, where it is checked.

    A private one is its owner's alone, and so is its history.
    """

    list_display = ("name", "owner", "page", "report", "shared", "changed")
    list_filter = ("shared", "page")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")
    fields = ["name", "shared", "owner", "page", "report", "query", "created", "changed"]
    readonly_fields = ("owner", "page", "report", "query", "created", "changed")

    def get_queryset(self, request: HttpRequest) -> Any:
        views: Any = super().get_queryset(request)
        return views.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and _may_see(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_see(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):
    list_display = ("user", "language")
    list_select_related = ("user",)
    fields = ("user", "language")
    readonly_fields = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Pin)
class PinAdmin(admin.ModelAdmin):
    """To read and to take off; people pin on their own page."""

    list_display = ("user", "view", "position")
    list_select_related = ("user", "view")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(view__in=SavedView.objects.visible_to(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Pin | None = None) -> bool:
        return False
