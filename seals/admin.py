"""The admin of seals: to read. Nobody changes or deletes a seal; ``manage.py seals --check`` would notice."""

from django.contrib import admin
from django.http import HttpRequest

from seals.models import Seal, SealedFile


class Fixed:
    """Rows that are written once."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class SealedFiles(Fixed, admin.TabularInline):
    model = SealedFile
    fields = ("kind", "name", "size", "sha256")
    extra = 0


@admin.register(Seal)
class SealAdmin(Fixed, admin.ModelAdmin):
    list_display = ("number", "title", "sealed", "role", "reason")
    list_filter = ("report", "language")
    search_fields = ("title", "reason", "manifest")
    inlines = (SealedFiles,)
