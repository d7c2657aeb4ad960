"""Template tags that put the claims of a group of totals into words."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from budgets.grouping.claims import claim_in_words, is_split
from budgets.links import of_payer
from budgets.templatetags.why import linked
from projects.choices import NOT_STATED
from projects.language.amounts import format_amount

register = template.Library()
register.simple_tag(claim_in_words, name="claim")
register.filter("is_split", is_split)


@register.simple_tag
def claim_with_links(figures: Any, payer: str, tree: str) -> SafeString:
    """Returns the claim of a group that is split, each amount as a link to its own part of the tree of the group.

    ``payer``: the code of the group's council. ``tree``: the address of the tree.
    """

    def link(code: str) -> Callable[[Decimal], str]:
        return lambda amount: linked(of_payer(tree, code), format_amount(amount))

    # The sentences are those of the message files; the amounts are links that are escaped
    return mark_safe(claim_in_words(figures, True, link(payer), link(NOT_STATED)))  # noqa: S308
