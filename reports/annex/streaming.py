"""The annex of many projects as JSON, written while they are read: as one object, 100,000 took four gigabytes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from changes.api.rendering import dumps
from projects.filtersets import ProjectFilterSet
from reports.annex.annex import Annex, Section, annex_of, headings, item_of
from reports.files.snapshots import snapshot
from reports.renderers.base import counted, in_pieces
from reports.serializers import AnnexItemSerializer, AnnexSectionSerializer, AnnexSerializer

FEW = 500
"""Up to so many projects, the answer is made as one object, which costs less than a stream."""
PART = 250
"""Projects that are read at a time, with all their rows."""
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
        yield from _section(annex, filterset.qs.filter(status=status), status, row.figures)
    yield after


def _section(annex: Annex, projects: Any, status: str, figures: Any) -> Iterator[bytes]:
    section = Section(status, headings()[status], [], figures, [], "", "", "")
    before, after = _around(AnnexSectionSerializer(section).data, "items")
    yield before
    rows = counted(projects.iterator(chunk_size=PART), figures.projects)
    several_sources = len(annex.sources) > 1
    for number, project in enumerate(rows, 1):
        item = item_of(project, number, 0, several_sources, several_portfolios=False)
        yield (b"," if number > 1 else b"") + _written(AnnexItemSerializer(item).data)
    yield after


def _around(data: Any, name: str) -> tuple[bytes, bytes]:
    """Returns the JSON of an object before and after the contents of its list ``name``, which is empty."""
    before, _list, after = _written(data).partition(f'"{name}":['.encode())
    return before + _list, after


def _written(data: Any) -> bytes:
    return dumps(data, ENCODER.default)
