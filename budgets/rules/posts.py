"""The rule on budget posts: what is decided never exceeds what the post has."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from budgets.choices import Check, Severity
from budgets.entries.amounts import in_dkk
from budgets.entries.measures import PostMoney, money_of_posts
from budgets.models import Allocation, BudgetPost, Rule
from budgets.rules.checks import rule_concerns, rule_holds
from budgets.rules.words import rules_of, sentence_of
from changes.parts.unreadable import needs_the_others


def overdrawn() -> dict[int, PostMoney]:
    """Returns the posts on which more is decided than they have, by key. Runs three queries."""
    return {key: money for key, money in money_of_posts(BudgetPost.objects.all()).items() if money.undisposed < 0}


def broken_by_decision(allocation: Any) -> dict[str, list[str]]:
    """Returns field → sentences if this decision would take more from its budget post than is left.

    A decision that leaves the post as it was, or takes less, breaks nothing.
    """
    if not allocation.post_id:
        return {}
    needs_the_others()
    post = BudgetPost.objects.filter(pk=allocation.post_id)
    money = money_of_posts(post).get(allocation.post_id)
    stored = Allocation.objects.filter(pk=allocation.pk, post=allocation.post_id).first() if allocation.pk else None
    now = (stored.amount_dkk or Decimal(0)) if stored else Decimal(0)
    more = (in_dkk(allocation) or Decimal(0)) - now
    if money is None or more <= 0 or money.undisposed >= more:
        return {}
    rules = [rule for rule in _rules() if _applies(rule, allocation)]
    return {"amount": [sentence_of(rule) for rule in rules]} if rules else {}


def takes_from_a_post(project: Mapping[str, Any]) -> bool:
    """Returns whether a new project has a decision of a budget post: what others take counts for it."""
    grants = project.get("allocations") or ()
    return any(grant.get("post") for grant in grants if isinstance(grant, Mapping))


def broken_by_frame(post: Any) -> dict[str, list[str]]:
    """Returns field → sentences if less would be adopted for a post, or carried over to it, than is decided.

    A post that gets more, or as much as before, breaks nothing.
    """
    stored = BudgetPost._base_manager.filter(pk=post.pk).first() if post.pk else None
    # An amount that is wrong by itself is missing
    if stored is None or post.adopted is None or post.carried_over is None:
        return {}
    moved = post.adopted + post.carried_over - stored.adopted - stored.carried_over
    if moved >= 0 or money_of_posts(BudgetPost._base_manager.filter(pk=post.pk))[post.pk].undisposed + moved >= 0:
        return {}
    rules = _rules()
    decisions = list(Allocation._base_manager.filter(post=post.pk).select_related("project")) if rules else []
    broken = [sentence_of(rule) for rule in rules if any(_applies(rule, decision) for decision in decisions)]
    field = "adopted" if post.adopted < stored.adopted else "carried_over"
    return {field: broken} if broken else {}


def _rules() -> list[Rule]:
    return [rule for rule in rules_of(Severity.STOPS) if rule.check_name == Check.POST_NOT_OVERDRAWN]


def _applies(rule: Rule, allocation: Any) -> bool:
    day = allocation.granted.first if allocation.granted else None
    return rule_holds(rule, day) and rule_concerns(rule, allocation)
