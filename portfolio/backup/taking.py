"""Writes a backup: everything in one snapshot, row by row, so that its memory does not grow with the register."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from changes.models import Latest
from portfolio.backup import archive
from portfolio.backup.parts import Part, last_key, parts
from portfolio.backup.release import release
from portfolio.backup.values import AS_IT_IS, KINDS, WITH_SORTED_KEYS, changing, now, written
from projects.files.references import referred_to
from projects.files.store import CHUNK, NotInStore, open_stored
from projects.kept.steps import SILENT, Steps
from projects.remembering.snapshots import one_snapshot

AT_ONCE = 1000
"""Rows that are read together."""


def take(path: Path, said: Steps = SILENT) -> dict[str, Any]:
    """Writes a backup of this database and of its files to ``path``. Returns its manifest.

    Files that the store cannot give are listed under ``missing``. Raises OSError.
    """
    with one_snapshot(0), archive.writing(path) as writer:
        manifest = {
            "format": archive.FORMAT,
            "oversigt": settings.VERSION,
            "release": release(),
            "made": now(),
            **state(),
        }
        manifest["parts"] = [_write_part(writer, part, said) for part in parts()]
        manifest["files"], manifest["missing"] = _write_files(writer)
        writer.member(archive.MANIFEST, [orjson.dumps(manifest, option=orjson.OPT_INDENT_2)])
    return manifest


def state() -> dict[str, Any]:
    """Returns the last change of this database, and the migrations that were applied to it."""
    last = Latest.objects.filter(pk=1).first()
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    change = {"number": last.number, "mark": last.mark} if last else {"number": 0, "mark": ""}
    return {"database": connection.vendor, "change": change, "migrations": [list(key) for key in applied]}


def _write_part(writer: archive.Writer, part: Part, said: Steps) -> dict[str, Any]:
    rows, sha256 = writer.member(f"rows/{part.table}.ndjson", lines(part))
    said.write(f"  {part.table}: {rows:,} rows") if rows else None
    columns = [[column.name, column.kind] for column in part.columns]
    return {"table": part.table, "columns": columns, "rows": rows, "sha256": sha256, "last_key": last_key(part)}


def lines(part: Part, options: int = AS_IT_IS) -> Iterator[bytes]:
    """Yields the rows of a table of this database, in the order of their keys, as a backup writes them."""
    changed = changing(part.columns, KINDS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {part.listed()} FROM "{part.table}" ORDER BY "{part.key}"')  # noqa: S608
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield written(row, changed, options)


def summary(part: Part) -> tuple[int, str]:
    """Returns the number of rows of a table of this database, and a SHA-256 that is the same on both databases."""
    digest, count = hashlib.sha256(), 0
    for line in lines(part, WITH_SORTED_KEYS):
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _write_files(writer: archive.Writer) -> tuple[list[str], list[str]]:
    """Writes the files to which the register or its history refers. Returns their checksums, and those of files that
    are missing or altered.
    """
    kept, missing = [], []
    for sha256 in sorted(referred_to()):
        try:
            file = open_stored(sha256)
        except NotInStore:
            missing.append(sha256)
            continue
        with file:
            writer.member(f"files/{sha256}", iter(partial(file.read, CHUNK), b""))
        kept.append(sha256)
    return kept, missing
