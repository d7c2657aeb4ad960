"""The proof of an erasure, without what was erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from changes.erasing.letters import fold

SALT = "erasure"


def hash_of(text: str) -> str:
    """Returns the salted hash of a name or an address: with it one can ask later whether a person was erased.

    Spaces and letters count as in a search. Without the secret key of the site nobody can try names on it.
    """
    return _hash(fold(text))


def hashes_of(text: str) -> set[str]:
    """Returns the hashes under which a person of this name may be kept: also that of earlier erasures, which compared
    each letter.
    """
    return {hash_of(text), _hash(text.strip().casefold())}


def _hash(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


class Subject(models.TextChoices):
    """What was erased."""

    CONTACT = "contact", _("contact")
    ACCOUNT = "account", _("account")


class Erasure(models.Model):
    """A person who was erased: the kind and the number of their row, and hashes of their names. No names."""

    kind = models.CharField(_("kind"), max_length=10, choices=Subject.choices)
    row = models.BigIntegerField(_("row"))
    """The key that the row had in its table. It is not given again."""
    hashes = models.JSONField(_("hashes"), default=list)
    """``hash_of`` of the user name, the full name and the e-mail address, as far as they were known."""
    erased_at = models.DateTimeField(_("erased"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("erased by")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    """How many rows of the database were deleted or changed."""
    change = models.ForeignKey("changes.Change", models.PROTECT, related_name="erasures", verbose_name=_("change"))
    """The change by which mirrors of the register learn of it."""

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
