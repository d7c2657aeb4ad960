"""Open sessions on the editing side: to see, and to end."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.sessions import keeping
from accounts.sessions.models import OpenSession


@admin.register(OpenSession)
class OpenSessionAdmin(admin.ModelAdmin):
    """Who is signed in, and with which browser. Deleting a row signs that browser out."""

    list_display = ("user", "where", "began", "seen", "address")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = ("user", "browser", "system", "began", "seen", "address")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.still_open()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        keeping.end(OpenSession.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        keeping.end(OpenSession.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))
