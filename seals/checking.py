"""Walks the chain of seals and every file of it, and names what is missing or altered."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from projects.files.store import NotInStore
from seals.kept import faults_of, opened
from seals.models import Chain, Seal
from seals.verifying.words import FAULTS

AT_ONCE = 100


def problems() -> Iterator[str]:
    """Yields a sentence for each seal or file that is missing or altered. Reads every file."""
    expected, previous = 1, ""
    for seal in Seal.objects.order_by("number").prefetch_related("files").iterator(chunk_size=AT_ONCE):
        while expected < seal.number:
            yield _("Seal %(number)d is missing.") % {"number": expected}
            expected, previous = expected + 1, ""
        if previous and seal.previous != previous:
            yield _("Seal %(number)d does not cover the seal before it.") % {"number": seal.number}
        yield from problems_of(seal)
        expected, previous = seal.number + 1, seal.manifest
    end = Chain.objects.filter(pk=1).first()
    last = end.number if end else 0
    for number in range(expected, last + 1):
        yield _("Seal %(number)d is missing.") % {"number": number}
    if (last, end.manifest if end else "") != (expected - 1, previous) and last < expected:
        yield _("The end of the chain does not name the last seal.")


def problems_of(seal: Seal) -> Iterator[str]:
    """Yields a sentence for each thing that is wrong with a seal or one of its files."""
    for fault in faults_of(seal):
        yield FAULTS[fault] % {"number": seal.number}
    for file in seal.files.all():
        try:
            opened(file).close()
        except NotInStore as problem:
            words = {"number": seal.number, "name": file.name}
            missing, altered = _("Seal %(number)d: %(name)s is missing."), _("Seal %(number)d: %(name)s was altered.")
            yield (missing if problem.why == "missing" else altered) % words
