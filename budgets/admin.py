"""Admin pages of funds and allocations, and the allocations on the page of a project."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from budgets.books import admin as of_books  # noqa: F401  (the pages of the two books)
from budgets.entries import admin as of_entries
from budgets.forms import AllocationForm
from budgets.models import Allocation, Fund
from budgets.rules import admin as of_rules  # noqa: F401  (the page of rules)
from projects.admin import ProjectAdmin
from projects.admin.base import RegisterAdmin, StackedRows
from projects.admin.filters import OnlyUsed
from projects.admin.languages import TranslatedAdmin
from projects.language.amounts import format_amount

MONEY: list[str | tuple[str, ...]] = [("amount", "currency", "dkk"), ("rate", "rate_date", "rate_source")]
ORIGIN: list[str | tuple[str, ...]] = [
    ("council", "fund", "post"),
    ("year", "granted", "scope"),
    "source",
    ("inferred", "note"),
]


class InDkk:
    """Shows the amount in DKK, read-only: the database computes it."""

    readonly_fields = ("dkk",)

    @admin.display(description=_("amount in DKK"), ordering="amount_dkk")
    def dkk(self, allocation: Any) -> Any:
        if allocation is None or allocation.pk is None or allocation.amount_dkk is None:
            return _("not counted: no rate") if allocation and allocation.pk else _("after saving")
        return format_amount(allocation.amount_dkk)


class AllocationRows(InDkk, StackedRows):
    model = Allocation
    form = AllocationForm
    fields = ["reference", *MONEY, *ORIGIN]
    select_related = ("council", "fund", "post", "source__document")


@admin.register(Allocation)
class AllocationAdmin(InDkk, RegisterAdmin):
    form = AllocationForm
    empty_value_display = _("not stated")
    list_display = (
        "reference",
        "project",
        "granted_amount",
        "code",
        "dkk",
        "council",
        "fund",
        of_entries.year,
        "scope",
    )
    list_filter = ("scope", "currency", "fund", ("council", OnlyUsed), "year")
    list_select_related = ("project", "council", "fund")
    search_fields = (
        "reference",
        "project__search_text",
        "council__folded_code",
        "council__aliases__folded_alias",
    )
    fields = [("reference", "project"), *MONEY, *ORIGIN]

    @admin.display(description=_("amount"), ordering="amount")
    def granted_amount(self, allocation: Allocation) -> str:
        return format_amount(allocation.amount)

    @admin.display(description=_("currency"), ordering="currency")
    def code(self, allocation: Allocation) -> str:
        return allocation.currency


@admin.register(Fund)
class FundAdmin(TranslatedAdmin):
    list_display = ("slug", "name")
    search_fields = ("slug",)
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [(None, {"fields": ["slug"]})]


# Money first: most people open the page for it. The register cannot add it, because it does not know budgets.
ProjectAdmin.inlines = [AllocationRows, *ProjectAdmin.inlines]
