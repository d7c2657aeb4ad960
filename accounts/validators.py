"""Validators of the texts that people type."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""The Unicode categories that a name must not contain: characters that are invisible, or that reverse text."""


def one_line(value: str) -> None:
    """Raises ValidationError for line breaks, control characters and marks of direction."""
    if any(unicodedata.category(letter) in UNSEEN for letter in value):
        raise ValidationError(_("Write one line, without control characters."), code="unseen")
