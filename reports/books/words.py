"""The words of the two books, in the reader's language."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.books.reading.headings import Field
from budgets.books.rows import Kind

KINDS: dict[Kind, Any] = {
    Kind.ONLY_HERE: _("Only in the register"),
    Kind.ONLY_THERE: _("Only in the ledger"),
    Kind.DOUBLED_HERE: _("Twice in the register"),
    Kind.DOUBLED_THERE: _("Twice in the ledger"),
    Kind.GRANT: _("Another grant"),
    Kind.POST: _("Another budget post"),
    Kind.PERIOD: _("Another period"),
    Kind.SIGN: _("Opposite sign"),
    Kind.RATE: _("Another rate"),
    Kind.CURRENCY: _("Currency not converted"),
    Kind.AMOUNT: _("Another amount"),
    Kind.VOUCHER: _("Another voucher number"),
}
STATES: dict[str, Any] = {
    "equal": _("Equal"),
    "differs": _("Differs"),
    "only-here": _("Only in the register"),
    "only-there": _("Only in the ledger"),
}
FIELDS: dict[Field, Any] = {
    Field.DAY: _("Day"),
    Field.GRANT: _("Grant or project"),
    Field.POST: _("Budget post"),
    Field.VOUCHER: _("Voucher"),
    Field.AMOUNT: _("Amount (DKK)"),
    Field.DEBIT: _("Debit (DKK)"),
    Field.CREDIT: _("Credit (DKK)"),
    Field.CURRENCY: _("Currency"),
    Field.FOREIGN: _("Amount in the currency"),
    Field.TEXT: _("Text"),
}


def dkk(ore: int) -> Decimal:
    """Returns an amount in kroner."""
    return Decimal(ore).scaleb(-2)
