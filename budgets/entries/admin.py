"""Admin pages of budget posts, rates, periods, contracts, co-financing and entries."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import models
from projects.admin.base import RegisterAdmin, Rows
from projects.admin.languages import TranslatedAdmin


@admin.display(description=_("year"), ordering="year")
def year(row: Any) -> Any:
    """Returns the year of a row for a list: a year is no amount, and has no separators. None if it is not stated."""
    return None if row.year is None else str(row.year)


@admin.register(models.BudgetPost)
class BudgetPostAdmin(TranslatedAdmin):
    list_display = ("code", "number", "name", "council", year, "adopted", "carried_over")
    list_filter = ("year",)
    list_select_related = ("council",)
    search_fields = ("code", "number")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("code", "number"),
                    ("council", "year", "price_level"),
                    ("adopted", "carried_over"),
                    "source",
                ]
            },
        )
    ]


@admin.register(models.BudgetRate)
class BudgetRateAdmin(RegisterAdmin):
    list_display = ("code", year, "currency", "rate", "how_set")
    list_filter = ("year", "currency")
    search_fields = ("code",)
    fields = ["code", ("year", "currency", "rate"), "how_set", "source"]


@admin.register(models.Period)
class PeriodAdmin(RegisterAdmin):
    list_display = ("code", "first_day", "last_day", "closed_at")
    search_fields = ("code",)
    fields = ["code", ("first_day", "last_day"), "closed_at"]
    readonly_fields = ("closed_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.closed)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # An earlier version that is brought back neither closes the period nor opens it
        stored = models.Period._base_manager.filter(pk=obj.pk).values_list("closed_at", flat=True)
        obj.closed_at = stored.first()
        super().save_model(request, obj, form, change)


@admin.register(models.CoFinancing)
class CoFinancingAdmin(RegisterAdmin):
    list_display = ("code", "project", "organisation", "amount", "currency", "in_kind", "own_share")
    list_select_related = ("project", "organisation")
    search_fields = ("code", "project__search_text")
    fields = [
        ("code", "project"),
        ("organisation", "own_share"),
        ("amount", "currency", "in_kind"),
        ("rate", "rate_source"),
        "description",
        "source",
    ]


class ContractAllocationRows(Rows):
    model = models.ContractAllocation
    fields = ["allocation"]
    select_related = ("allocation",)


class SignatureRows(Rows):
    model = models.Signature
    fields = ["role", "organisation", "function", "day"]
    select_related = ("organisation",)


class InstalmentRows(Rows):
    model = models.Instalment
    fields = ["number", "day", "amount", "share", "condition"]


class ReportDueRows(Rows):
    model = models.ReportDue
    fields = ["kind", "day"]


class PerspectiveRows(Rows):
    model = models.PerspectiveAnswer
    fields = ["perspective", "answer"]


@admin.register(models.Contract)
class ContractAdmin(RegisterAdmin):
    list_display = ("code", "project", "kind", "administrative_body", "starts", "ends", "terms")
    list_filter = ("kind",)
    list_select_related = ("project", "administrative_body")
    search_fields = ("code", "project__search_text")
    fields = [
        ("code", "project"),
        ("kind", "administrative_body", "terms"),
        "state_audited",
        ("starts", "ends"),
        "whole_budget",
        ("currency", "rate", "rate_source"),
        "conditions",
        "document",
        "source",
    ]
    inlines = [ContractAllocationRows, SignatureRows, InstalmentRows, ReportDueRows, PerspectiveRows]


@admin.register(models.Entry)
class EntryAdmin(RegisterAdmin):
    """Entries are added here and never changed or deleted: another entry corrects them."""

    list_display = ("reference", "allocation", "kind", "day", "amount", "currency", "post", "corrects")
    list_filter = ("kind", "currency")
    list_select_related = ("allocation", "post", "corrects")
    date_hierarchy = "day"
    search_fields = ("reference", "voucher", "allocation__project__search_text")
    fields = [
        ("reference", "allocation", "contract"),
        ("kind", "day"),
        ("amount", "currency"),
        ("rate", "rate_kind", "rate_source"),
        ("starts", "ends"),
        ("report", "final"),
        ("signed_by_project_manager", "signed_by_finance_manager"),
        ("post", "counterpart", "voucher"),
        "corrects",
        "remark",
        "source",
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
