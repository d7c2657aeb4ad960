"""The export of the files of documents: which file is which version, by its checksum. It holds no contents."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.models import DocumentFile
from reports.exports.base import Export, Field
from reports.exports.values import own, text


def _label(name: str) -> object:
    field: Any = DocumentFile._meta.get_field(name)
    return field.verbose_name


DOCUMENT_FILES = Export(
    name="document-files",
    title=_("Files of documents"),
    fields=(
        Field("document", _label("document"), own("document.slug"), width=30),
        Field("document_title", _("Title"), text("title", along="document__"), width=50),
        Field("version", _label("version"), own("version"), "count", 9),
        Field("name", _label("name"), own("name"), width=40),
        Field("media_type", _label("media_type"), own("media_type", few=True), width=30),
        Field("size", _label("size"), own("size"), "count", 12),
        Field("sha256", _label("sha256"), own("sha256"), width=66),
    ),
)
