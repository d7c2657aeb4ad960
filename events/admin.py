"""Admin pages of events, with the rows that belong to them."""

from typing import Any

from django.contrib import admin
from django.db import models as fields
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events import models
from events.fields import WordsField
from events.forms import EventForm, EventPartyForm, LocalTimeField, LocalTimeWidget
from projects.admin.base import HiddenAdmin, RegisterAdmin, Rows
from projects.admin.filters import OnlyUsed
from projects.admin.languages import TranslatedAdmin


class PartyRows(Rows):
    model = models.EventParty
    form = EventPartyForm
    fields = ["role", "organisation", "council", "inferred", "note"]
    select_related = ("organisation", "council")


class ProjectRows(Rows):
    model = models.EventProject
    fields = ["project", "inferred", "note"]
    select_related = ("project",)


class DocumentRows(Rows):
    model = models.EventDocument
    fields = ["document", "inferred", "note"]
    select_related = ("document",)


class ContactRows(Rows):
    model = models.EventContact
    fields = ["contact"]
    select_related = ("contact__organisation",)


@admin.register(models.Event)
class EventAdmin(TranslatedAdmin):
    form = EventForm
    save_as = True
    empty_value_display = _("not stated")
    formfield_overrides = {
        **TranslatedAdmin.formfield_overrides,
        fields.DateTimeField: {"form_class": LocalTimeField, "widget": LocalTimeWidget},
        WordsField: {},
    }
    list_display = ("slug", "title_told", "time", "place", "kind", "status")
    list_filter = (
        "kind",
        "status",
        "online",
        ("parties__council", OnlyUsed),
        ("place", OnlyUsed),
    )
    list_select_related = ("place",)
    search_fields = ("search_text", "place__search_text", "parties__organisation__search_text")
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (None, {"fields": ["slug", ("kind", "status"), ("source", "original_language"), "inferred"]}),
        (
            _("Days"),
            {"fields": [("starts", "ends")], "description": _("As exact as they are known. Or give times below.")},
        ),
        (
            _("Times"),
            {"fields": [("starts_at", "ends_at"), "timezone"], "description": _("As a clock at the event shows them.")},
        ),
        (_("Place"), {"fields": [("place", "address"), ("online", "url")]}),
        (_("For whom"), {"fields": [("audience", "languages"), "audience_countries"]}),
        (_("Recurrence"), {"fields": ["recurrence", "exceptions"], "classes": ["collapse"]}),
    ]
    inlines = [PartyRows, ProjectRows, DocumentRows, ContactRows]

    def get_queryset(self, request: HttpRequest) -> Any:
        events: Any = super().get_queryset(request)
        return events.with_title()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        return queryset.matching(search_term), False

    @admin.display(description=_("title"), ordering="title_key")
    def title_told(self, event: Any) -> str:
        return event.title_shown or ""

    @admin.display(description=_("time"), ordering="first_day")
    def time(self, event: models.Event) -> str:
        return event.when()


@admin.register(models.EventParty)
class EventPartyAdmin(HiddenAdmin):
    form = EventPartyForm


@admin.register(models.Contributor)
class ContributorAdmin(RegisterAdmin):
    """Ties an account to its organisation. An account that is also staff stays staff."""

    list_display = ("user", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__username", "organisation__search_text")
    autocomplete_fields = ("user", "organisation")


@admin.register(models.FeedAddress)
class FeedAddressAdmin(admin.ModelAdmin):
    """Shows and revokes addresses. Users make their own on the calendar's page of addresses."""

    list_display = ("name", "user", "created_at", "used_at")
    list_select_related = ("user",)
    fields = ("name", "user", "query", "created_at", "used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.register([models.EventProject, models.EventDocument, models.EventContact], HiddenAdmin)
