"""The closed lists of seals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """A file of a seal."""

    PDF = "pdf", _("PDF")
    WORD = "docx", _("Word")
    CSV = "csv", _("CSV")
    JSON = "json", _("JSON")
