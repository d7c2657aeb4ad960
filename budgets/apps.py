from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

KINDS = {
    "fund": "Fund",
    "budget-post": "BudgetPost",
    "budget-rate": "BudgetRate",
    "period": "Period",
    "co-financing": "CoFinancing",
    "contract": "Contract",
    "entry": "Entry",
}
ROWS = {
    "Allocation": ("project", "project"),
    "ContractAllocation": ("contract", "contract"),
    "Signature": ("contract", "contract"),
    "Instalment": ("contract", "contract"),
    "ReportDue": ("contract", "contract"),
}


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = _("Money")

    def ready(self) -> None:
        from budgets import narrow, records  # noqa: F401  (declare the money of a project)
        from budgets.entries import records as of_entries  # noqa: F401  (declares contracts, entries and posts)
        from budgets.entries.checks import hindering_deletion
        from budgets.entries.services import hindering_deletion_of_period
        from budgets.services import money_moved, totals_of_records
        from changes.difference import measure, moves
        from changes.rules import hinder_deletion
        from changes.tables import keep
        from projects.searching.registry import index_words

        measure(totals_of_records)
        moves(money_moved)
        hinder_deletion("entry", hindering_deletion)
        hinder_deletion("period", hindering_deletion_of_period)
        keep("budgets", kinds=KINDS, rows=ROWS)
        index_words("budgets.Allocation.reference")
