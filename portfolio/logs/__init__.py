"""Keeps secrets and tracebacks of refusals out of the log."""

import logging
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SECRET = re.compile(r"(?<=/)(?=[^/\s?.]*(?:[A-Z]|\d[^/\s?.]*\d[^/\s?.]*\d))[\w:=-]{20,}(?=[/\s?.\"']|$)")
"""A part of an address that may be a secret: 20 signs or more, with a capital letter or three digits. Addresses of
feeds, of letters and of new passwords have such parts; slugs and references of records are shorter or plain words."""
HIDDEN = "…"
SERVER_ERROR = 500


def without_secrets(text: str) -> str:
    """Returns a line of the log in which each part of an address that may be a secret is replaced by "…"."""
    return SECRET.sub(HIDDEN, text)


class Discreet(logging.Filter):
    """Hides secrets in addresses. A refused request gets one line: its traceback would say nothing about our code, and
    may show what a person sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record, and lets every record pass."""
        record.msg, record.args = without_secrets(record.getMessage()), ()
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True


def logging_of(form: str, level: str) -> dict[str, Any]:
    """Returns the configuration of the log (``logging.config``). ``form``: ``plain`` or ``json``, a line each.

    As JSON it has a line for each request, for programs that collect them. On one's own machine these would hide the
    others. Raises ImproperlyConfigured for another form.
    """
    formatters = {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portfolio.logs.json_lines.JsonLines"},
    }
    if form not in formatters:
        raise ImproperlyConfigured("LOG_FORMAT has to be plain or json.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "filters": {"discreet": {"()": "portfolio.logs.Discreet"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["discreet"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"oversigt.requests": {"level": "NOTSET" if form == "json" else "WARNING"}},
    }
