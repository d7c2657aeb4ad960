"""Pages of documents, their parties and their sources."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from projects import models
from projects.admin.base import HiddenAdmin, RegisterAdmin, Rows, form_lines
from projects.admin.filters import OnlyUsed
from projects.admin.languages import TranslatedAdmin
from projects.forms import DocumentForm, PartyForm
from projects.language.texts import LANGUAGES
from projects.records import DOCUMENT

HEADINGS = [f"heading_{code}" for code in LANGUAGES]


class PartyRows(Rows):
    model = models.DocumentParty
    form = PartyForm
    select_related = ("council", "organisation", "country")


class SourceRows(Rows):
    model = models.Source


class FileRows(Rows):
    """The versions as files, to look at: the page of the document takes a new one."""

    model = models.DocumentFile
    fields = readonly_fields = ("version", "name", "media_type", "size", "sha256")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Document)
class DocumentAdmin(TranslatedAdmin):
    form = DocumentForm
    empty_value_display = _("not stated")
    list_display = ("slug", "title_shown", "kind", "adopted", "valid_from", "valid_to")
    list_filter = ("kind", "original_language")
    search_fields = ("search_text",)
    fieldsets = [
        (None, {"fields": form_lines(DOCUMENT)}),
        (_("Amount"), {"fields": [("amount", "currency")], "description": _("Never added to a total.")}),
        (_("Source"), {"fields": ["source"]}),
    ]
    inlines = [PartyRows, SourceRows, FileRows]

    @admin.display(description=_("title"))
    def title_shown(self, document: models.Document) -> str:
        return str(document)


@admin.register(models.DocumentParty)
class DocumentPartyAdmin(HiddenAdmin):
    form = PartyForm


@admin.register(models.Source)
class SourceAdmin(RegisterAdmin):
    list_display = ("slug", "document", "section", "item", "heading")
    list_filter = (("document", OnlyUsed),)
    list_select_related = ("document",)
    search_fields = ("document__search_text", "slug", "section", *HEADINGS)
    fields = ["slug", "document", ("section", "item"), *HEADINGS]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        # A source is named after its document, in suggestions too
        return super().get_search_results(request, queryset.select_related("document"), search_term)
