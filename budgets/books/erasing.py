"""What an erasure deletes of the two books: ledgers that name the person."""

from typing import Any

from budgets.books.reading.cells import unpacked
from budgets.models import LedgerFile
from changes.erasing.subjects import Counts, forgets
from changes.erasing.terms import Terms


@forgets
def forget_ledgers(account: Any, terms: Terms) -> Counts:
    """Deletes the ledgers whose cells name the person: they are copies of files, and packed."""
    if not terms:
        return {}
    naming = [ledger.pk for ledger in LedgerFile.objects.iterator() if _names(ledger, terms)]
    LedgerFile.objects.filter(pk__in=naming).delete()
    return {str(LedgerFile._meta.verbose_name_plural): len(naming)} if naming else {}


def _names(ledger: LedgerFile, terms: Terms) -> bool:
    cells = bytes(ledger.cells)
    said = str([line.cells for line in unpacked(cells).lines]) if cells else ""
    return str(terms.without(said)) != said
