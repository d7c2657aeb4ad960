"""Checks at the edge that several fields share."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MARKUP = re.compile(r"<[a-z!/?]", re.IGNORECASE)


def plain_text(value: str) -> None:
    """Refuses HTML in what is plain text; "a < b" is fine. Raises ValidationError."""
    if MARKUP.search(str(value)):
        raise ValidationError(_("Write plain text, without HTML tags."), code="markup")


reference_shape = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z",
    _("Use capital letters and digits in groups with hyphens between, such as DOK8-C06."),
)
council_code_shape = RegexValidator(
    r"\A[^\W\d_]+(-[^\W\d_]+)*\Z", _("Use letters in groups with hyphens between, such as MR-JÄM.")
)
