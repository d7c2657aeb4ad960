from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = _("Money")

    def ready(self) -> None:
        from budgets import records  # noqa: F401  (declares the money of a project)
        from budgets.services import money_moved, totals_of_records
        from changes.difference import measure, moves
        from changes.tables import keep

        measure(totals_of_records)
        moves(money_moved)
        keep("budgets", kinds={"fund": "Fund"}, rows={"Allocation": ("project", "project")})
