"""Template filters of the two books."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.template import defaultfilters

from budgets.books.reading.cells import Cell
from projects.language.amounts import format_amount

register = template.Library()


@register.filter
def as_in_file(cell: Cell) -> str:
    """Returns a cell of a ledger as people read it: a text as it is, a number and a day in the reader's format."""
    if isinstance(cell, Decimal):
        return format_amount(cell)
    return str(defaultfilters.date(cell, "DATE_FORMAT")) if isinstance(cell, date) else cell


@register.filter
def name_of(person: Any) -> str:
    """Returns the name of a person, or the name of the account; empty if the account is gone."""
    return str(person.get_full_name() or person.get_username()) if person else ""
