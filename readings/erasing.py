"""What an erasure deletes of annexes: those that name the person and led to no project."""

from typing import Any

from changes.erasing.subjects import Counts, forgets
from changes.erasing.terms import Terms
from readings.models import AnnexReading


@forgets
def forget_annexes(account: Any, terms: Terms) -> Counts:
    """Deletes annexes that name the person; of those that projects came from, the text and what was read go."""
    if not terms:
        return {}
    found = [one for one in AnnexReading.objects.iterator(chunk_size=20) if _names(one, terms)]
    for reading in found:
        if reading.accepted.exists():
            AnnexReading.objects.filter(pk=reading.pk).update(pages=[], items=[], name="–")
        else:
            reading.delete()
    return {str(AnnexReading._meta.verbose_name_plural): len(found)} if found else {}


def _names(reading: AnnexReading, terms: Terms) -> bool:
    said = " ".join([reading.name, *reading.pages])
    return str(terms.without(said)) != said
