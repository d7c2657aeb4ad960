from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

KINDS = {
    "fund": "Fund",
    "budget-post": "BudgetPost",
    "budget-rate": "BudgetRate",
    "period": "Period",
    "co-financing": "CoFinancing",
    "contract": "Contract",
    "entry": "Entry",
    "rule": "Rule",
}
ROWS = {
    "Allocation": ("project", "project"),
    "ContractAllocation": ("contract", "contract"),
    "Signature": ("contract", "contract"),
    "Instalment": ("contract", "contract"),
    "ReportDue": ("contract", "contract"),
    "PerspectiveAnswer": ("contract", "contract"),
}


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = _("Money")

    def ready(self) -> None:
        from budgets import narrow, records  # noqa: F401  (declare the money of a project)
        from budgets.books import erasing  # noqa: F401  (says what an erasure deletes of the two books)
        from budgets.entries import records as of_entries  # noqa: F401  (declares contracts, entries and posts)
        from budgets.entries import rights  # noqa: F401  (says to which project the money belongs)
        from budgets.entries.checks import hindering_deletion
        from budgets.entries.deadlines import deadlines
        from budgets.entries.grants import hindering_deletion_of_project
        from budgets.entries.services import hindering_deletion_of_period
        from budgets.grouping.kept import declare, index
        from budgets.rules import records as of_rules  # noqa: F401  (declares rules)
        from budgets.rules.two_persons import proposal_waits, take_two
        from budgets.rules.writing import warnings_of
        from budgets.services import money_moved, totals_of_records
        from changes.approving.gate import open_to_propose, takes_two
        from changes.difference import measure, moves, warn
        from changes.rules import hinder_deletion
        from changes.tables import keep
        from projects.deadlines import deadlines_from
        from projects.searching.registry import index_words

        measure(totals_of_records)
        moves(money_moved)
        warn(warnings_of)
        takes_two(take_two)
        open_to_propose(proposal_waits, app="budgets")
        deadlines_from(deadlines)
        hinder_deletion("entry", hindering_deletion)
        hinder_deletion("project", hindering_deletion_of_project)
        hinder_deletion("period", hindering_deletion_of_period)
        keep("budgets", kinds=KINDS, rows=ROWS)
        index_words("budgets.Allocation.reference")
        declare()
        post_migrate.connect(index, sender=self)
        self._begin_milestones()
        self._begin_rules()
        self._begin_proposals()

    def _begin_milestones(self) -> None:
        from budgets.milestones.keeping import begin, forget_after_migrations

        begin()
        post_migrate.connect(forget_after_migrations, sender=self)

    @staticmethod
    def _begin_rules() -> None:
        """Registers the rules of the money on projects and on whole changes."""
        from budgets.rules.ahead import counts_other_entries
        from budgets.rules.closing import judge_closed_projects, stopped_from_closing
        from budgets.rules.judging import judge_money
        from budgets.rules.posts import takes_from_a_post
        from changes.rules import judge
        from changes.together.unwritten import counts_others
        from projects.rules import rule_of_projects

        rule_of_projects(stopped_from_closing)
        judge(judge_money)
        judge(judge_closed_projects)
        counts_others("entry", counts_other_entries)
        counts_others("project", takes_from_a_post)

    @staticmethod
    def _begin_proposals() -> None:
        """Registers what organisations hand in, and what ends a proposal."""
        from budgets.owing import (
            following,  # noqa: F401  (takes a report that was handed in to the organisation that is kept)
            handing_in,  # noqa: F401  (says what an organisation may hand in)
            moving,  # noqa: F401  (takes a report that was handed in to its new day)
        )
        from budgets.owing.owed import deadlines_owed_by
        from budgets.rules import ended_proposals  # noqa: F401  (ends proposals about what is deleted)
        from projects.deadlines import owed_from

        owed_from(deadlines_owed_by)
