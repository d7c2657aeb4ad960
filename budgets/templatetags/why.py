"""Template tags that link an amount to the tree that says why it is this amount."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from budgets.links import of_left_out, why_in, why_of, why_of_entry
from projects.templatetags.oversigt import amount as plain_amount
from projects.templatetags.oversigt import money

register = template.Library()


@register.simple_tag
def why_url(measure: str = "", on: date | None = None, chosen: Any = None, **record: str) -> str:
    """Returns the address of the tree of a figure: of one record (``project="DOK8-C06"``), or of the rows that the
    filters of a page choose (``chosen``).
    """
    return why_of(measure, on, **record) if chosen is None else why_in(chosen, measure, on)


@register.simple_tag
def why(amount: Decimal | None, measure: str = "", on: date | None = None, unit: str = "", **asked: Any) -> SafeString:
    """Returns an amount as a link to its tree; a grey "Not stated" without a link. Of a 0 there is nothing to open.

    The arguments are those of ``why_url``. ``unit``: the currency, which then belongs to the link.
    """
    if amount is None:
        return plain_amount(None)
    words = f"{money(amount)} {unit}" if unit else money(amount)
    if not amount:
        return format_html("{}", words)
    return linked(why_url(measure, on, **asked), words)


@register.simple_tag
def amount_at(url: str, amount: Decimal | None, unit: str = "") -> SafeString:
    """Returns an amount as a link to the tree at this address; without an address, the amount alone. ``unit``: the
    currency, which then belongs to the link.
    """
    if amount is None:
        return plain_amount(None)
    words = f"{money(amount)} {unit}" if unit else money(amount)
    return linked(url, words) if url else format_html("{}", words)


@register.simple_tag
def amount_left_out(tree: str, left_out: Any) -> SafeString:
    """Returns an amount in another currency without a rate as a link to its grants. ``tree``: that of the sum that does
    not count it; empty: no link.
    """
    url = of_left_out(tree, left_out.currency) if tree else ""
    return amount_at(url, left_out.amount)


@register.simple_tag
def why_row(row: Any, amount: Decimal, currency: str) -> SafeString:
    """Returns an amount of an allocation or an entry as a link to the tree of this row. An entry of a kind that no
    measure adds up, such as a request, has no tree: its amount links to its line in the ledger.
    """
    entry = hasattr(row, "allocation_id")
    url = (why_of_entry(row) or row.get_absolute_url()) if entry else why_of(allocation=row.reference)
    return linked(url, format_html('{} <span class="unit">{}</span>', money(amount), currency))


def linked(url: str, words: str) -> SafeString:
    """Returns the words as a link to a tree."""
    return format_html('<a class="why" href="{}">{}</a>', url, words)
