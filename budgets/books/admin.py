"""The admin of the two books: to read and to delete. People write the rows on the pages of the reports."""

from django.contrib import admin
from django.http import HttpRequest

from budgets.models import BookMatch, LedgerColumns, LedgerFile


class Written(admin.ModelAdmin):
    """Rows that people write on pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(LedgerFile)
class LedgerFileAdmin(Written):
    list_display = ("name", "person", "made")
    list_select_related = ("person",)
    fields = ("name", "person", "made")


@admin.register(LedgerColumns)
class LedgerColumnsAdmin(Written):
    list_display = ("headings", "columns", "reversed_signs", "changed")
    fields = ("headings", "columns", "reversed_signs", "changed")


@admin.register(BookMatch)
class BookMatchAdmin(Written):
    list_display = ("kind", "theirs", "ours", "grant", "person", "made", "withdrawn")
    list_filter = ("kind", ("withdrawn", admin.EmptyFieldListFilter))
    list_select_related = ("person",)
    search_fields = ("theirs", "ours")
    fields = ("kind", "theirs", "ours", "grant", "reason", "person", "made", "withdrawn", "withdrawn_by")
