"""Tags for forms, and for lists of the editing side on a phone, where each value has to name its column."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from projects.editing.once import NAME, new_key

register = template.Library()


@register.simple_tag
def form_key() -> SafeString:
    """Returns a hidden field with a random key, so that a form sent twice saves once (``projects/editing/once.py``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', NAME, new_key())


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict[str, Any]]) -> list[SafeString]:
    """Returns the cells of a row as Django's admin renders them, each with its column's heading as ``data-label``."""
    # Django writes True and False in English in every language
    icons = {'alt="True"': _("Yes"), 'alt="False"': _("No"), 'alt="None"': _("Not stated")}
    return [_cell(cell, str(header["text"]), icons) for cell, header in zip(cells, headers, strict=False)]


def _cell(cell: SafeString, heading: str, icons: dict[str, str]) -> SafeString:
    html = str(cell)
    for alt, word in icons.items():
        html = html.replace(alt, f'alt="{escape(word)}"')
    if "<input" not in heading:
        html = html.replace(" class=", f' data-label="{escape(capfirst(heading))}" class=', 1)
    # The admin has rendered and escaped the cell; the additions are escaped above
    return mark_safe(html)  # noqa: S308
