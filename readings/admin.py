from django.contrib import admin
from django.http import HttpRequest

from readings.models import AcceptedItem, AnnexReading


class Written(admin.ModelAdmin):
    """Rows that people write on pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AnnexReading)
class AnnexReadingAdmin(Written):
    list_display = ("name", "person", "made", "document")
    list_select_related = ("person", "document")
    fields = ("name", "person", "made", "document", "portfolio")


@admin.register(AcceptedItem)
class AcceptedItemAdmin(Written):
    list_display = ("reading", "number", "made")
    list_select_related = ("reading",)
    fields = ("reading", "number", "made")
