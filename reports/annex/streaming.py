"""The annex of many projects as JSON, written while they are read: as one object, 100,000 took four gigabytes."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from changes.api.rendering import dumps
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.narrow.written import read_written
from projects.partial_date import period_in_words
from reports.annex.annex import Section, annex_of, headings
from reports.annex.words import amount_in_words
from reports.files.snapshots import snapshot
from reports.renderers.base import counted, in_pieces
from reports.serializers import AnnexProjectSerializer, AnnexSectionSerializer, AnnexSerializer

FEW = 500
"""Up to so many projects, the answer is made as one object, which costs less than a stream."""
PART = 50
"""Projects that are read at a time: fewer than ``read_written`` takes at once, because it reads further parts ahead on
the connection that the words need."""
NOTHING = slice(0, 0)
ENCODER = JSONEncoder()


def streamed_annex(filterset: ProjectFilterSet, today: date) -> Iterator[bytes]:
    """Yields the bytes of the API's answer, read in one snapshot. Raises BrokenTransfer if a section has another
    number of projects than its subtotal says.
    """
    with snapshot():
        yield from in_pieces(_parts(filterset, today))


def _parts(filterset: ProjectFilterSet, today: date) -> Iterator[bytes]:
    annex = annex_of(filterset, today, part=NOTHING)
    before, after = _around(AnnexSerializer(annex).data, "sections")
    yield before
    for place, row in enumerate(annex.totals.rows):
        yield b"," if place else b""
        status = row.members["status"].value
        yield from _section(filterset.qs.filter(status=status), status, row.figures)
    yield after


def _section(projects: Any, status: str, figures: Any) -> Iterator[bytes]:
    section = Section(status, headings()[status], [], figures, [], "", "", "")
    before, after = _around(AnnexSectionSerializer(section).data, "items")
    yield before
    for number, item in enumerate(counted(_items(projects), figures.projects), 1):
        yield b'%s{"number":%d,%s}' % (b"," if number > 1 else b"", number, item)
    yield after


def _items(projects: Any) -> Iterator[bytes]:
    """Yields the projects as items, without their braces and their number. The database writes each project; only the
    words of the document are made here.
    """
    names = tuple(AnnexProjectSerializer().fields)
    keys = projects.keys_alone().values_list("pk", flat=True).iterator(chunk_size=PART)
    while some := list(islice(keys, PART)):
        written = read_written(iter(some), names)
        for project, words in zip(written, _words_of(some), strict=True):
            yield _written(project)[1:-1] + b"," + _written(words)[1:-1]


def _words_of(keys: list[int]) -> Iterator[dict[str, str]]:
    """Yields what ``AnnexItemSerializer`` adds to the projects with these keys."""
    found = Project.objects.for_words().in_bulk(keys)
    for project in (found[key] for key in keys if key in found):
        yield {
            "amount_in_words": amount_in_words(project),
            "period_in_words": period_in_words(project.starts, project.ends),
        }


def _around(data: Any, name: str) -> tuple[bytes, bytes]:
    """Returns the JSON of an object before and after the contents of its list ``name``, which is empty."""
    before, _list, after = _written(data).partition(f'"{name}":['.encode())
    return before + _list, after


def _written(data: Any) -> bytes:
    return dumps(data, ENCODER.default)
