"""The rule on budget posts: what is decided never exceeds what the post has."""

from decimal import Decimal
from typing import Any

from budgets.choices import Check, Severity
from budgets.entries.amounts import in_dkk
from budgets.entries.measures import PostMoney, money_of_posts
from budgets.models import Allocation, BudgetPost
from budgets.rules.checks import rule_concerns, rule_holds
from budgets.rules.words import rules_of, sentence_of


def overdrawn() -> dict[int, PostMoney]:
    """Returns the posts on which more is decided than they have, by key. Runs three queries."""
    return {key: money for key, money in money_of_posts(BudgetPost.objects.all()).items() if money.undisposed < 0}


def broken_by_decision(allocation: Any) -> dict[str, list[str]]:
    """Returns field → sentences if this decision would take more from its budget post than is left.

    A decision that leaves the post as it was, or takes less, breaks nothing.
    """
    if not allocation.post_id:
        return {}
    post = BudgetPost.objects.filter(pk=allocation.post_id)
    money = money_of_posts(post).get(allocation.post_id)
    stored = Allocation.objects.filter(pk=allocation.pk, post=allocation.post_id).first() if allocation.pk else None
    now = (stored.amount_dkk or Decimal(0)) if stored else Decimal(0)
    more = (in_dkk(allocation) or Decimal(0)) - now
    if money is None or more <= 0 or money.undisposed >= more:
        return {}
    day = allocation.granted.first if allocation.granted else None
    rules = [
        rule
        for rule in rules_of(Severity.STOPS)
        if rule.check_name == Check.POST_NOT_OVERDRAWN and rule_holds(rule, day) and rule_concerns(rule, allocation)
    ]
    return {"amount": [sentence_of(rule) for rule in rules]} if rules else {}
