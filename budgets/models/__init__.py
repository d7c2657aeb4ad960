"""The models of the money: funds, budget posts, rates and periods (posts), allocations, contracts and their rows
(contracts), the entries of a grant (entries), and the rules on all of these (rules)."""

from budgets.models.allocations import Allocation
from budgets.models.contracts import CoFinancing, Contract, ContractAllocation, Instalment, ReportDue, Signature
from budgets.models.entries import Entry
from budgets.models.funds import Fund
from budgets.models.posts import BudgetPost, BudgetRate, Period
from budgets.models.rules import PerspectiveAnswer, Rule

__all__ = [
    "Allocation",
    "BudgetPost",
    "BudgetRate",
    "CoFinancing",
    "Contract",
    "ContractAllocation",
    "Entry",
    "Fund",
    "Instalment",
    "Period",
    "PerspectiveAnswer",
    "ReportDue",
    "Rule",
    "Signature",
]
