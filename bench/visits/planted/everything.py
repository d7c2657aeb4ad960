"""Everything that is planted, in the order in which one thing needs another."""

from django.db import transaction
from django.utils import translation

from bench.visits.planted import accounts, largest, register, work
from bench.visits.planted.rows import Rows, together

TABLE_ROWS = 5000
"""Rows of a table that is brought in: as many as a person sends in a year's work."""


def plant(*, table_rows: int = TABLE_ROWS) -> Rows:
    """Plants a row of each kind, by the ways in which people make them, and returns the parameters of the addresses.

    The register is not read: the time does not grow with it, but for a report that is sealed and a few counts in the
    database. To be called once for a database.
    """
    with translation.override("en"):
        people = accounts.people()
        with transaction.atomic():
            parts = [register.plant(people.staff)]
        parts += [accounts.plant(people), work.plant(people, table_rows=table_rows), largest.largest()]
        return together(parts)
