"""Checks of what people write."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""Categories of Unicode that a name cannot have: they show nothing, or turn round what stands beside them."""


def one_line(value: str) -> None:
    """Refuses line breaks, control characters and marks of direction. Raises ValidationError."""
    if any(unicodedata.category(letter) in UNSEEN for letter in value):
        raise ValidationError(_("Write one line, without control characters."), code="unseen")
