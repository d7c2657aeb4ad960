"""One snapshot of the database for as long as a file is read from it."""

from contextlib import AbstractContextManager

from django.conf import settings

from projects.remembering.snapshots import one_snapshot


def snapshot() -> AbstractContextManager[None]:
    """Reads inside see the database as it was at the first read. Each portion of the file has ``EXPORT_SECONDS``,
    which is more than the statements of a page have.
    """
    return one_snapshot(settings.EXPORT_SECONDS)
