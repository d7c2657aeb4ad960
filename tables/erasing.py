"""What an erasure deletes of the tables that were sent: the cells of those that name the person."""

from typing import Any

from changes.erasing.subjects import Counts, forgets
from changes.erasing.terms import Terms
from tables.models import TableFile
from tables.reading.cells import unpacked


@forgets
def forget_tables(account: Any, terms: Terms) -> Counts:
    """Deletes the tables whose cells name the person: they are copies of files, and packed."""
    if not terms:
        return {}
    naming = [table.pk for table in TableFile.objects.iterator() if _names(table, terms)]
    TableFile.objects.filter(pk__in=naming).delete()
    return {str(TableFile._meta.verbose_name_plural): len(naming)} if naming else {}


def _names(table: TableFile, terms: Terms) -> bool:
    cells = bytes(table.cells)
    said = str([line.cells for line in unpacked(cells).lines]) if cells else ""
    said += f"{table.name} {table.reason} {table.defaults}"
    return str(terms.without(said)) != said
