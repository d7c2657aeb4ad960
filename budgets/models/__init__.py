"""The models of the money: funds, budget posts, rates and periods (posts), allocations, contracts and their rows
(contracts), the entries of a grant (entries), the rules on all of these (rules), the accounting ledgers (books), and
the kept groups of totals (milestones)."""

from budgets.models.allocations import Allocation
from budgets.models.books import BookMatch, LedgerColumns, LedgerFile
from budgets.models.contracts import CoFinancing, Contract, ContractAllocation, Instalment, ReportDue, Signature
from budgets.models.entries import Entry
from budgets.models.funds import Fund
from budgets.models.milestones import KeptGroup, Milestone
from budgets.models.posts import BudgetPost, BudgetRate, Period
from budgets.models.rules import PerspectiveAnswer, Rule

__all__ = [
    "Allocation",
    "BookMatch",
    "BudgetPost",
    "BudgetRate",
    "CoFinancing",
    "Contract",
    "ContractAllocation",
    "Entry",
    "Fund",
    "Instalment",
    "KeptGroup",
    "LedgerColumns",
    "LedgerFile",
    "Milestone",
    "Period",
    "PerspectiveAnswer",
    "ReportDue",
    "Rule",
    "Signature",
]
