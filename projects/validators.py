"""Validators that several fields share."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MARKUP = re.compile(r"<[a-z!/?]", re.IGNORECASE)
# Control characters except tabs and line breaks. They can make a text look like another: U+202E reverses the text after
# it
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
LINE_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def plain_text(value: str) -> None:
    """Raises ValidationError for HTML and for invisible characters in plain text. "a < b" is fine."""
    if MARKUP.search(str(value)):
        raise ValidationError(_("Write plain text, without HTML tags."), code="markup")
    visible_text(value)


def visible_text(value: str) -> None:
    """Raises ValidationError for invisible characters. Angle brackets are fine: "Anna <anna@example.org>"."""
    if found := UNSEEN.search(str(value)):
        raise ValidationError(
            _("There is a character that cannot be seen: %(code)s. Delete it."),
            "unseen",
            {"code": f"U+{ord(found[0]):04X}"},
        )


def plain_line(value: str) -> None:
    """Raises ValidationError for HTML, invisible characters and line breaks."""
    plain_text(value)
    visible_line(value)


def visible_line(value: str) -> None:
    """Raises ValidationError for invisible characters and line breaks."""
    visible_text(value)
    if LINE_BREAK.search(str(value)):
        raise ValidationError(_("Write one line, without line breaks."), code="lines")


reference_shape = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z",
    _("Use capital letters and digits in groups with hyphens between, such as DOK8-C06."),
)
council_code_shape = RegexValidator(
    r"\A[^\W\d_]+(-[^\W\d_]+)*\Z", _("Use letters in groups with hyphens between, such as MR-JÄM.")
)
