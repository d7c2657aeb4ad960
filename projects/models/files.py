"""The files of documents, and the text of each file for the search."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.choices import Reading
from projects.fields import FoldedField
from projects.models.base import Named
from projects.models.documents import Document
from projects.querysets import SearchedQuerySet
from projects.validators import visible_line

PAGE_BREAK = "\f"
"""Between the pages of a text. No text of a page contains it."""
_checksum = RegexValidator(r"\A[0-9a-f]{64}\Z")


class DocumentFile(Named):
    """A version of a document as a file. A new upload is the next version; older versions stay.

    The file itself is in the file store (``projects/files/``), under its checksum.
    """

    natural_fields = ("document", "version")
    only_stored = True
    """Nobody proposes these rows in words: only an upload makes them, and an undo takes them back."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name=_("document"))
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("file name"), max_length=150, validators=[visible_line])
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, db_index=True, validators=[_checksum])
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type of file"), max_length=80)

    class Meta:
        ordering = ["document", "version"]
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="document_file_one_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    def get_absolute_url(self) -> str:
        return reverse("document-file", args=[self.document.slug, self.version])


class FileContent(models.Model):
    """The text of a file of the store, by which the search finds it. One row for each content, whoever names it."""

    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, unique=True, validators=[_checksum])
    reading = models.CharField(_("text"), max_length=10, choices=Reading.choices)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    """None where the type of file has no pages."""
    pages_read = models.PositiveIntegerField(_("pages read"), null=True)
    """Fewer than ``pages`` where the file is longer than the search reads."""
    text = models.TextField(_("text"), blank=True)
    """Its pages are separated by ``PAGE_BREAK``."""
    search_text = FoldedField(sources=("text",))
    removed_in = models.ForeignKey(
        "changes.Change", models.PROTECT, null=True, related_name="removed_files", verbose_name=_("removed in")
    )
    """The change in which an administrator deleted the bytes. The checksum and the versions that name it stay."""

    objects: ClassVar[Any] = SearchedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.sha256
