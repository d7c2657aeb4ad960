"""What people do with annexes: send one, take one back, and make projects of its items."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from readings.models import AcceptedItem, AnnexReading
from readings.register import register

LONGEST_KEPT = timedelta(days=30)


@transaction.atomic
def keep_reading(*, person: Any, name: str, pages: list[str], document: Any, portfolio: Any) -> AnnexReading:
    """Reads an annex and keeps it with its text. Deletes what is too old and led to nothing. Returns the reading."""
    # Loaded here: its words take 8 MB, and most workers never read an annex
    from readings.rules.reader import read_annex

    forget_old()
    items = [item.as_data() for item in read_annex(pages, register()).items]
    facts: dict[str, Any] = {"document": document, "portfolio": portfolio, "pages": pages, "items": items}
    reading: AnnexReading = AnnexReading.objects.create(person=person, name=name[:200], **facts)
    return reading


def same_text(reading: AnnexReading) -> AnnexReading | None:
    """Returns the newest other annex of the same person with the same text; None without one."""
    found: AnnexReading | None = _same_texts(reading).defer("pages", "items").first()
    return found


def first_of(reading: AnnexReading) -> AnnexReading | None:
    """Returns the person's other annex with the same text, document and portfolio, if projects came from it or the
    same was read of it; None without one."""
    others = _same_texts(reading).filter(document=reading.document_id, portfolio=reading.portfolio_id)
    return next((one for one in others if one.accepted.exists() or one.items == reading.items), None)


def _same_texts(reading: AnnexReading) -> Any:
    return AnnexReading.objects.filter(person=reading.person_id, pages=reading.pages).exclude(pk=reading.pk)


def forget_old() -> int:
    """Deletes the readings older than ``LONGEST_KEPT`` from which no project came. Returns how many."""
    old = AnnexReading.objects.filter(made__lt=timezone.now() - LONGEST_KEPT, accepted=None)
    return int(old.delete()[0])


def put_aside(*, reading: AnnexReading, number: int, aside: bool) -> None:
    """Rejects an item, or takes it back among those to decide."""
    with transaction.atomic():
        row = AnnexReading.objects.select_for_update().get(pk=reading.pk)
        row.put_aside = sorted({*row.put_aside, number} if aside else {*row.put_aside} - {number})
        row.save(update_fields=["put_aside"])


def note_accepted(*, reading: AnnexReading, number: int, row: int) -> None:
    """Notes that a project came from an item: its page links to the words for ever after."""
    AcceptedItem.objects.update_or_create(reading=reading, number=number, defaults={"row": row})
