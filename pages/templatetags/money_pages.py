"""Template tags of the pages on which people work with money."""

from typing import Any

from django import template

from pages.money.entering import ADD

register = template.Library()


@register.simple_tag
def entries_to_add() -> list[tuple[str, Any]]:
    """Returns the kinds of entries that a person adds, with the words of the link."""
    return list(ADD.items())
