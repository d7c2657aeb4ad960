"""JSON: the rows as the API shows them, one per line (NDJSON) or all on one page of the API."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from rest_framework.utils.encoders import JSONEncoder

from reports.renderers.base import counted, in_pieces
from reports.table import Table

ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _written(record: Any) -> bytes:
    """Returns a record as JSON: by orjson, or by Python where orjson has no type for a value."""
    try:
        return orjson.dumps(record, ENCODER.default, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError:
        return ENCODER.encode(record).encode()


class NdjsonFile:
    """One object per line."""

    content: type = Table
    format, dialect, extension, people = "ndjson", "", "ndjson", False
    media_type = "application/x-ndjson"
    label: Any = _("NDJSON")

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``."""
        return in_pieces(self._lines(table))

    def _lines(self, table: Table) -> Iterator[bytes]:
        yield b""  # sent at once, so that the client knows that the answer has begun
        for record in counted(table.records(), table.count):
            yield _written(record) + b"\n"


class JsonFile:
    """The answer of the API with all its rows on one page."""

    content: type = Table
    format, dialect, extension, people = "json", "", "json", False
    media_type = "application/json"
    label: Any = _("JSON")

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``."""
        if table.document is not None:
            return iter([ENCODER.encode(table.document()).encode()])
        return in_pieces(self._parts(table))

    def _parts(self, table: Table) -> Iterator[bytes]:
        yield b'{"count":%d,"next":null,"previous":null,"results":[' % table.count
        for number, record in enumerate(counted(table.records(), table.count)):
            yield (b",\n" if number else b"\n") + _written(record)
        yield b"\n]}\n"
