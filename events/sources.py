"""The source of events that an organisation enters or imports: its own calendar."""

from typing import Any

from django.db import transaction

from projects.choices import DocumentKind
from projects.language.texts import shown
from projects.models import Document, Organisation, Source

SECTION = "events"


@transaction.atomic
def calendar_source(*, organisation: Organisation) -> Source:
    """Returns the source of events that the organisation entered or imported: a document for its calendar. Makes it
    if needed."""
    title = f"Calendar of {shown(organisation, 'name', 'en')}"
    document, _made = Document.objects.get_or_create(
        slug=f"calendar-of-{organisation.slug}"[:80],
        defaults={"title_en": title[:300], "kind": DocumentKind.TOOL, "original_language": "en"},
    )
    source, _made = Source.objects.get_or_create(
        document=document, section=SECTION, item=None, defaults={"slug": f"{document.slug}-{SECTION}"[:100]}
    )
    return source


def calendar_source_or_none(*, organisation: Organisation) -> Any:
    """Returns the same source if it exists, else None: a preview must not write."""
    return Source.objects.filter(document__slug=f"calendar-of-{organisation.slug}"[:80]).first()
