"""Who may use the calendar beside staff: accounts of organisations, and addresses for calendar programs."""

import hashlib
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Organisation
from projects.models.base import Named, NaturalKeyManager
from projects.validators import plain_text


class Contributor(Named):
    """The account of an organisation. It enters and changes that organisation's events, and sees only the calendar."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contributor", verbose_name=_("account")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="contributors", verbose_name=_("organisation")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["organisation", "user"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["user__username"]

    def natural_key(self) -> tuple[Any, ...]:
        return (self.user.get_username(),)


class FeedAddressManager(NaturalKeyManager):
    """Makes feed addresses, and finds the address that belongs to a token."""

    def make(self, *, user: Any, name: str, query: str = "") -> tuple["FeedAddress", str]:
        """Returns a new address and its token. The token is shown once and cannot be read again."""
        token = secrets.token_urlsafe(32)
        address: Any = self.create(user=user, name=name, query=query, token_hash=hashed(token))
        return address, token

    def opened_by(self, token: str) -> "FeedAddress | None":
        """Returns the address with this token, if its user may still sign in."""
        found: Any = self.filter(token_hash=hashed(token), user__is_active=True).select_related("user").first()
        return found


class FeedAddress(Named):
    """A personal address at which a calendar program reads the calendar without signing in.

    Only the hash of its token is stored, so nobody who reads the database can use it. Anyone with the address reads
    what its user may read; deleting the row revokes it.
    """

    natural_fields = ("token_hash",)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_addresses", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80, validators=[plain_text])
    query = models.TextField(
        _("query string"), blank=True, max_length=4000, help_text=_("The filters, as the address writes them.")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    used_at = models.DateField(_("last read on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = FeedAddressManager()

    class Meta:
        ordering = ["user", "created_at", "pk"]
        verbose_name = _("address for calendar programs")
        verbose_name_plural = _("addresses for calendar programs")

    def __str__(self) -> str:
        return self.name


def hashed(token: str) -> str:
    """Returns the hash under which a token is stored. Tokens are long and random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
