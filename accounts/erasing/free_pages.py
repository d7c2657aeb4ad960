"""The free pages of an SQLite file: they keep what was erased until the file is written anew."""

from django.db import OperationalError, connection


def clear_free_pages() -> bool:
    """Writes the database file anew, and empties the file of pages that wait to be written into it (``-wal``).

    Returns whether both are done. Nothing is done within a transaction, on another database, or while somebody else
    uses the file for longer than SQLite waits.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            # VACUUM leaves the earlier pages in the -wal file
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _written = cursor.fetchone()
    except OperationalError:
        return False
    return not busy
