"""Pages of councils, organisations, contacts, places and core areas."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from projects import models
from projects.admin.base import HiddenAdmin, Rows, StackedRows, form_lines
from projects.admin.base import RegisterAdmin as Page
from projects.admin.filters import OnlyUsed
from projects.admin.languages import TranslatedAdmin
from projects.choices import Language
from projects.doubles.warning import sentences_about
from projects.forms import ContactForm, PlaceForm
from projects.records import ORGANISATION, PLACE

NAMES = tuple(f"name_{language}" for language in Language.values)


class AliasRows(Rows):
    model = models.CouncilAlias


@admin.register(models.Council)
class CouncilAdmin(TranslatedAdmin):
    list_display = ("code", "name", "other_codes")
    search_fields = ("search_text", "aliases__folded_alias")
    fieldsets = [(None, {"fields": ["code"]})]
    inlines = [AliasRows]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description=_("aliases"))
    def other_codes(self, council: models.Council) -> str:
        return ", ".join(alias.alias for alias in council.aliases.all())


admin.site.register(models.CouncilAlias, HiddenAdmin)


@admin.register(models.CoreArea)
class CoreAreaAdmin(TranslatedAdmin):
    list_display = ("number", "slug", "name")
    list_display_links = ("slug",)
    search_fields = ("slug", *NAMES)
    fieldsets = [
        (None, {"fields": ["number", "slug"]}),
    ]


@admin.register(models.Place)
class PlaceAdmin(TranslatedAdmin):
    form = PlaceForm
    list_display = ("slug", "name", "kind", "code", "country")
    list_filter = ("kind", ("country", OnlyUsed))
    list_select_related = ("country",)
    search_fields = ("search_text",)
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [(None, {"fields": form_lines(PLACE)})]


class ContactRows(StackedRows):
    model = models.Contact
    form = ContactForm
    fields = [("post", "vacant"), "person", ("email", "telephone"), "note"]


class OtherNameRows(Rows):
    model = models.OrganisationName
    fields = ["name", "valid_from", "valid_to"]


class NumberRows(Rows):
    model = models.OrganisationNumber
    fields = ["scheme", "number"]


@admin.register(models.Organisation)
class OrganisationAdmin(TranslatedAdmin):
    list_display = ("slug", "name", "abbreviation", "kind", "country")
    list_filter = ("kind", ("country", OnlyUsed))
    list_select_related = ("country",)
    search_fields = ("search_text",)
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": form_lines(ORGANISATION)}),
    ]
    inlines = [OtherNameRows, NumberRows, ContactRows]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Says so if the new organisation looks like a known one."""
        for sentence in sentences_about(obj):
            messages.warning(request, sentence)
        return super().response_add(request, obj, post_url_continue)


for _model in (models.OrganisationName, models.OrganisationNumber, models.OrganisationDistinction):
    admin.site.register(_model, HiddenAdmin)


@admin.register(models.Contact)
class ContactAdmin(Page):
    form = ContactForm
    list_display = ("post", "organisation", "person", "vacant")
    list_filter = ("vacant",)
    list_select_related = ("organisation",)
    search_fields = ("organisation__search_text", "post", "person", "email")
    fields = ["organisation", ("post", "vacant"), "person", ("email", "telephone"), "note"]
