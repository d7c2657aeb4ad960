"""Finds the sealed file of which an unknown file has one half: the first or the last.

A file in which bytes were changed, added or taken away in one place keeps at least one half, unless more than that half
is missing. All lengths of halves are tried in one pass over the content.
"""

import hashlib
from collections.abc import Iterable, Iterator

from seals.models import SealedFile

AT_ONCE = 500
MOST = 100
"""Files that are looked at: the same data may be sealed each month."""
SHORTEST = 16
"""Bytes of a half that says something."""


def with_a_half_of(content: bytes) -> list[SealedFile]:
    """Returns the sealed files of which the content has the first or the last half, the newest seals first."""
    sizes = list(SealedFile.objects.order_by().values_list("size", flat=True).distinct())
    first = set(_checksums(content, {size // 2 for size in sizes}))
    last = set(_checksums(content[::-1], {size - size // 2 for size in sizes}))
    rows = SealedFile.objects.select_related("seal").order_by("-seal__number")
    found = [row for part in _parts(first) for row in rows.filter(first_half__in=part)[:MOST]]
    found += [row for part in _parts(last) for row in rows.filter(last_half__in=part)[:MOST]]
    return sorted({row.pk: row for row in found}.values(), key=lambda row: (-row.seal.number, row.pk))


def _checksums(content: bytes, lengths: Iterable[int]) -> Iterator[str]:
    """Yields the SHA-256 of the beginnings of the content that have these lengths."""
    digest, done, view = hashlib.sha256(), 0, memoryview(content)
    for length in sorted(lengths):
        if length > len(content):
            return
        digest.update(view[done:length])
        done = length
        if length >= SHORTEST:
            yield digest.copy().hexdigest()


def _parts(checksums: set[str]) -> Iterator[list[str]]:
    listed = sorted(checksums)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]
