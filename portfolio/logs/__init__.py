"""Keeps secrets and tracebacks of refusals out of the log."""

import logging
import re

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
