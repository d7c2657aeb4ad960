"""Asks on a page whether the reader may do something, so that the page shows only what they may do."""

from typing import Any

from django import template

from changes import rights

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Any, action: str, subject: Any) -> bool:
    """Returns whether the reader may do this to that: ``{% may "update" project as changes %}``."""
    user = getattr(context.get("request"), "user", None) or context.get("user")
    return rights.may(user, action, subject)
