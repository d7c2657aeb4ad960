"""The link from a message to the change that was made."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def with_undo(sentence: str, change: Any, may_undo: bool = True) -> SafeString | str:
    """Returns the sentence with a link to the change, where it can be undone; without a change, the sentence alone.

    ``may_undo``: whether the person may undo the change. If not, the link does not speak of it.
    """
    if change is None:
        return sentence
    words = _("See change %(number)d or undo it") if may_undo else _("See change %(number)d")
    words = words % {"number": change.number}
    return format_html('{} <a href="{}">{}</a>.', sentence, reverse("change", args=[change.number]), words)
