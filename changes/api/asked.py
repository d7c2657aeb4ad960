"""What a write asks for besides its body: a dry run, a reason, and the key by which a repetition is known."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError, ValidationError

PARAMETERS = ("dry_run", "reason", "lang", "format")
LONGEST_REASON = 1000
KEY = re.compile(r"[\x21-\x7e]{1,200}")
TWICE = gettext_lazy("This parameter is in the address twice.")


@dataclass(frozen=True)
class Asked:
    """The circumstances of a write."""

    dry_run: bool = False
    reason: str = ""
    key: str = ""
    """The idempotency key; empty: a repetition writes again."""


def asked_of(request: Any) -> Asked:
    """Returns what a request asks for. Raises ValidationError, which names each wrong or unknown parameter."""
    parameters = request.query_params
    wrong = {
        name: [_("There is no parameter “%(name)s”.") % {"name": name}] for name in parameters if name not in PARAMETERS
    }
    language = parameters.get("lang")
    if language and language not in dict(settings.LANGUAGES):
        words = {"language": language, "known": ", ".join(dict(settings.LANGUAGES))}
        wrong["lang"] = [_("There is no language “%(language)s” here. Known are: %(known)s.") % words]
    dry_run = parameters.get("dry_run") or "false"
    if dry_run not in ("true", "false"):
        wrong["dry_run"] = [_("Write true or false.")]
    if wrong:
        raise ValidationError(wrong)
    once_each(parameters)
    reason = reason_of(parameters.get("reason") or _header(request, "X-Reason"))
    return Asked(dry_run == "true", reason, _key(request))


def once_each(parameters: Any) -> None:
    """Refuses a parameter that is given twice: one of its values would be ignored. Raises ValidationError."""
    wrong = {name: [str(TWICE)] for name, found in parameters.lists() if len(found) > 1}
    if wrong:
        raise ValidationError(wrong)


def with_two_values(parameters: Any) -> list[str]:
    """Returns the names of the parameters of a question that have different values. The same value twice harms
    nothing: the question is clear.
    """
    return [name for name, found in parameters.lists() if len({*found}) > 1] if hasattr(parameters, "lists") else []


def reason_of(text: Any) -> str:
    """Returns the reason of a change. Raises ValidationError if it is no text or too long."""
    if text is None:
        return ""
    if not isinstance(text, str) or not text.isprintable():
        raise ValidationError({"reason": [_("This is not one line of text.")]})
    if len(text) > LONGEST_REASON:
        sentence = _("A reason has at most %(most)d letters.") % {"most": LONGEST_REASON}
        raise ValidationError({"reason": [sentence]})
    return text.strip()


def _header(request: Any, name: str) -> str:
    """Returns a header. Programs send UTF-8, which the web server reads as Latin-1 (PEP 3333)."""
    text = str(request.headers.get(name, ""))
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _key(request: Any) -> str:
    key = str(request.headers.get("Idempotency-Key", ""))
    if key and not KEY.fullmatch(key):
        raise ParseError(_("An Idempotency-Key has 1 to 200 letters, digits and signs of ASCII."))
    return key
