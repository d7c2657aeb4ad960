"""The admin page of rules."""

from django.contrib import admin

from budgets.models import Rule
from projects.admin.languages import TranslatedAdmin


@admin.register(Rule)
class RuleAdmin(TranslatedAdmin):
    list_display = ("code", "label", "severity", "valid_from", "valid_to", "fund", "portfolio", "certain")
    list_filter = ("severity", "check_name", "certain")
    list_select_related = ("fund", "portfolio")
    search_fields = ("code",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("code", "check_name", "severity"),
                    ("valid_from", "valid_to"),
                    ("fund", "portfolio"),
                    ("amount", "month", "day_of_month"),
                    "perspective",
                    "certain",
                ]
            },
        )
    ]
