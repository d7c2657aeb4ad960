"""The admin of tables that were sent: to read and to delete. People work with them on their own pages."""

from django.contrib import admin
from django.http import HttpRequest

from tables.models import TableFile, TableHeading


class Written(admin.ModelAdmin):
    """Rows that people write on pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(TableFile)
class TableFileAdmin(Written):
    list_display = ("name", "kind", "person", "made", "state", "change")
    list_select_related = ("person",)
    fields = ("name", "kind", "person", "made", "sha256", "state", "change")


@admin.register(TableHeading)
class TableHeadingAdmin(Written):
    list_display = ("heading", "kind", "target", "person")
    list_select_related = ("person",)
    fields = ("heading", "kind", "target", "person")
