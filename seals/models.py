"""Seals: a report as it was at a moment, its files and its place in the chain.

The text of a seal's manifest is a file of the store, named by its SHA-256. Columns of this table repeat parts of it for
lists and searches; the manifest is what is signed.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changes.models import Change
from projects.choices import Language
from projects.models.base import Named, NaturalKeyManager
from seals.choices import FileKind

CHECKSUM = 64
"""Hexadecimal digits of a SHA-256."""


class Seal(Named):
    """A sealed report. It is written once and never changed."""

    natural_fields = ("number",)

    number = models.PositiveIntegerField(_("number"), unique=True)
    """Its place in the chain, from 1 and without gaps."""
    report = models.SlugField(_("report"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    query = models.TextField(_("question"), blank=True)
    """The filters and the layout, as an address writes them."""
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    change = models.ForeignKey(Change, models.PROTECT, related_name="+", verbose_name=_("change"))
    """The last change that the report knows."""
    day = models.DateField(_("day of the report"))
    """The day for everything that depends on the day, such as debts and overdue reports."""
    sealed = models.DateTimeField(_("sealed"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    """Who sealed; empty: the command, without an account. An account that sealed is erased, never deleted: its row
    stays under a pseudonym, so a person who is missing here was removed."""
    person_salt = models.CharField(max_length=32, blank=True, default="", editable=False)
    """Random: with it the manifest covers the person by a checksum that says nothing to others."""
    role = models.CharField(_("role"), max_length=60, blank=True)
    """The role in which the person sealed. It is part of the manifest; the name of the person is not."""
    reason = models.CharField(_("reason"), max_length=1000)
    manifest = models.CharField(_("checksum of the manifest"), max_length=CHECKSUM, unique=True)
    previous = models.CharField(_("checksum of the previous manifest"), max_length=CHECKSUM, blank=True)
    signature = models.TextField(_("signature of the manifest"))
    """In Base64."""
    certificates = models.CharField(_("checksum of the certificates"), max_length=CHECKSUM)
    """The certificates are a file of the store: that of the key, then those of its issuers."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("sealed report")
        verbose_name_plural = _("sealed reports")
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="seal_number_from_1"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="seal_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(number=1, previous="") | (models.Q(number__gt=1) & ~models.Q(previous="")),
                name="seal_covers_the_one_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("seal", args=[self.number])


class SealedFile(Named):
    """A file of a seal."""

    natural_fields = ("seal", "kind")

    seal = models.ForeignKey(Seal, models.CASCADE, related_name="files", verbose_name=_("sealed report"))
    kind = models.CharField(_("format"), max_length=4, choices=FileKind.choices)
    name = models.CharField(_("file name"), max_length=300)
    sha256 = models.CharField(_("checksum"), max_length=CHECKSUM, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    first_half = models.CharField(max_length=CHECKSUM, db_index=True, editable=False)
    """SHA-256 of the first ``size // 2`` bytes: an altered file is recognised by the half that is the same."""
    last_half = models.CharField(max_length=CHECKSUM, db_index=True, editable=False)
    """SHA-256 of all other bytes, from the last to the first."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["seal", "pk"]
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")
        constraints = [
            models.UniqueConstraint(fields=["seal", "kind"], name="sealed_file_once_a_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=FileKind.values), name="sealed_file_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ChainManager(models.Manager):
    """The one row of ``Chain``."""

    def locked(self) -> "Chain":
        """Returns the row. Every other sealing waits for it until this transaction ends."""
        self.bulk_create([self.model(pk=1)], ignore_conflicts=True)
        row: Any = self.select_for_update().get(pk=1)
        found: Chain = row
        return found


class Chain(models.Model):
    """One row: the number of the last seal and the checksum of its manifest."""

    number = models.PositiveIntegerField(default=0)
    manifest = models.CharField(max_length=CHECKSUM, default="", blank=True)

    objects: ClassVar[Any] = ChainManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="chain_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number}: {self.manifest}"


def files_of_seals() -> Iterator[str]:
    """Yields the checksums of all files of the store that seals need."""
    yield from SealedFile.objects.order_by().values_list("sha256", flat=True).distinct()
    for pair in Seal.objects.order_by().values_list("manifest", "certificates"):
        yield from pair
