"""The sentences of the check of files and of the chain."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from seals.models import Seal

FAULTS: dict[str, Any] = {
    "manifest": _("Seal %(number)d: the manifest is missing or was altered."),
    "certificate": _("Seal %(number)d: its certificate is not one of this site."),
    "signature": _("Seal %(number)d: the signature of the manifest is wrong."),
    "row": _("Seal %(number)d: its row says something else than the manifest."),
}
"""By the codes of ``seals.kept.faults_of``."""
HEADINGS: dict[str, Any] = {
    "sealed": _("This file is sealed."),
    "altered": _("This file was altered."),
    "undecided": _("This cannot be decided."),
    "unknown": _("This file is unknown."),
}
ABOUT: dict[str, Any] = {
    "sealed": _("Every byte of it is as it was when it was sealed."),
    "altered": _("It carries a seal or half of a sealed file, but it is not the file that was sealed."),
    "undecided": _("A seal names exactly this file, but the site's own record of the seal is damaged."),
    "unknown": _("No sealed report contains it, and it carries no seal of this site."),
}
"""By the states of a verdict."""


def role_in_words(seal: Seal) -> str:
    """Returns the role in which a report was sealed, in the reader's language."""
    return str(dict(Role.choices).get(seal.role, seal.role))
